import { Temporal } from 'temporal-polyfill';
import type { Week } from '../../contract/calendars.ts';
import type { TurnsLayer } from '../../contract/schedules.ts';
import { DAY, HOUR, MINUTE } from '../../lib/clock.ts';
import { fail } from '../../lib/errors.ts';
import type { WeekSpan } from './found.ts';

/** Times on the wall, as other tools write them and as schedules here have them. */

const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** What the clock in a zone shows at an instant, in epoch milliseconds as if it were of UTC; seconds are dropped. */
export function wallAt(instant: string | number, timeZone: string): number {
  const at =
    typeof instant === 'number'
      ? Temporal.Instant.fromEpochMilliseconds(instant)
      : Temporal.Instant.from(instant);
  const shown = at.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' });
  return Date.parse(`${shown}Z`);
}

/** When it shows that; of two such instants the first, and where it skips the time, as much later. */
export const instantOf = (wall: number, timeZone: string): Date =>
  new Date(Temporal.PlainDateTime.from(wallText(wall)).toZonedDateTime(timeZone).epochMilliseconds);

/** As a schedule has it: `2026-11-30T09:00`. */
export const wallText = (wall: number): string => new Date(wall).toISOString().slice(0, 16);

/** The minute of its week, Monday first. */
export const minuteOfWeek = (wall: number): number => {
  const monday = 4 * DAY; // 5 January 1970
  const minutes = Math.floor((wall - monday) / MINUTE) % WEEK_MINUTES;
  return (minutes + WEEK_MINUTES) % WEEK_MINUTES;
};

/** How long a turn is. @throws `invalid` where no schedule here could have it */
export function everyOf(minutes: number): TurnsLayer['every'] {
  const [count, unit] =
    minutes % WEEK_MINUTES === 0
      ? ([minutes / WEEK_MINUTES, 'weeks'] as const)
      : minutes % DAY_MINUTES === 0
        ? ([minutes / DAY_MINUTES, 'days'] as const)
        : ([(minutes * MINUTE) / HOUR, 'hours'] as const);
  if (!Number.isInteger(count) || count < 1) {
    fail('invalid', `turns of ${minutes} minutes: here they last whole hours`);
  }
  if (count > 365) fail('invalid', `turns of ${count} ${unit}: here they last at most 365`);
  return { count, unit };
}

/** `08:30` or `08:30:00`, in minutes. */
export function minuteOfDay(text: string): number {
  const [, hours, minutes] = /^(\d{1,2}):(\d\d)(?::\d\d)?$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return minute < DAY_MINUTES ? minute : fail('invalid', `${text} is no time of day`);
}

/** The same span on every day. */
export const daily = (from: number, minutes: number): WeekSpan[] =>
  Array.from({ length: 7 }, (_, day) => ({ from: day * DAY_MINUTES + from, minutes }));

/** Within one week, in order, none touching the next. */
export function inWeek(spans: readonly WeekSpan[]): { from: number; to: number }[] {
  const cut = spans.flatMap(({ from, minutes }) => {
    if (minutes >= WEEK_MINUTES) return [{ from: 0, to: WEEK_MINUTES }];
    const begin = from % WEEK_MINUTES;
    const end = begin + minutes;
    if (end <= WEEK_MINUTES) return [{ from: begin, to: end }];
    return [
      { from: begin, to: WEEK_MINUTES },
      { from: 0, to: end - WEEK_MINUTES },
    ];
  });
  const joined: { from: number; to: number }[] = [];
  for (const span of cut.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else joined.push({ ...span });
  }
  return joined;
}

/** The hours of a layer; null: they are all hours. */
export function weekOf(spans: readonly WeekSpan[]): Week | null {
  const joined = inWeek(spans);
  if (joined[0]?.from === 0 && joined[0].to === WEEK_MINUTES) return null;
  return Array.from({ length: 7 }, (_, day) => {
    const [begin, end] = [day * DAY_MINUTES, (day + 1) * DAY_MINUTES];
    return joined
      .filter(({ from, to }) => from < end && to > begin)
      .map(({ from, to }) => ({
        from: timeText(Math.max(from, begin) - begin),
        to: timeText(Math.min(to, end) - begin),
      }));
  }) as Week;
}

const two = (part: number) => String(part).padStart(2, '0');
const timeText = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
