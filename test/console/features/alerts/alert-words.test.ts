import { expect, test } from 'vitest';
import { remainingWords } from '../../../../src/console/features/alerts/alert-words.ts';

test.each([
  [-5_000, '0 s'],
  [1, '1 s'],
  [59_000, '59 s'],
  [59_001, '1 min 00 s'],
  [245_000, '4 min 05 s'],
  [3_599_500, '1 h 00 min'],
  [7_380_000, '2 h 03 min'],
])('%i ms are %s', (ms, words) => {
  expect(remainingWords(ms)).toBe(words);
});
