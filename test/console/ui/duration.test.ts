import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationTyped, durationWords, minutesTyped } from '../../../src/console/ui/duration.ts';

describe('a duration', () => {
  test.each([
    [0, '0 min', '0m'],
    [1, '1 min', '1m'],
    [59, '59 min', '59m'],
    [60, '1 h', '1h'],
    [90, '1 h 30 min', '1h 30m'],
    [24 * 60, '24 h', '24h'],
    [80 * 60 + 1, '80 h 1 min', '80h 1m'],
  ])('of %i minutes reads %j, and %j in a field', (minutes, words, typed) => {
    expect(durationWords(minutes)).toBe(words);
    expect(durationTyped(minutes)).toBe(typed);
  });

  test.each([
    ['4h', 240],
    ['4 h', 240],
    ['4 Hours', 240],
    ['1 hour', 60],
    ['2hrs', 120],
    ['30m', 30],
    [' 30 min ', 30],
    ['90 minutes', 90],
    ['1h30', 90],
    ['1h 30m', 90],
    ['1 h  30 min', 90],
    ['1.5h', 90],
    ['0,5 h', 30],
    ['1:30', 90],
    ['0:05', 5],
    ['36h', 2160],
  ])('is typed as %j', (text, minutes) => {
    expect(minutesTyped(text)).toBe(minutes);
  });

  test.each([
    '',
    ' ',
    '4',
    '90',
    'h',
    'm',
    '2d',
    '2d 4h',
    '-1h',
    '1h -5m',
    '1:60',
    '1.33h',
    'soon',
    '4 h ago',
  ])('is not typed as %j', (text) => {
    expect(minutesTyped(text)).toBeUndefined();
  });

  test('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (minutes) => {
        expect(minutesTyped(durationWords(minutes))).toBe(minutes);
        expect(minutesTyped(durationTyped(minutes))).toBe(minutes);
      }),
    );
  });
});
