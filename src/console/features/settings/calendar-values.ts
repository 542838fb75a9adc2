/** A calendar as its form holds it: times as they are typed, and an address that may be empty. */
import type { Calendar, Holiday, Interval, Week } from '../../../contract/calendars.ts';
import { timeTyped } from './week-words.ts';

export type CalendarValues = {
  name: string;
  timeZone: string;
  /** Monday first. */
  week: Interval[][];
  holidays: Holiday[];
  sourceUrl: string;
};

const WORKDAYS = 5;
const usual = (): Interval[] => [{ from: '09:00', to: '17:00' }];

export function calendarValues(calendar: Calendar | null, ownZone: string): CalendarValues {
  if (calendar) {
    const { name, timeZone, week, holidays, source } = calendar;
    // A copy: what was fetched may not be written to.
    return structuredClone({ name, timeZone, week, holidays, sourceUrl: source?.url ?? '' });
  }
  const week = Array.from({ length: 7 }, (_, day) => (day < WORKDAYS ? usual() : []));
  return { name: '', timeZone: ownZone, week, holidays: [], sourceUrl: '' };
}

export const calendarOf = ({ week, sourceUrl, ...rest }: CalendarValues) => ({
  ...rest,
  week: week.map((intervals) =>
    intervals.map(({ from, to }) => ({ from: timeTyped(from), to: timeTyped(to) })),
  ) as Week,
  sourceUrl: sourceUrl.trim() || null,
});

/** What a further interval of a day starts with. */
export const nextInterval = (intervals: readonly Interval[]): Interval =>
  intervals.length === 0 ? { from: '09:00', to: '17:00' } : { from: '', to: '' };

/** The week with the hours of one day on others. */
export const withCopies = (week: readonly Interval[][], day: number, to: number): Interval[][] =>
  week.map((intervals, other) => (other < to ? structuredClone(week[day] ?? []) : intervals));
