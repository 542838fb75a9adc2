import { describe, expect, test } from 'vitest';
import { dueLook, dueWords } from '../../../src/console/ui/due.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const away = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];

describe('what is due reads', () => {
  test.each([
    [0, 'due now'],
    [59, 'due now'],
    [-59, 'due now'],
    [MINUTE, 'in 1 min'],
    [25 * MINUTE + 59, 'in 25 min'],
    [HOUR, 'in 1 h'],
    [2 * HOUR + 10 * MINUTE, 'in 2 h 10 min'],
    [4 * HOUR + 50 * MINUTE, 'in 4 h'],
    [DAY - 1, 'in 23 h'],
    [DAY, 'in 1 d'],
    [5 * DAY, 'in 5 d'],
    [-MINUTE, '1 min overdue'],
    [-59 * MINUTE, '59 min overdue'],
    [-2 * HOUR - 50 * MINUTE, '2 h overdue'],
    [-2 * DAY, '2 d overdue'],
  ])('%i seconds away: %j', (seconds, words) => {
    expect(dueWords(away(seconds), NOW)).toBe(words);
  });

  test.each([
    ['in time', 3 * HOUR, 4 * HOUR, 'running'],
    ['in time, and never warned of', null, 4 * HOUR, 'running'],
    ['soon from the warning on', 0, HOUR, 'soon'],
    ['soon until the last second', -3 * HOUR, 1, 'soon'],
    ['late at the very time', -3 * HOUR, 0, 'breached'],
    ['late ever after', -3 * HOUR, -DAY, 'breached'],
  ])('%s', (_, warn, at, look) => {
    const due = { at: away(at), warnAt: warn === null ? null : away(warn) };
    expect(dueLook(due, NOW)).toBe(look);
  });
});
