import { expect, test } from 'vitest';
import {
  dayOfMonthWords,
  freezeWords,
  repeatWords,
} from '../../../../src/console/features/changes/freeze-words.ts';
import type { FreezeRepeat } from '../../../../src/contract/freezes.ts';

test.each<[FreezeRepeat, string]>([
  [{ every: 'week', days: [5], from: '18:00', to: '23:00' }, 'each Friday, 18:00 to 23:00'],
  [
    { every: 'week', days: [5, 6], from: '18:00', to: '08:00' },
    'each Friday and Saturday, 18:00 to 08:00 on the next day',
  ],
  [
    { every: 'week', days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '09:00' },
    'every day, 09:00 to 09:00 on the next day',
  ],
  [{ every: 'month', fromDay: -1, days: 1 }, 'each month from the last day on, for one day'],
  [{ every: 'month', fromDay: 22, days: 3 }, 'each month from the 22nd on, for 3 days'],
])('%j is %s', (repeat, words) => expect(repeatWords(repeat)).toBe(words));

test.each([
  [1, 'the 1st'],
  [3, 'the 3rd'],
  [11, 'the 11th'],
  [-2, 'the 2nd last day'],
])('day %i is %s', (day, words) => expect(dayOfMonthWords(day)).toBe(words));

test('a freeze is read by the clock of its zone', () => {
  const freeze = {
    startsAt: '2026-12-18T17:00:00Z',
    endsAt: '2027-01-04T07:00:00Z',
    timeZone: 'Europe/Berlin',
  };
  const once = freezeWords({ ...freeze, repeat: null }, 'en-GB');
  expect(once).toMatch(/18 Dec 2026, 18:00\s–\s.*4 Jan 2027, 08:00 \(Europe\/Berlin\)/);
  expect(freezeWords({ ...freeze, repeat: { every: 'month', fromDay: -3, days: 3 } }, 'en-GB')).toBe(
    `Each month from the 3rd last day on, for 3 days; within ${once}`,
  );
});
