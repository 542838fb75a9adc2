import { describe, expect, it } from 'vitest';
import type { Week } from '../../../src/contract/calendars.ts';
import { hoursOf } from '../../../src/domain/calendars/hours.ts';
import { everyDay, workweek } from '../../support/calendars.ts';

const HOUR = 3_600_000;
const NINE_TO_FIVE = workweek('09:00-17:00');
const ROUND_THE_CLOCK = everyDay('00:00-24:00');
const hours = (timeZone: string, week: Week) => hoursOf({ timeZone, week, holidays: [] });
const at = (text: string) => Date.parse(text);

describe('clocks on the wall', () => {
  it.each<[string, string, Week, string, string, number]>([
    // Skipped 02:00 to 03:00 on Sunday 2026-03-08, repeated 01:00 to 02:00 on 2026-11-01.
    ['a short day', 'America/New_York', ROUND_THE_CLOCK, '2026-03-08T05:00Z', '2026-03-09T04:00Z', 23],
    ['a long day', 'America/New_York', ROUND_THE_CLOCK, '2026-11-01T04:00Z', '2026-11-02T05:00Z', 25],
    [
      'a skipped hour',
      'America/New_York',
      everyDay('02:00-03:00'),
      '2026-03-08T05:00Z',
      '2026-03-09T04:00Z',
      0,
    ],
    [
      'half of it',
      'America/New_York',
      everyDay('01:30-02:30'),
      '2026-03-08T05:00Z',
      '2026-03-09T04:00Z',
      0.5,
    ],
    [
      'a repeated hour',
      'America/New_York',
      everyDay('01:00-02:00'),
      '2026-11-01T04:00Z',
      '2026-11-02T05:00Z',
      2,
    ],
    [
      'half of it twice',
      'America/New_York',
      everyDay('01:30-02:30'),
      '2026-11-01T04:00Z',
      '2026-11-02T05:00Z',
      1.5,
    ],
    [
      'a night shift in spring',
      'America/New_York',
      everyDay('22:00-06:00'),
      '2026-03-08T03:00Z',
      '2026-03-08T10:00Z',
      7,
    ],
    [
      'a night shift in autumn',
      'America/New_York',
      everyDay('22:00-06:00'),
      '2026-11-01T02:00Z',
      '2026-11-01T11:00Z',
      9,
    ],
    // Skipped 02:00 to 03:00 on Sunday 2026-03-29, repeated 02:00 to 03:00 on 2026-10-25.
    ['a short day', 'Europe/Berlin', ROUND_THE_CLOCK, '2026-03-28T23:00Z', '2026-03-29T22:00Z', 23],
    ['a long day', 'Europe/Berlin', ROUND_THE_CLOCK, '2026-10-24T22:00Z', '2026-10-25T23:00Z', 25],
    ['office hours before it', 'Europe/Berlin', NINE_TO_FIVE, '2026-03-27T08:00Z', '2026-03-27T16:00Z', 8],
    ['office hours after it', 'Europe/Berlin', NINE_TO_FIVE, '2026-03-30T07:00Z', '2026-03-30T15:00Z', 8],
    ['a week with both offsets', 'Europe/Berlin', NINE_TO_FIVE, '2026-03-25T08:00Z', '2026-04-01T07:00Z', 40],
    // Half an hour: skipped 02:00 to 02:30 on 2026-10-04, repeated 01:30 to 02:00 on 2026-04-05.
    [
      'half an hour less',
      'Australia/Lord_Howe',
      ROUND_THE_CLOCK,
      '2026-10-03T13:30Z',
      '2026-10-04T13:00Z',
      23.5,
    ],
    [
      'half an hour more',
      'Australia/Lord_Howe',
      ROUND_THE_CLOCK,
      '2026-04-04T13:00Z',
      '2026-04-05T13:30Z',
      24.5,
    ],
    [
      'the half that is left',
      'Australia/Lord_Howe',
      everyDay('02:00-03:00'),
      '2026-10-03T13:30Z',
      '2026-10-04T13:00Z',
      0.5,
    ],
    [
      'an hour and the half again',
      'Australia/Lord_Howe',
      everyDay('01:00-02:00'),
      '2026-04-04T13:00Z',
      '2026-04-05T13:30Z',
      1.5,
    ],
    ['+05:30', 'Asia/Kolkata', NINE_TO_FIVE, '2026-03-02T03:30Z', '2026-03-02T11:30Z', 8],
    ['+05:30, before and after', 'Asia/Kolkata', NINE_TO_FIVE, '2026-03-02T03:00Z', '2026-03-02T12:00Z', 8],
    ['+05:45', 'Asia/Kathmandu', NINE_TO_FIVE, '2026-03-02T03:15Z', '2026-03-02T11:15Z', 8],
    ['+05:45, before and after', 'Asia/Kathmandu', NINE_TO_FIVE, '2026-03-02T03:00Z', '2026-03-02T12:00Z', 8],
    ['a fixed offset', '+05:45', NINE_TO_FIVE, '2026-03-02T03:15Z', '2026-03-02T11:15Z', 8],
    // Friday 2011-12-30 was left out: Thursday ended at 10:00Z, and Saturday began.
    ['a week without its Friday', 'Pacific/Apia', NINE_TO_FIVE, '2011-12-26T10:00Z', '2012-01-01T10:00Z', 32],
    [
      'no hour of the day that was left out',
      'Pacific/Apia',
      ROUND_THE_CLOCK,
      '2011-12-29T10:00Z',
      '2011-12-31T10:00Z',
      48,
    ],
    [
      'Saturday morning by the hours of Friday night',
      'Pacific/Apia',
      [[], [], [], [], [{ from: '22:00', to: '06:00' }], [], []],
      '2011-12-26T10:00Z',
      '2012-01-02T10:00Z',
      6,
    ],
    // At midnight 2026-09-06 begins at 01:00; 23:00 to 24:00 comes twice on 2026-04-04.
    [
      'a day without its first hour',
      'America/Santiago',
      everyDay('00:00-02:00'),
      '2026-09-06T04:00Z',
      '2026-09-07T03:00Z',
      1,
    ],
    [
      'a day with its last hour twice',
      'America/Santiago',
      everyDay('22:00-24:00'),
      '2026-04-04T03:00Z',
      '2026-04-05T04:00Z',
      3,
    ],
    // Friday 2026-04-24 begins at 01:00 in Cairo; the last hour of Thursday 2026-10-29 comes twice.
    [
      'a day without its first hour',
      'Africa/Cairo',
      ROUND_THE_CLOCK,
      '2026-04-23T22:00Z',
      '2026-04-24T21:00Z',
      23,
    ],
    [
      'a day with its last hour twice',
      'Africa/Cairo',
      ROUND_THE_CLOCK,
      '2026-10-28T21:00Z',
      '2026-10-29T22:00Z',
      25,
    ],
    // Sunday 2026-03-29 begins at 01:00 in Beirut.
    [
      'a night over a midnight that is not there',
      'Asia/Beirut',
      everyDay('22:00-02:00'),
      '2026-03-28T20:00Z',
      '2026-03-28T23:00Z',
      3,
    ],
  ])('have %s in %s', (_, timeZone, week, from, to, expected) => {
    expect(hours(timeZone, week).between(at(from), at(to)) / HOUR).toBe(expected);
  });

  it.each<[string, Week, string, number, string]>([
    ['America/New_York', everyDay('02:00-03:00'), '2026-03-07T12:00Z', 1, '2026-03-09T07:00:00.000Z'],
    ['America/New_York', everyDay('01:00-02:00'), '2026-11-01T04:00Z', 2, '2026-11-01T07:00:00.000Z'],
    ['Europe/Berlin', NINE_TO_FIVE, '2026-03-27T15:00Z', 2, '2026-03-30T08:00:00.000Z'],
    ['Europe/Berlin', NINE_TO_FIVE, '2026-10-23T14:00Z', 2, '2026-10-26T09:00:00.000Z'],
    ['Australia/Lord_Howe', everyDay('01:30-02:30'), '2026-04-04T14:00Z', 1.5, '2026-04-04T16:00:00.000Z'],
    ['Pacific/Apia', NINE_TO_FIVE, '2011-12-29T19:00Z', 17, '2012-01-02T20:00:00.000Z'],
  ])('%s: some hours later', (timeZone, week, from, count, expected) => {
    expect(new Date(hours(timeZone, week).after(at(from), count * HOUR) ?? 0).toISOString()).toBe(expected);
  });
});
