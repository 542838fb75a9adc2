import { expect, test } from 'vitest';
import {
  type RecurrenceValues,
  recurrenceOf,
  recurrenceValues,
} from '../../../../src/console/features/settings/recurrence-values.ts';
import { CreateRecurrence, type RecurrenceAction } from '../../../../src/contract/recurrences.ts';

const ID = '019b8d62-7a80-73d3-bd6a-e3f8bb37d91a';
const template: Omit<Extract<RecurrenceAction, { do: 'ticket' }>, 'do' | 'kind'> = {
  ...{ title: 'T', description: 'D', impact: 1, urgency: null, category: 'Backup', tags: ['a'] },
  ...{ queueId: ID, requesterId: ID, assigneeId: null, tasks: ['One', 'Two'] },
};
const actions: RecurrenceAction[] = [
  { do: 'ticket', kind: 'incident', ...template },
  {
    ...{ do: 'patch_window', ...template, tags: [], systems: ['mail01'] },
    window: { daysAfter: 4, at: '22:00', minutes: 240 },
    ...{ templateId: ID, services: [ID], policyId: ID, frozen: 'next' },
  },
  { do: 'digest', channel: 'slack', conversation: 'T1:C1', queueIds: [ID], period: 'week' },
];
const me = { id: ID, timeZone: 'Europe/Berlin' };

test.each(actions)('what the form makes of $do is what it was', (action) => {
  const saved = {
    ...{ name: 'N', cron: '0 9 * * 1-5', timeZone: 'Asia/Tokyo', missed: 'skip' as const, action },
    ...{ id: ID, enabled: true, nextAt: null, lastRun: null, updatedAt: '2026-01-05T09:00:00Z' },
  };
  expect(CreateRecurrence.parse(recurrenceOf(recurrenceValues(saved, me)))).toEqual({
    ...{ name: 'N', cron: '0 9 * * 1-5', timeZone: 'Asia/Tokyo', missed: 'skip', enabled: true, action },
  });
});

test('a new one begins in the zone and the name of who makes it', () => {
  const values: RecurrenceValues = recurrenceValues(null, me);
  expect(values).toMatchObject({ timeZone: 'Europe/Berlin', every: 'weekdays', at: '09:00' });
  expect(values.action).toMatchObject({ do: 'ticket', requesterId: ID });
});

test.each(['', '1.5', '91'])('a window after %j days is refused', (daysAfter) => {
  const values = recurrenceValues(null, me);
  Object.assign(values, { name: 'N' });
  Object.assign(values.action, { do: 'patch_window', title: 'T', description: 'D' });
  expect(CreateRecurrence.safeParse(recurrenceOf(values)).success).toBe(true);
  values.action.window.daysAfter = daysAfter;
  const { error } = CreateRecurrence.safeParse(recurrenceOf(values));
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['action.window.daysAfter']);
});
