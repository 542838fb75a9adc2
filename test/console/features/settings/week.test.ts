import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bar, weekBars, weekMinutes } from '../../../../src/console/features/settings/week-bars.ts';
import { hoursWords, timeTyped, weekWords } from '../../../../src/console/features/settings/week-words.ts';
import { type Interval, Week } from '../../../../src/contract/calendars.ts';

const day = (...hours: [string, string][]): Interval[] => hours.map(([from, to]) => ({ from, to }));
const closed = day();
const office = day(['09:00', '17:00']);
const lunch = day(['13:00', '17:00'], ['09:00', '12:00']);
const night = day(['22:00', '06:00']);
const all = day(['00:00', '24:00']);
const h = (hours: number) => hours * 60;

const OFFICE: Week = [office, office, office, office, office, closed, closed];
const LUNCH: Week = [lunch, lunch, office, lunch, lunch, closed, closed];
const NIGHT: Week = [night, night, night, night, night, closed, night];
const ALWAYS: Week = [all, all, all, all, all, all, all];

describe('a week in words', () => {
  test.each<[Week, string]>([
    [OFFICE, 'Mon to Fri 09:00 to 17:00'],
    [
      LUNCH,
      'Mon to Tue 09:00 to 12:00 and 13:00 to 17:00; Wed 09:00 to 17:00; Thu to Fri 09:00 to 12:00 and 13:00 to 17:00',
    ],
    [NIGHT, 'Mon to Fri 22:00 to 06:00 the day after; Sun 22:00 to 06:00 the day after'],
    [ALWAYS, 'Every day 00:00 to 24:00'],
  ])('%j', (week, words) => {
    expect(weekWords(week)).toBe(words);
  });

  test('a day without hours is closed', () => {
    expect(hoursWords([])).toBe('closed');
  });
});

describe('a week as bars', () => {
  const whole = (from: number, to: number): Bar => ({ from, to, part: 'whole' });

  test.each<[string, Week, number, Bar[]]>([
    ['a day', OFFICE, 0, [whole(h(9), h(17))]],
    ['a closed day', OFFICE, 6, []],
    ['a break, in the order of the day', LUNCH, 0, [whole(h(9), h(12)), whole(h(13), h(17))]],
    ['a whole day', ALWAYS, 3, [whole(0, h(24))]],
    [
      'a night between two nights',
      NIGHT,
      1,
      [
        { from: 0, to: h(6), part: 'morning' },
        { from: h(22), to: h(24), part: 'evening' },
      ],
    ],
    ['the morning after, on a closed day', NIGHT, 5, [{ from: 0, to: h(6), part: 'morning' }]],
    [
      'Monday after Sunday’s night',
      NIGHT,
      0,
      [
        { from: 0, to: h(6), part: 'morning' },
        { from: h(22), to: h(24), part: 'evening' },
      ],
    ],
  ])('%s', (_, week, at, bars) => {
    expect(weekBars(week)[at]).toEqual(bars);
  });

  test('what ends at midnight, written as 00:00, leaves nothing for the day after', () => {
    const week: Week = [day(['18:00', '00:00']), closed, closed, closed, closed, closed, closed];
    expect(weekBars(week).slice(0, 2)).toEqual([[{ from: h(18), to: h(24), part: 'evening' }], []]);
  });

  test.each<[Week, number]>([
    [OFFICE, h(40)],
    [LUNCH, h(36)],
    [NIGHT, h(48)],
    [ALWAYS, h(168)],
    [[day(['09:00', '12:00'], ['10:00', '14:00']), closed, closed, closed, closed, closed, closed], h(5)],
    [[night, day(['05:00', '07:00']), closed, closed, closed, closed, closed], h(9)],
  ])('%j has %i minutes', (week, minutes) => {
    expect(weekMinutes(week)).toBe(minutes);
  });

  test('bars lie within their day and have some length, whatever the week', () => {
    const time = fc
      .integer({ min: 0, max: 24 * 60 - 1 })
      .map(
        (minutes) =>
          `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
      );
    const interval = fc
      .record({ from: time, to: fc.oneof(time, fc.constant('24:00')) })
      .filter(({ from, to }) => from !== to);
    const hours = fc.array(interval, { maxLength: 4 });
    const week = fc.tuple(hours, hours, hours, hours, hours, hours, hours);
    fc.assert(
      fc.property(week, (week) => {
        for (const { from, to } of weekBars(week).flat()) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(h(24));
          expect(to).toBeGreaterThan(from);
        }
        expect(weekMinutes(week)).toBeLessThanOrEqual(h(168));
      }),
    );
  });
});

describe('a time of day is typed', () => {
  test.each([
    ['9', '09:00'],
    ['09', '09:00'],
    ['9:30', '09:30'],
    ['17.45', '17:45'],
    ['0930', '09:30'],
    ['930', '09:30'],
    ['9h30', '09:30'],
    [' 24 ', '24:00'],
    ['00:00', '00:00'],
    // What is no time stays, and the contract says so.
    ['25:00', '25:00'],
    ['9:5', '9:5'],
    ['noon', 'noon'],
    ['', ''],
  ])('as %j', (typed, time) => {
    expect(timeTyped(typed)).toBe(time);
    const isTime = Week.safeParse([
      day([time, '24:00'], ['08:00', '09:00']),
      closed,
      closed,
      closed,
      closed,
      closed,
      closed,
    ]);
    expect(isTime.success).toBe(/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time));
  });
});
