import { expect, test } from 'vitest';
import { csvOf } from '../../../../src/console/features/reports/csv.ts';
import { periodOf, secondsWords } from '../../../../src/console/features/reports/report-values.ts';

test('a table is text that a spreadsheet reads, and no formula', () => {
  const rows = [
    ['Person', 'Pages'],
    ['Lovelace, "Ada"', 3],
    ['=cmd()', null],
    ['two\nlines', -1],
  ];
  expect(csvOf(rows)).toBe('Person,Pages\r\n"Lovelace, ""Ada""",3\r\n\'=cmd(),\r\n"two\nlines",-1\r\n');
});

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
