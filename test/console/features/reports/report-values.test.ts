import { expect, test } from 'vitest';
import { periodOf, secondsWords } from '../../../../src/console/features/reports/report-values.ts';

test.each([
  [null, '–'],
  [59.4, '59 s'],
  [250, '4 min 10 s'],
  [11_100, '3 h 05 min'],
])('%s seconds are told as %s', (seconds, words) => expect(secondsWords(seconds)).toBe(words));

test('a period ends with its last day, and not before it begins', () => {
  const one = periodOf('2026-03-01', '2026-03-01');
  expect(Date.parse(one?.to ?? '') - Date.parse(one?.from ?? '')).toBe(86_400_000);
  for (const [first, last] of [
    ['2026-03-02', '2026-03-01'],
    ['', '2026-03-01'],
    ['2024-01-01', '2026-01-01'],
  ] as const) {
    expect(periodOf(first, last)).toBeNull();
  }
});
