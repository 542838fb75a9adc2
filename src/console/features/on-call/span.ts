/** The part of a schedule that is looked at: whole days of its zone. */
import { instantOf, laterDate, wallAt } from './wall.ts';

export type Length = 'week' | 'month';
/** Days by their dates, and instants in epoch milliseconds; `to` is not in it. */
export type Span = { days: { date: string; at: number }[]; from: number; to: number };

const monthOf = (date: string) => date.slice(0, 7);
const weekdayOf = (date: string) => (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7;

/** Whether it is a day that there is, of this century. */
export const isDate = (text: string): boolean => {
  const at = /^20\d\d-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};

/** The first day of the week or month that a date lies in. */
export const firstOf = (date: string, length: Length): string =>
  length === 'month' ? `${monthOf(date)}-01` : laterDate(date, -weekdayOf(date));

/** The first day of the one before or after. */
export const moved = (first: string, length: Length, by: 1 | -1): string => {
  if (length === 'week') return laterDate(first, 7 * by);
  return firstOf(laterDate(first, by === 1 ? 31 : -1), 'month');
};

export function spanOf(first: string, length: Length, timeZone: string): Span {
  const end = moved(first, length, 1);
  const days: Span['days'] = [];
  for (let date = first; date < end; date = laterDate(date, 1)) {
    days.push({ date, at: instantOf(`${date}T00:00`, timeZone) });
  }
  return { days, from: days[0]?.at ?? 0, to: instantOf(`${end}T00:00`, timeZone) };
}

const EVENING = 'T22:00';
const MORNING = 'T07:00';

/** The nights of who looks, as far as they lie in it. */
export function nightsIn({ from, to }: Pick<Span, 'from' | 'to'>, timeZone: string) {
  const nights: { from: number; to: number }[] = [];
  const last = wallAt(to, timeZone).slice(0, 10);
  for (
    let date = laterDate(wallAt(from, timeZone).slice(0, 10), -1);
    date <= last;
    date = laterDate(date, 1)
  ) {
    const night = {
      from: Math.max(from, instantOf(date + EVENING, timeZone)),
      to: Math.min(to, instantOf(laterDate(date, 1) + MORNING, timeZone)),
    };
    if (night.from < night.to) nights.push(night);
  }
  return nights;
}

/** What no shift covers. */
export function gapsIn(
  { from, to }: Pick<Span, 'from' | 'to'>,
  shifts: readonly { from: string; to: string }[],
) {
  const gaps: { from: number; to: number }[] = [];
  let free = from;
  for (const shift of shifts) {
    const begin = Date.parse(shift.from);
    if (begin > free) gaps.push({ from: free, to: begin });
    free = Math.max(free, Date.parse(shift.to));
  }
  if (free < to) gaps.push({ from: free, to });
  return gaps;
}
