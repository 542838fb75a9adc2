import { expect, test } from 'vitest';
import { readSpan } from '../../src/chat/span.ts';

/** A Friday, at 11:30 on the wall of Berlin. */
const NOW = new Date('2026-11-27T10:30:00Z');
const BERLIN = 'Europe/Berlin';
const read = (words: string, zone = BERLIN, now = NOW) => {
  const span = readSpan(words, now, zone);
  return span && `${span.from.toISOString().slice(0, 16)} ${span.to.toISOString().slice(0, 16)}`;
};

test.each([
  ['2026-12-01 09:00 17:00', '2026-12-01T08:00 2026-12-01T16:00'],
  ['2026-12-01T09:00 2026-12-02T17:00', '2026-12-01T08:00 2026-12-02T16:00'],
  ['2026-12-01 09:00 2026-12-02 17:00', '2026-12-01T08:00 2026-12-02T16:00'],
  ['from 2026-12-01 9:00 to 17:00', '2026-12-01T08:00 2026-12-01T16:00'],
  ['2026-12-01 09:00-17:00', '2026-12-01T08:00 2026-12-01T16:00'],
  ['2026-12-01 9–17', '2026-12-01T08:00 2026-12-01T16:00'],
  ['tomorrow 9:00 to 17:00', '2026-11-28T08:00 2026-11-28T16:00'],
  ['Tomorrow at 9am until 5 pm', '2026-11-28T08:00 2026-11-28T16:00'],
  ['9:00 to 17:00 ', '2026-11-27T08:00 2026-11-27T16:00'],
  // Over already: tomorrow is meant.
  ['8:00 to 9:00', '2026-11-28T07:00 2026-11-28T08:00'],
  ['22:00 to 6:00', '2026-11-27T21:00 2026-11-28T05:00'],
  ['9:00 tomorrow to 17:00', '2026-11-28T08:00 2026-11-28T16:00'],
  ['for 2 hours', '2026-11-27T10:30 2026-11-27T12:30'],
  ['for 90min', '2026-11-27T10:30 2026-11-27T12:00'],
  ['for an hour', '2026-11-27T10:30 2026-11-27T11:30'],
  ['until 18:00', '2026-11-27T10:30 2026-11-27T17:00'],
  ['until 10:00', '2026-11-27T10:30 2026-11-28T09:00'],
  ['now to tomorrow noon', '2026-11-27T10:30 2026-11-28T11:00'],
  ['Monday 18:00 for 2 hours', '2026-11-30T17:00 2026-11-30T19:00'],
  ['mon to wed', '2026-11-29T23:00 2026-12-02T23:00'],
  ['Friday 9:00 to 10:00', '2026-12-04T08:00 2026-12-04T09:00'],
  ['Friday 9:00 to 12:00', '2026-11-27T08:00 2026-11-27T11:00'],
  ['Friday 18:00 to Monday 9:00', '2026-11-27T17:00 2026-11-30T08:00'],
  ['until Sunday', '2026-11-27T10:30 2026-11-29T23:00'],
  ['tomorrow', '2026-11-27T23:00 2026-11-28T23:00'],
  ['1 Dec 9:00 to 3 Dec 17:00', '2026-12-01T08:00 2026-12-03T16:00'],
  ['Jan 2nd 2027 9:00 to 17:00', '2027-01-02T08:00 2027-01-02T16:00'],
  ['2 January 9:00 to 17:00', '2027-01-02T08:00 2027-01-02T16:00'],
  ['2026-12-31 22:00 to 6:00', '2026-12-31T21:00 2027-01-01T05:00'],
])('%s', (words, span) => {
  expect(read(words)).toBe(span);
});

test.each([
  ...['', 'Ada', '9:00', 'tomorrow 9:00', 'for', 'for hours', 'for 0 hours', 'until', 'to'],
  ...['2026-02-30 9:00 to 10:00', '25:00 to 26:00', '13pm to 14pm', '0am to 1am', '9:60 to 10:00'],
  ...['tomorrow 9:00 to 17:00 please', 'for 2 hours 3', 'now', '12/01 9:00 to 17:00', 'ma to ju'],
])('%s is no span', (words) => {
  expect(read(words)).toBeUndefined();
});

test('an end before its beginning is left to who is asked to note it', () => {
  expect(read('2026-12-02 9:00 to 2026-12-01 9:00')).toBe('2026-12-02T08:00 2026-12-01T08:00');
});

test('days are by the clock, hours by the time that passes, when the clocks change', () => {
  const eve = new Date('2026-03-28T11:00:00Z');
  expect(read('tomorrow 2:30 to 12:00', BERLIN, eve)).toBe('2026-03-29T01:00 2026-03-29T10:00');
  expect(read('for 1 day', BERLIN, eve)).toBe('2026-03-28T11:00 2026-03-29T10:00');
  expect(read('for 24 hours', BERLIN, eve)).toBe('2026-03-28T11:00 2026-03-29T11:00');
  expect(read('2026-04-05 1:00 to 3:00', 'Australia/Lord_Howe', eve)).toBe(
    '2026-04-04T14:00 2026-04-04T16:30',
  );
});
