import type { FreezeRepeat } from '../../contract/freezes.ts';
import { DAY, MINUTE } from '../../lib/clock.ts';
import { wallOf } from '../oncall/layer-shifts.ts';
import { type Span, united, within } from '../oncall/spans.ts';

export type FreezeRules = {
  timeZone: string;
  startsAt: Date;
  endsAt: Date;
  repeat: FreezeRepeat | null;
};

/** No repetition is longer. */
const LONGEST = 32 * DAY;

/**
 * When a freeze holds within a span, in milliseconds, in order and apart. One that repeats goes by the clock on the wall:
 * a time that the clocks skip is the next one that is there, and one that they show twice is the first.
 */
export function freezeSpans({ timeZone, startsAt, endsAt, repeat }: FreezeRules, span: Span): Span[] {
  const whole = { from: startsAt.getTime(), to: endsAt.getTime() };
  const from = Math.max(span.from, whole.from);
  const to = Math.min(span.to, whole.to);
  if (from >= to) return [];
  if (!repeat) return [{ from, to }];
  const wide = { from: from - LONGEST, to: to + LONGEST };
  const wall = wallOf(timeZone, wide);
  const first = Math.floor(wall.begin / DAY) * DAY;
  const spans: Span[] = [];
  for (let day = first; day < wide.to + DAY; day += DAY) {
    const meant = repeat.every === 'week' ? hoursOf(repeat, day) : daysOf(repeat, day);
    if (meant) spans.push({ from: wall.instantOf(meant.from), to: wall.instantOf(meant.to) });
  }
  return within(united(spans.filter((one) => one.from < one.to)), { from, to });
}

/** On the wall, if it begins on this day. */
function hoursOf(
  { days, from, to }: Extract<FreezeRepeat, { every: 'week' }>,
  day: number,
): Span | undefined {
  const weekday = new Date(day).getUTCDay() || 7;
  if (!days.includes(weekday)) return undefined;
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  return { from: day + begin * MINUTE, to: day + (end > begin ? 0 : DAY) + end * MINUTE };
}

function daysOf({ fromDay, days }: Extract<FreezeRepeat, { every: 'month' }>, day: number): Span | undefined {
  const date = new Date(day);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const begins = fromDay > 0 ? fromDay : last + 1 + fromDay;
  return date.getUTCDate() === begins ? { from: day, to: day + days * DAY } : undefined;
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
