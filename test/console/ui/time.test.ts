import { expect, test } from 'vitest';
import { relativeTime, withOwnTimes } from '../../../src/console/ui/time.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');

test.each([
  ['2026-11-26T11:59:30Z', 'just now', 'just now'],
  ['2026-11-26T11:06:00Z', '54 minutes ago', '54m ago'],
  ['2026-11-25T21:00:00Z', '15 hours ago', '15h ago'],
  ['2026-11-25T11:00:00Z', 'yesterday', 'yesterday'],
  ['2026-11-06T11:00:00Z', '20 days ago', '20d ago'],
])('%s was %s, in brief %s', (at, words, brief) => {
  expect(relativeTime(at, NOW)).toBe(words);
  expect(relativeTime(at, NOW, true)).toBe(brief);
});

test('a time that the desk keeps in UTC is read in the zone of who reads it', () => {
  expect(withOwnTimes('Call them (Ada, due 2026-11-26 22:59 UTC)', 'en-GB', 'Europe/Berlin')).toBe(
    'Call them (Ada, due 26 Nov 2026, 23:59 CET)',
  );
  expect(withOwnTimes('Version 2026-11-26', 'en-GB', 'Europe/Berlin')).toBe('Version 2026-11-26');
});
