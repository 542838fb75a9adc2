import { describe, expect, it } from 'vitest';
import type { Holiday, Week } from '../../../src/contract/calendars.ts';
import { ALWAYS, type CalendarDefinition, hoursOf } from '../../../src/domain/calendars/hours.ts';
import { everyDay, workweek } from '../../support/calendars.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;
const NINE_TO_FIVE = workweek('09:00-17:00');
const ROUND_THE_CLOCK = everyDay('00:00-24:00');

const hours = (timeZone: string, week: Week, holidays: Holiday[] = []) =>
  hoursOf({ timeZone, week, holidays } satisfies CalendarDefinition);
const closed = (date: string, until?: string): Holiday => ({
  on: 'date',
  name: 'Closed',
  date,
  until,
  imported: false,
});
const at = (text: string) => Date.parse(text);
const text = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

describe('between', () => {
  // 2026-03-02 is a Monday.
  it.each<[string, Week, string, string, number]>([
    ['a day', NINE_TO_FIVE, '2026-03-02T00:00Z', '2026-03-03T00:00Z', 8],
    ['a part of a day', NINE_TO_FIVE, '2026-03-02T10:30Z', '2026-03-02T12:00Z', 1.5],
    ['from before it opens', NINE_TO_FIVE, '2026-03-02T03:00Z', '2026-03-02T10:00Z', 1],
    ['until after it closes', NINE_TO_FIVE, '2026-03-02T16:00Z', '2026-03-02T23:00Z', 1],
    ['a week', NINE_TO_FIVE, '2026-03-02T00:00Z', '2026-03-09T00:00Z', 40],
    ['a weekend', NINE_TO_FIVE, '2026-03-06T17:00Z', '2026-03-09T09:00Z', 0],
    ['a common year of 261 workdays', NINE_TO_FIVE, '2026-01-01T00:00Z', '2027-01-01T00:00Z', 261 * 8],
    ['a leap year of 262 workdays', NINE_TO_FIVE, '2024-01-01T00:00Z', '2025-01-01T00:00Z', 262 * 8],
    ['no time', NINE_TO_FIVE, '2026-03-02T10:00Z', '2026-03-02T10:00Z', 0],
    ['back in time', NINE_TO_FIVE, '2026-03-02T12:00Z', '2026-03-02T10:00Z', 0],
    ['a lunch break', workweek('09:00-12:00 13:00-17:00'), '2026-03-02T11:00Z', '2026-03-02T14:00Z', 2],
    ['overlaps once', workweek('09:00-13:00 10:00-11:00 12:00-17:00'), '2026-03-02', '2026-03-03', 8],
    ['hours that are out of order', workweek('13:00-17:00 09:00-12:00'), '2026-03-02', '2026-03-03', 7],
    ['hours that touch', workweek('09:00-12:00 12:00-17:00'), '2026-03-02', '2026-03-03', 8],
    ['until 24:00', workweek('20:00-24:00'), '2026-03-02', '2026-03-03', 4],
    ['until 00:00, which is the same', workweek('20:00-00:00'), '2026-03-02', '2026-03-03', 4],
    ['all of 24 hours', ROUND_THE_CLOCK, '2026-03-02T01:30Z', '2026-03-09T02:30Z', 169],
    ['past midnight', workweek('22:00-06:00'), '2026-03-02T23:00Z', '2026-03-03T05:00Z', 6],
    ['nights from Monday to Saturday morning', workweek('22:00-06:00'), '2026-03-02', '2026-03-09', 40],
    [
      'the morning after the last night',
      workweek('22:00-06:00'),
      '2026-03-07T00:00Z',
      '2026-03-07T12:00Z',
      6,
    ],
    [
      'no evening before the first night',
      workweek('22:00-06:00'),
      '2026-03-02T00:00Z',
      '2026-03-02T22:00Z',
      0,
    ],
    ['a night that runs into a shift', workweek('22:00-10:00 09:00-11:00'), '2026-03-03', '2026-03-04', 13],
  ])('counts %s', (_, week, from, to, expected) => {
    expect(hours('UTC', week).between(at(from), at(to)) / HOUR).toBe(expected);
  });

  it('counts to the millisecond', () => {
    const nine = at('2026-03-02T09:00Z');
    const calendar = hours('UTC', NINE_TO_FIVE);
    expect(calendar.between(nine - 1, nine)).toBe(0);
    expect(calendar.between(nine - 1, nine + 1)).toBe(1);
    expect(calendar.between(nine + 1, nine + 3)).toBe(2);
    expect(calendar.between(nine + 8 * HOUR - 1, nine + 8 * HOUR + 5)).toBe(1);
  });

  it('is the time that passes, where every hour counts, over a century and in whatever order', () => {
    const calendar = hours('Europe/Berlin', ROUND_THE_CLOCK);
    const [from, to] = [at('1950-06-15T12:34:56.789Z'), at('2050-06-15T01:02:03.456Z')];
    expect(calendar.between(at('2026-01-01T00:00Z'), to)).toBe(to - at('2026-01-01T00:00Z'));
    expect(calendar.between(from, to)).toBe(to - from);
    expect(calendar.between(from, from + DAY)).toBe(DAY);
  });
});

describe('after', () => {
  it.each<[string, Week, string, number, string]>([
    ['the same day', NINE_TO_FIVE, '2026-03-02T10:00Z', 2, '2026-03-02T12:00:00.000Z'],
    [
      'at closing time, not at the next opening',
      NINE_TO_FIVE,
      '2026-03-02T10:00Z',
      7,
      '2026-03-02T17:00:00.000Z',
    ],
    ['the next morning', NINE_TO_FIVE, '2026-03-02T16:00Z', 2, '2026-03-03T10:00:00.000Z'],
    ['on Monday', NINE_TO_FIVE, '2026-03-06T16:00Z', 2, '2026-03-09T10:00:00.000Z'],
    ['from the weekend', NINE_TO_FIVE, '2026-03-07T12:00Z', 8, '2026-03-09T17:00:00.000Z'],
    ['a week of work later', NINE_TO_FIVE, '2026-03-04T13:00Z', 40, '2026-03-11T13:00:00.000Z'],
    [
      'behind the break',
      workweek('09:00-12:00 13:00-17:00'),
      '2026-03-02T11:30Z',
      1,
      '2026-03-02T13:30:00.000Z',
    ],
    [
      'before the break',
      workweek('09:00-12:00 13:00-17:00'),
      '2026-03-02T11:00Z',
      1,
      '2026-03-02T12:00:00.000Z',
    ],
    ['past midnight', workweek('22:00-06:00'), '2026-03-02T23:00Z', 2, '2026-03-03T01:00:00.000Z'],
    ['over a leap day', everyDay('00:00-24:00'), '2028-02-28T12:00Z', 48, '2028-03-01T12:00:00.000Z'],
    ['at once, without hours', NINE_TO_FIVE, '2026-03-07T12:00Z', 0, '2026-03-07T12:00:00.000Z'],
  ])('is %s', (_, week, from, count, expected) => {
    expect(text(hours('UTC', week).after(at(from), count * HOUR))).toBe(expected);
  });

  it('is nothing where it takes more than twenty years', () => {
    const from = at('2026-03-02T09:00Z');
    const shut = (until: string) => hours('UTC', NINE_TO_FIVE, [closed('2026-01-01', until)]);
    expect(text(shut('2046-02-26').after(from, 8 * HOUR))).toBe('2046-02-27T17:00:00.000Z');
    expect(text(shut('2046-03-02').after(from, 1))).toBe(null);
    expect(text(shut('9999-12-31').after(from, 1))).toBe(null);
    expect(hours('UTC', NINE_TO_FIVE).after(from, 20 * YEAR)).toBe(null);
    expect(hours('UTC', NINE_TO_FIVE).after(from, Number.MAX_SAFE_INTEGER)).toBe(null);
    expect(hours('UTC', ROUND_THE_CLOCK).after(from, 20 * YEAR)).toBe(from + 20 * YEAR);
    expect(hours('UTC', ROUND_THE_CLOCK).after(from, 20 * YEAR + 1)).toBe(null);
  });
});

describe('without a calendar', () => {
  it('every hour counts', () => {
    expect(ALWAYS.between(1, 5)).toBe(4);
    expect(ALWAYS.between(5, 1)).toBe(0);
    expect(ALWAYS.after(1, 5)).toBe(6);
    expect(ALWAYS.after(1, 20 * YEAR)).toBe(1 + 20 * YEAR);
    expect(ALWAYS.after(1, 20 * YEAR + 1)).toBe(null);
  });
});

describe('a holiday', () => {
  const NIGHTS = workweek('22:00-06:00');

  it('closes its day from midnight to midnight in the zone of the calendar', () => {
    const calendar = hours('Asia/Kolkata', ROUND_THE_CLOCK, [closed('2026-03-04')]);
    const day = at('2026-03-03T18:30Z');
    expect(calendar.between(day - DAY, day)).toBe(DAY);
    expect(calendar.between(day, day + DAY)).toBe(0);
    expect(calendar.between(day + DAY, day + 2 * DAY)).toBe(DAY);
    expect(calendar.after(day - 1, 2)).toBe(day + DAY + 1);
  });

  it('closes the end of a shift that began the evening before, and not the end of its own', () => {
    const calendar = hours('UTC', NIGHTS, [closed('2026-03-04')]);
    const open = (from: string, to: string) => calendar.between(at(from), at(to)) / HOUR;
    expect(open('2026-03-03T22:00Z', '2026-03-04T00:00Z')).toBe(2);
    expect(open('2026-03-04T00:00Z', '2026-03-05T00:00Z')).toBe(0);
    expect(open('2026-03-05T00:00Z', '2026-03-05T12:00Z')).toBe(6);
  });

  it('of several days closes all of them', () => {
    const calendar = hours('UTC', NINE_TO_FIVE, [closed('2025-12-24', '2026-01-01')]);
    expect(text(calendar.after(at('2025-12-23T16:00Z'), 2 * HOUR))).toBe('2026-01-02T10:00:00.000Z');
  });

  it('closes a long day for all of its 25 hours', () => {
    const calendar = hours('Europe/Berlin', ROUND_THE_CLOCK, [closed('2026-10-25')]);
    expect(text(calendar.after(at('2026-10-24T21:00Z'), 2 * HOUR))).toBe('2026-10-26T00:00:00.000Z');
  });
});
