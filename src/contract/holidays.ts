import type { Holiday } from './calendars.ts';

/** When holidays are: the server computes by it, and the console shows it. */
const DAY = 24 * 60 * 60_000;

/**
 * Which of some days on the wall are holidays. Days are counted from 1970-01-01, which is 0.
 * @returns for each day from `first` to `last`, both included: 1 if it is a holiday
 */
export function holidaysAmong(holidays: readonly Holiday[], first: number, last: number): Uint8Array {
  const marks = new Uint8Array(last - first + 1);
  const mark = (from: number, to: number) => {
    if (from <= last && to >= first) marks.fill(1, Math.max(from, first) - first, to - first + 1);
  };
  // What is counted back from Easter may fall into the year before.
  const years = { first: yearOf(first), last: yearOf(last) + 1 };
  for (const holiday of holidays) {
    if (holiday.on === 'date') mark(dayOf(holiday.date), dayOf(holiday.until ?? holiday.date));
    else {
      for (let year = years.first; year <= years.last; year++) {
        const day = dayIn(year, holiday);
        if (day !== null) mark(day, day);
      }
    }
  }
  return marks;
}

/** So many years are looked ahead: the fifth of a weekday in February may not come for forty. */
const AHEAD = 40;

/** The days of a holiday that is on at a day, or comes next; null: it does not come again. */
export function nextDays(holiday: Holiday, from: number): { first: number; last: number } | null {
  if (holiday.on === 'date') {
    const [first, last] = [dayOf(holiday.date), dayOf(holiday.until ?? holiday.date)];
    return last >= from ? { first, last } : null;
  }
  for (let year = yearOf(from); year <= yearOf(from) + AHEAD; year++) {
    const day = dayIn(year, holiday);
    if (day !== null && day >= from) return { first: day, last: day };
  }
  return null;
}

/** 1 Monday .. 7 Sunday, as ISO 8601 has it. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Null: that year has no such day. */
function dayIn(year: number, holiday: Exclude<Holiday, { on: 'date' }>): number | null {
  if (holiday.on === 'easter') return easter(year) + holiday.days;
  const day = holiday.on === 'day' ? dayNumber(year, holiday.month, holiday.day) : nthWeekday(year, holiday);
  return monthOf(day) === holiday.month ? day : null;
}

/** Goes into the months around where the month has fewer of them. */
function nthWeekday(
  year: number,
  { month, weekday, nth }: { month: number; weekday: number; nth: number },
): number {
  if (nth > 0) {
    const first = dayNumber(year, month, 1);
    return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7;
  }
  const last = dayNumber(year, month + 1, 1) - 1;
  return last - ((weekdayOf(last) - weekday + 7) % 7) + (nth + 1) * 7;
}

/**
 * Easter Sunday of the Gregorian calendar, by the anonymous algorithm in Nature 13 (1876), 487, as J. Meeus gives it
 * in Astronomical Algorithms, chapter 8.
 */
function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  // Days after 22 March.
  return dayNumber(year, 3, 22) + h + l - 7 * m;
}

const dayNumber = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / DAY;
/** A date such as `2026-12-24`, as a day. */
export const dayOf = (date: string): number => Date.parse(date) / DAY;
export const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
const yearOf = (day: number): number => new Date(day * DAY).getUTCFullYear();
const monthOf = (day: number): number => new Date(day * DAY).getUTCMonth() + 1;
