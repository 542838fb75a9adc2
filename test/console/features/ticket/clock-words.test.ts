import { describe, expect, test } from 'vitest';
import {
  countWords,
  lastOfEach,
  standing,
  stopWords,
} from '../../../../src/console/features/ticket/clock-words.ts';
import type { SlaClock } from '../../../../src/contract/sla.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const clock = (part: Partial<SlaClock>): SlaClock => ({
  metric: 'resolution',
  state: 'running',
  targetMinutes: 240,
  startedAt: at(-60),
  warnAt: null,
  dueAt: null,
  leftMinutes: null,
  stoppedAt: null,
  ...part,
});

describe('a clock', () => {
  test.each<[string, Partial<SlaClock>, string, string]>([
    ['runs', { warnAt: at(10), dueAt: at(40) }, 'running', 'in 40 min'],
    ['warns', { warnAt: at(-1), dueAt: at(10) }, 'soon', 'in 10 min'],
    [
      'is late before the server has said so',
      { state: 'running', warnAt: at(-9), dueAt: at(-5) },
      'breached',
      '5 min overdue',
    ],
    ['is late', { state: 'breached', warnAt: at(-9), dueAt: at(-125) }, 'breached', '2 h overdue'],
    ['stands still', { state: 'paused', leftMinutes: 90 }, 'paused', 'Paused'],
    ['stands still with nothing left', { state: 'paused', leftMinutes: 0 }, 'paused', 'Paused'],
    [
      'is late and stands still',
      { state: 'breached', leftMinutes: -30, dueAt: at(-30) },
      'breached',
      'Overdue, paused',
    ],
    ['never comes to its end', {}, 'running', 'Never due'],
    ['is met', { state: 'met', dueAt: at(-90), stoppedAt: at(-100) }, 'met', 'Met'],
    ['was breached', { state: 'breached', dueAt: at(-90), stoppedAt: at(-10) }, 'breached', 'Breached'],
    ['was cancelled', { state: 'cancelled', dueAt: at(90), stoppedAt: at(-10) }, 'cancelled', 'Cancelled'],
  ])('%s', (_, part, look, words) => {
    expect(standing(clock(part), NOW)).toEqual({ look, words });
  });

  test.each([
    ['first_response', 'met', 'Answered'],
    ['next_response', 'met', 'Answered'],
    ['resolution', 'met', 'Resolved'],
    ['first_response', 'breached', 'Stopped'],
    ['resolution', 'cancelled', 'No longer owed since'],
  ] as const)('of %s that is %s stopped: %s', (metric, state, words) => {
    expect(stopWords({ metric, state })).toBe(words);
  });
});

describe('the clocks of a ticket', () => {
  const next = (state: SlaClock['state']) => clock({ metric: 'next_response', state });
  const clocks = [
    clock({ metric: 'first_response', state: 'met' }),
    next('met'),
    next('breached'),
    next('met'),
    next('running'),
    clock({}),
  ];

  test('are the last of each kind, and a count of those before', () => {
    const { shown, earlier } = lastOfEach(clocks);
    expect(shown).toEqual([clocks[0], clocks[4], clocks[5]]);
    expect(countWords(earlier)).toBe('2 met, 1 breached');
  });
});
