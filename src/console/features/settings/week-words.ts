/** The hours of a week in plain words. */
import type { Interval, Week } from '../../../contract/calendars.ts';

export const dayNames = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

const and = new Intl.ListFormat('en', { type: 'conjunction' });
const short = (day: number): string => (dayNames[day] ?? '').slice(0, 3);

/** Whether it ends on the day after. */
export const isOvernight = ({ from, to }: Interval): boolean => to < from;

/** In the order of the day. */
export const inOrder = (intervals: readonly Interval[]): Interval[] =>
  intervals.toSorted((a, b) => a.from.localeCompare(b.from));

/** `09:00 to 12:00 and 22:00 to 06:00 the day after`; nothing: `closed`. */
export function hoursWords(intervals: readonly Interval[]): string {
  if (intervals.length === 0) return 'closed';
  return and.format(
    inOrder(intervals).map(
      (interval) => `${interval.from} to ${interval.to}${isOvernight(interval) ? ' the day after' : ''}`,
    ),
  );
}

/** `Mon to Fri 09:00 to 17:00, Sat 10:00 to 14:00`: days in a row with the same hours once. */
export function weekWords(week: Week): string {
  const rows: { from: number; to: number; hours: string }[] = [];
  for (const [day, intervals] of week.entries()) {
    const hours = hoursWords(intervals);
    const last = rows.at(-1);
    if (last?.hours === hours) last.to = day;
    else rows.push({ from: day, to: day, hours });
  }
  return rows
    .filter(({ hours }) => hours !== 'closed')
    .map(({ from, to, hours }) => `${daysWords(from, to)} ${hours}`)
    .join('; ');
}

function daysWords(from: number, to: number): string {
  if (from === 0 && to === 6) return 'Every day';
  return from === to ? short(from) : `${short(from)} to ${short(to)}`;
}

/**
 * A time of day as somebody typed it: `9`, `9:30`, `0930`, `17.30`, `24`.
 * @returns as the contract has it; what cannot be read stays as it is
 */
export function timeTyped(text: string): string {
  const [, hours, minutes = '00'] = /^(\d{1,2})(?:[:.h ]?(\d\d))?$/.exec(text.trim()) ?? [];
  return hours === undefined ? text.trim() : `${hours.padStart(2, '0')}:${minutes}`;
}
