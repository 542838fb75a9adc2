import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Holiday } from '../../src/contract/calendars.ts';
import { dateOf, dayOf, holidaysAmong, nextDays, weekdayOf } from '../../src/contract/holidays.ts';
import { knuthsEaster } from '../support/naive-hours.ts';

const DAY = 24 * 3_600_000;

/** The holidays from one date to another, as dates. */
function dates(holidays: Holiday[], from: string, to = from): string[] {
  const first = dayOf(from);
  const marks = holidaysAmong(holidays, first, dayOf(to));
  expect(marks).toHaveLength(dayOf(to) - first + 1);
  return [...marks].flatMap((mark, index) => (mark ? [dateOf(first + index)] : []));
}
const ofYears = (holiday: Holiday, from: number, to = from) =>
  dates([holiday], `${from}-01-01`, `${to}-12-31`);

const date = (from: string, until?: string): Holiday => ({
  on: 'date',
  name: 'H',
  date: from,
  until,
  imported: false,
});
const day = (month: number, day: number): Holiday => ({ on: 'day', name: 'H', month, day });
const weekday = (
  month: number,
  weekday: number,
  nth: 1 | 2 | 3 | 4 | 5 | -1 | -2 | -3 | -4 | -5,
): Holiday => ({
  on: 'weekday',
  name: 'H',
  month,
  weekday,
  nth,
});
const easter = (days: number): Holiday => ({ on: 'easter', name: 'H', days });

describe('holidays', () => {
  it('on a date are there once, from the first day to the last', () => {
    expect(ofYears(date('2026-12-24'), 2025, 2027)).toEqual(['2026-12-24']);
    expect(ofYears(date('2026-12-30', '2027-01-02'), 2026)).toEqual(['2026-12-30', '2026-12-31']);
    expect(ofYears(date('2026-12-30', '2027-01-02'), 2027)).toEqual(['2027-01-01', '2027-01-02']);
    expect(ofYears(date('2028-02-29'), 2028)).toEqual(['2028-02-29']);
    expect(dates([date('2026-03-02', '2026-03-06')], '2026-03-04')).toEqual(['2026-03-04']);
    expect(dates([date('2026-03-02', '2026-03-06')], '2026-03-07', '2026-03-09')).toEqual([]);
    expect(dates([date('2026-03-02', '2026-03-06')], '2026-02-27', '2026-03-01')).toEqual([]);
    expect(ofYears(date('0000-01-01', '9999-12-31'), 2026)).toHaveLength(365);
  });

  it.each<[string, Holiday, number, string[]]>([
    ['3 October', day(10, 3), 2026, ['2026-10-03']],
    ['1 January', day(1, 1), 2026, ['2026-01-01']],
    ['31 December', day(12, 31), 2026, ['2026-12-31']],
    ['29 February of a leap year', day(2, 29), 2028, ['2028-02-29']],
    ['29 February of a common year', day(2, 29), 2026, []],
    ['29 February of 2100, which is no leap year', day(2, 29), 2100, []],
    ['31 April', day(4, 31), 2026, []],
    ['30 February', day(2, 30), 2028, []],
    ['the first Monday of September (Labor Day)', weekday(9, 1, 1), 2026, ['2026-09-07']],
    ['the first of a month that begins with it', weekday(6, 1, 1), 2026, ['2026-06-01']],
    ['the third Monday of January (Martin Luther King)', weekday(1, 1, 3), 2026, ['2026-01-19']],
    ['the fourth Thursday of November (Thanksgiving)', weekday(11, 4, 4), 2026, ['2026-11-26']],
    ['the last Monday of May (Memorial Day)', weekday(5, 1, -1), 2026, ['2026-05-25']],
    ['the last of a month that ends with it', weekday(8, 1, -1), 2026, ['2026-08-31']],
    ['the last but one Wednesday of November', weekday(11, 3, -2), 2026, ['2026-11-18']],
    ['the last Thursday of December', weekday(12, 4, -1), 2026, ['2026-12-31']],
    ['the fifth Sunday of March', weekday(3, 7, 5), 2026, ['2026-03-29']],
    ['the fifth Monday of February, which there is not', weekday(2, 1, 5), 2026, []],
    ['the fifth Saturday of February of a leap year', weekday(2, 6, 5), 2048, ['2048-02-29']],
    ['the fifth Sunday of March from its end', weekday(3, 7, -5), 2026, ['2026-03-01']],
    ['the fifth Monday of February from its end', weekday(2, 1, -5), 2026, []],
    ['Easter Sunday', easter(0), 2026, ['2026-04-05']],
    ['Good Friday', easter(-2), 2026, ['2026-04-03']],
    ['Ascension Day', easter(39), 2026, ['2026-05-14']],
    ['Whit Monday', easter(50), 2026, ['2026-05-25']],
    ['Corpus Christi', easter(60), 2026, ['2026-06-04']],
    ['Carnival Monday', easter(-48), 2026, ['2026-02-16']],
    ['a hundred days before an early Easter, in the year before', easter(-100), 2007, ['2007-12-14']],
  ])('know %s', (_, holiday, year, expected) => {
    expect(ofYears(holiday, year)).toEqual(expected);
  });

  it('come every year, whatever part of the years is asked for', () => {
    expect(ofYears(day(12, 25), 2024, 2027)).toEqual([
      '2024-12-25',
      '2025-12-25',
      '2026-12-25',
      '2027-12-25',
    ]);
    expect(dates([day(1, 1)], '2026-12-31', '2027-01-01')).toEqual(['2027-01-01']);
    expect(dates([day(1, 1), day(12, 31), date('2026-12-30')], '2026-12-30', '2026-12-31')).toEqual([
      '2026-12-30',
      '2026-12-31',
    ]);
  });

  // https://www.census.gov/data/software/x13as/genhol/easter-dates.html
  it.each([
    '1961-04-02',
    '1981-04-19',
    '2000-04-23',
    '2008-03-23',
    '2011-04-24',
    '2016-03-27',
    '2019-04-21',
    '2024-03-31',
    '2025-04-20',
    '2027-03-28',
    '2028-04-16',
    '2035-03-25',
    '2038-04-25',
    '2049-04-18',
    '2076-04-19',
    '2099-04-12',
  ])('have Easter on %s', (sunday) => {
    expect(ofYears(easter(0), Number(sunday.slice(0, 4)))).toEqual([sunday]);
  });

  it('have Easter where another formula has it, always on a Sunday', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1583, max: 9_999 }), (year) => {
        const { month, day } = knuthsEaster(year);
        const expected = dateOf(Date.UTC(year, month - 1, day) / DAY);
        expect(ofYears(easter(0), year)).toEqual([expected]);
        expect(weekdayOf(dayOf(expected))).toBe(7);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the next days of a holiday', () => {
  it.each<[string, Holiday, string, [string, string] | null]>([
    ['before it', date('2026-12-24'), '2026-11-01', ['2026-12-24', '2026-12-24']],
    ['on its last day', date('2026-12-24', '2026-12-31'), '2026-12-31', ['2026-12-24', '2026-12-31']],
    ['after it', date('2026-12-24'), '2026-12-25', null],
    ['on the day', day(5, 1), '2026-05-01', ['2026-05-01', '2026-05-01']],
    ['on the day after', day(5, 1), '2026-05-02', ['2027-05-01', '2027-05-01']],
    ['until the next leap year', day(2, 29), '2096-03-01', ['2104-02-29', '2104-02-29']],
    ['until a February with five Mondays', weekday(2, 1, 5), '2072-03-01', ['2112-02-29', '2112-02-29']],
    [
      'for one that is in the year before its Easter',
      easter(-100),
      '2007-12-01',
      ['2007-12-14', '2007-12-14'],
    ],
    ['for one that never comes', day(2, 30), '2026-01-01', null],
  ])('%s', (_, holiday, from, expected) => {
    const days = nextDays(holiday, dayOf(from));
    expect(days && [dateOf(days.first), dateOf(days.last)]).toEqual(expected);
  });

  it('are those that are there', () => {
    const yearly = fc.oneof(
      fc
        .record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 31 }) })
        .map((one) => day(one.month, one.day)),
      fc
        .tuple(
          fc.integer({ min: 1, max: 12 }),
          fc.integer({ min: 1, max: 7 }),
          fc.constantFrom(1, 4, 5, -1, -5),
        )
        .map(([month, on, nth]) => weekday(month, on, nth as 1)),
      fc.integer({ min: -100, max: 100 }).map(easter),
    );
    const from = fc.integer({ min: dayOf('2000-01-01'), max: dayOf('2060-12-31') });
    fc.assert(
      fc.property(yearly, from, (holiday, from) => {
        const marks = holidaysAmong([holiday], from, from + 3 * 366);
        const first = marks.indexOf(1);
        if (first !== -1) expect(nextDays(holiday, from)?.first).toBe(from + first);
      }),
      { numRuns: 500 },
    );
  });
});

describe('weekdays', () => {
  it.each([
    ['1970-01-01', 4],
    ['1969-12-28', 7],
    ['1900-01-01', 1],
    ['2026-03-02', 1],
    ['2028-02-29', 2],
  ])('%s is %i', (date, weekday) => {
    expect(weekdayOf(dayOf(date))).toBe(weekday);
  });
});
