/** Holidays in plain words. */
import type { Holiday } from '../../../contract/calendars.ts';
import { dateOf, dayOf, nextDays } from '../../../contract/holidays.ts';
import { dayNames } from './week-words.ts';

type Nth = Extract<Holiday, { on: 'weekday' }>['nth'];

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const nthWords: Record<Nth, string> = {
  1: 'first',
  2: 'second',
  3: 'third',
  4: 'fourth',
  5: 'fifth',
  [-1]: 'last',
  [-2]: 'last but one',
  [-3]: 'last but two',
  [-4]: 'last but three',
  [-5]: 'last but four',
};

const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const withDay = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** A date such as `2026-12-24` as `Thu 24 Dec 2026`; dates have no zone. */
export const dateWords = (date: string): string => withDay.format(Date.parse(date)).replace(',', '');

/** When it is: `24 to 26 December 2026`, `the last Monday in May`, `2 days before Easter Sunday`. */
export function holidayWords(holiday: Holiday): string {
  switch (holiday.on) {
    case 'date': {
      const { date, until = date } = holiday;
      return long.formatRange(Date.parse(date), Date.parse(until)).replace(/\s*–\s*/, ' to ');
    }
    case 'day': {
      const { day, month } = holiday;
      const rare = month === 2 && day === 29 ? ', where there is one' : '';
      return `${day} ${monthNames[month - 1]} every year${rare}`;
    }
    case 'weekday': {
      const { nth, weekday, month } = holiday;
      return `the ${nthWords[nth]} ${dayNames[weekday - 1]} in ${monthNames[month - 1]}`;
    }
    case 'easter':
      return easterWords(holiday.days);
  }
}

function easterWords(days: number): string {
  if (days === 0) return 'Easter Sunday';
  const size = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
  return `${size} ${days < 0 ? 'before' : 'after'} Easter Sunday`;
}

export type Coming = { holiday: Holiday; from: string; to: string };

/** Those that come next, or are on, at a date; the nearest first. */
export function comingHolidays(holidays: readonly Holiday[], today: string, most: number): Coming[] {
  return holidays
    .flatMap((holiday) => {
      const days = nextDays(holiday, dayOf(today));
      return days ? [{ holiday, ...days }] : [];
    })
    .toSorted((a, b) => a.first - b.first || a.holiday.name.localeCompare(b.holiday.name))
    .slice(0, most)
    .map(({ holiday, first, last }) => ({ holiday, from: dateOf(first), to: dateOf(last) }));
}

/** The date on the wall in a zone. */
export function todayIn(timeZone: string, now: number): string {
  const day = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const parts = new Intl.DateTimeFormat('en', day).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}
