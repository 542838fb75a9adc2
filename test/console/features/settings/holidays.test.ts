import { describe, expect, test } from 'vitest';
import {
  draftOf,
  type HolidayDraft,
  holidayIn,
} from '../../../../src/console/features/settings/holiday-draft.ts';
import {
  comingHolidays,
  dateWords,
  holidayWords,
  todayIn,
} from '../../../../src/console/features/settings/holiday-words.ts';
import type { Holiday } from '../../../../src/contract/calendars.ts';

const once = (date: string, until?: string): Holiday => ({
  on: 'date',
  name: 'H',
  date,
  ...(until ? { until } : {}),
  imported: false,
});
const yearly = (month: number, day: number, name = 'H'): Holiday => ({ on: 'day', name, month, day });
const weekday = (nth: 1 | 5 | -1 | -2 | -5, weekday: number, month: number): Holiday => ({
  on: 'weekday',
  name: 'H',
  month,
  weekday,
  nth,
});
const easter = (days: number): Holiday => ({ on: 'easter', name: 'H', days });

describe('a holiday', () => {
  const all: [Holiday, string][] = [
    [once('2026-12-24'), '24 December 2026'],
    [once('2026-12-24', '2026-12-24'), '24 December 2026'],
    [once('2026-12-24', '2026-12-26'), '24 to 26 December 2026'],
    [once('2026-11-30', '2026-12-02'), '30 November to 2 December 2026'],
    [once('2026-12-30', '2027-01-03'), '30 December 2026 to 3 January 2027'],
    [yearly(12, 25), '25 December every year'],
    [yearly(2, 28), '28 February every year'],
    [yearly(2, 29), '29 February every year, where there is one'],
    [weekday(1, 1, 9), 'the first Monday in September'],
    [weekday(5, 7, 3), 'the fifth Sunday in March'],
    [weekday(-1, 1, 5), 'the last Monday in May'],
    [weekday(-2, 3, 11), 'the last but one Wednesday in November'],
    [weekday(-5, 4, 12), 'the last but four Thursday in December'],
    [easter(-2), '2 days before Easter Sunday'],
    [easter(-1), '1 day before Easter Sunday'],
    [easter(0), 'Easter Sunday'],
    [easter(1), '1 day after Easter Sunday'],
    [easter(39), '39 days after Easter Sunday'],
  ];

  test.each(all)('%j reads %j', (holiday, words) => {
    expect(holidayWords(holiday)).toBe(words);
  });

  test.each(all)('%j comes out of its fields as it went in', (holiday) => {
    expect(holidayIn(draftOf(holiday))).toEqual({ holiday });
  });

  test.each<[string, Partial<HolidayDraft>, string, RegExp]>([
    ['no name', { on: 'easter' }, 'name', /empty/],
    ['no date', { name: 'H' }, 'date', /must be a date/],
    [
      'an end before the beginning',
      { name: 'H', date: '2026-12-24', until: '2026-12-23' },
      'until',
      /before/,
    ],
    ['no day', { name: 'H', on: 'day', day: '' }, 'day', /./],
    ['day 32', { name: 'H', on: 'day', day: 32 }, 'day', /31/],
    ['30 February', { name: 'H', on: 'day', month: '2', day: 30 }, 'day', /no such day/],
    ['no days from Easter', { name: 'H', on: 'easter', days: '' }, 'days', /./],
    ['too many days from Easter', { name: 'H', on: 'easter', days: 101 }, 'days', /100/],
  ])('with %s is none', (_, part, field, words) => {
    const found = holidayIn({ ...draftOf(undefined), ...part });
    expect('errors' in found && found.errors).toMatchObject({ [field]: expect.stringMatching(words) });
  });

  test('of 29 February may be written', () => {
    expect(holidayIn({ ...draftOf(undefined), name: 'H', on: 'day', month: '2', day: 29 })).toHaveProperty(
      'holiday',
    );
  });
});

describe('the next holidays', () => {
  const holidays = [
    yearly(12, 25, 'Christmas Day'),
    once('2026-11-20', '2026-11-27'),
    once('2020-01-01'),
    yearly(1, 1, 'New Year'),
    yearly(12, 25, 'A birthday'),
  ];

  test('come in order, with what is on first, and without what is over', () => {
    expect(
      comingHolidays(holidays, '2026-11-26', 10).map(({ holiday, from, to }) => [holiday.name, from, to]),
    ).toEqual([
      ['H', '2026-11-20', '2026-11-27'],
      ['A birthday', '2026-12-25', '2026-12-25'],
      ['Christmas Day', '2026-12-25', '2026-12-25'],
      ['New Year', '2027-01-01', '2027-01-01'],
    ]);
  });

  test('are as many as there is room for', () => {
    expect(comingHolidays(holidays, '2026-12-26', 1).map(({ from }) => from)).toEqual(['2027-01-01']);
  });

  test.each([
    ['2026-12-31T23:30:00Z', 'Europe/Berlin', '2027-01-01'],
    ['2026-12-31T23:30:00Z', 'UTC', '2026-12-31'],
    ['2026-03-01T04:59:00Z', 'America/New_York', '2026-02-28'],
  ])('at %s it is another day in %s', (at, zone, date) => {
    expect(todayIn(zone, Date.parse(at))).toBe(date);
  });

  test('dates read with their weekday', () => {
    expect(dateWords('2026-12-25')).toBe('Fri 25 Dec 2026');
  });
});
