import { Temporal } from 'temporal-polyfill';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** A field that lists its values, or goes by `*` or a step. */
export type Field = { text: string; values: ReadonlySet<number> | null; isFixed: boolean };
type Day = { text: string; has(day: Temporal.PlainDate): boolean; isAny: boolean };
export type Fields = { minute: Field; hour: Field; day: Day; month: Field; weekday: Day };

export const cronOf = ({ minute, hour, day, month, weekday }: Fields): string =>
  [minute, hour, day, month, weekday].map(({ text }) => text).join(' ');

/** The runs after an instant until another one, by looking at the clock on the wall every minute. */
export function naiveTimes(fields: Fields, timeZone: string, from: number, until: number): number[] {
  const isFixed = fields.minute.isFixed && fields.hour.isFixed;
  const isMeant = asking(fields);
  // It begins two days before, to have seen what may come a second time.
  const first = Math.floor(from / MINUTE) * MINUTE - 2 * DAY;
  const offsetAt = offsets(timeZone, first);
  const shown = new Set<number>();
  const runs: number[] = [];
  let last: number | undefined;
  for (let at = first; at <= until; at += MINUTE) {
    const wall = at + offsetAt(at);
    let isDue = isMeant(wall) && !(isFixed && shown.has(wall));
    // What was skipped comes at the first minute that is there, if that is of the same day.
    for (let skipped = (last ?? wall) + MINUTE; isFixed && skipped < wall; skipped += MINUTE) {
      isDue ||= isMeant(skipped) && Math.floor(skipped / DAY) === Math.floor(wall / DAY);
    }
    shown.add(wall);
    last = wall;
    if (isDue && at > from) runs.push(at);
  }
  return runs;
}

/** Whether fields mean a time on the wall, in milliseconds as if it were UTC. */
function asking({ minute, hour, day, month, weekday }: Fields): (wall: number) => boolean {
  const has = ({ values }: Field, value: number) => values === null || values.has(value);
  const days = new Map<number, boolean>();
  const isDay = (number: number): boolean => {
    const known = days.get(number);
    if (known !== undefined) return known;
    const date = Temporal.PlainDate.from('1970-01-01').add({ days: number });
    const either = day.isAny || weekday.isAny;
    const isMeant = either ? day.has(date) && weekday.has(date) : day.has(date) || weekday.has(date);
    days.set(number, isMeant && has(month, date.month));
    return isMeant && has(month, date.month);
  };
  return (wall) => {
    const minutes = (wall / MINUTE) % 1_440;
    return has(minute, minutes % 60) && has(hour, Math.floor(minutes / 60)) && isDay(Math.floor(wall / DAY));
  };
}

/** What the clocks of a zone are ahead of UTC by, in milliseconds; asked of ascending instants. */
function offsets(timeZone: string, from: number): (at: number) => number {
  let there = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone);
  let next = there.getTimeZoneTransition('next');
  return (at) => {
    while (next && next.epochMilliseconds <= at) {
      there = next;
      next = there.getTimeZoneTransition('next');
    }
    return there.offsetNanoseconds / 1_000_000;
  };
}
