import { describe, expect, test } from 'vitest';
import { previewOf, timesOf } from '../../../src/domain/recurrence/times.ts';
import { refusal } from '../tickets/cast.ts';

/** The next runs as `29 Mar 03:00 skipped`, on the wall there. */
function runs(cron: string, timeZone: string, from: string, count: number): string[] {
  return previewOf({ cron, timeZone }, new Date(from), count).map(({ local, offset, note }) =>
    [local.slice(5).replace('T', ' '), offset, ...(note ? [note] : [])].join(' '),
  );
}

describe('when the clocks go forward', () => {
  test.each([
    [
      'a time that is skipped comes at the first minute that is there',
      ['30 2 * * *', 'Europe/Berlin', '2026-03-27T12:00Z'],
      ['03-28 02:30 +01:00', '03-29 03:00 +02:00 skipped', '03-30 02:30 +02:00'],
    ],
    [
      'several of them come once',
      ['0,20,40 2 * * *', 'America/New_York', '2026-03-08T05:00Z'],
      ['03-08 03:00 -04:00 skipped', '03-09 02:00 -04:00', '03-09 02:20 -04:00'],
    ],
    [
      'with one that is there they come once as well',
      ['0 2,3 * * *', 'Europe/London', '2026-03-29T00:30Z'],
      ['03-29 02:00 +01:00 changed', '03-29 03:00 +01:00', '03-30 02:00 +01:00'],
    ],
    [
      'half an hour is skipped on Lord Howe Island',
      ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00Z'],
      ['10-04 02:30 +11:00 skipped', '10-05 02:15 +11:00'],
    ],
    [
      'midnight is skipped in Cairo',
      ['0 0 * * 5', 'Africa/Cairo', '2026-04-20T00:00Z'],
      ['04-24 01:00 +03:00 skipped', '05-01 00:00 +03:00'],
    ],
    [
      'what goes on by the hour leaves out the hour that is not there',
      ['0 * * * *', 'Europe/Berlin', '2026-03-28T23:30Z'],
      ['03-29 01:00 +01:00', '03-29 03:00 +02:00 changed', '03-29 04:00 +02:00'],
    ],
    [
      'a day that is left out has no run',
      ['0 12 * * *', 'Pacific/Apia', '2011-12-29T00:00Z'],
      ['12-29 12:00 -10:00', '12-31 12:00 +14:00 changed'],
    ],
  ] as const)('%s', (_, [cron, zone, from], wanted) => {
    expect(runs(cron, zone, from, wanted.length)).toEqual(wanted);
  });
});

describe('when the clocks go back', () => {
  test.each([
    [
      'a time that comes twice runs the first time',
      ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z'],
      ['10-25 02:30 +02:00 repeated', '10-26 02:30 +01:00 changed'],
    ],
    [
      'so do lists of hours',
      ['30 1,2 * * *', 'America/New_York', '2026-11-01T04:00Z'],
      ['11-01 01:30 -04:00 repeated', '11-01 02:30 -05:00 changed', '11-02 01:30 -05:00'],
    ],
    [
      'half an hour comes twice on Lord Howe Island',
      ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T00:00Z'],
      ['04-05 01:45 +11:00 repeated', '04-06 01:45 +10:30 changed'],
    ],
    [
      'what goes on by the quarter of an hour goes on',
      ['*/30 2 * * *', 'Europe/Berlin', '2026-10-25T00:00Z'],
      ['10-25 02:30 +02:00', '10-25 02:00 +01:00 changed', '10-25 02:30 +01:00', '10-26 02:00 +01:00'],
    ],
  ] as const)('%s', (_, [cron, zone, from], wanted) => {
    expect(runs(cron, zone, from, wanted.length)).toEqual(wanted);
  });
});

test.each([
  ['0 9 * * 1-5', ['11-27', '11-30', '12-01']],
  ['0 9 * * MON', ['11-30', '12-07', '12-14']],
  ['0 9 15 * *', ['12-15', '01-15', '02-15']],
  ['0 9 31 * *', ['12-31', '01-31', '03-31']],
  ['0 9 L * *', ['11-30', '12-31', '01-31']],
  ['0 9 * * 2#2', ['12-08', '01-12', '02-09']],
  ['0 9 * * 5#L', ['11-27', '12-25', '01-29']],
  ['0 9 29 2 *', ['02-29', '02-29', '02-29']],
  // Either of the two days is enough.
  ['0 9 1 * 1', ['11-30', '12-01', '12-07']],
])('%s means these days', (cron, days) => {
  const found = runs(cron, 'UTC', '2026-11-26T12:00Z', days.length);
  expect(found).toEqual(days.map((day) => `${day} 09:00 +00:00`));
});

test('a year of nights has a run a day, on every day', () => {
  for (const timeZone of ['Europe/Berlin', 'America/New_York', 'Australia/Sydney', 'Asia/Kolkata', 'UTC']) {
    const days = previewOf({ cron: '30 2 * * *', timeZone }, new Date('2026-01-01T15:00Z'), 365);
    expect(new Set(days.map(({ local }) => local.slice(0, 10))).size).toBe(365);
    const notes = days.flatMap(({ note }) => note ?? []);
    expect(notes.filter((note) => note === 'skipped')).toHaveLength(
      { 'Europe/Berlin': 1, 'America/New_York': 1, 'Australia/Sydney': 1 }[timeZone] ?? 0,
    );
  }
});

test('fields that never come have no times, and that is found out at once', () => {
  const times = timesOf({ cron: '0 0 31 4,6 *', timeZone: 'UTC' });
  expect(times.after(new Date('2026-01-01T00:00Z'), 10)).toEqual([]);
  expect(times.latest(new Date('2026-01-01T00:00Z'))).toBeNull();
});

test.each(['0 24 * * *', '60 0 * * *', '0 0 0 * *', '*/0 * * * *', '0 0 * * 9', '0 0 * * 1#6', 'a b c d e'])(
  'what cannot be read is refused: %s',
  async (cron) => {
    const attempt = (async () => timesOf({ cron, timeZone: 'UTC' }))();
    expect(await refusal(attempt)).toMatchObject({ code: 'invalid', fields: ['cron'] });
  },
);
