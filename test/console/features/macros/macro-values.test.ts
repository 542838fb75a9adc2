import { describe, expect, test } from 'vitest';
import { newAction } from '../../../../src/console/features/automation/action-draft.ts';
import {
  type MacroValues,
  macroErrors,
  macroOf,
  macroValues,
  reachesOf,
} from '../../../../src/console/features/macros/macro-values.ts';
import { macroWords } from '../../../../src/console/features/macros/macro-words.ts';
import type { Macro } from '../../../../src/contract/macros.ts';
import type { Me } from '../../../../src/contract/session.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const agent = { roles: ['agent'], teams: [{ id: ID, name: 'IT', lead: false }] } as unknown as Me;
const lead = { roles: ['agent'], teams: [{ id: ID, name: 'IT', lead: true }] } as unknown as Me;
const admin = { roles: ['admin'], teams: [] } as unknown as Me;

const macro: Macro = {
  ...{ id: ID, name: 'Ask', description: '', reach: 'teams', teamIds: [ID], reply: 'Hello' },
  actions: [
    { do: 'assign', to: 'me' },
    { do: 'set', impact: 1, category: null },
    { do: 'hold', reason: 'awaiting_requester' },
  ],
  ...{ version: 1, uses: 0, editable: true, updatedAt: '2026-01-01T00:00:00Z' },
};
const blank = (more: Partial<MacroValues>): MacroValues => ({
  ...macroValues(null, agent),
  name: 'Blank',
  ...more,
});

describe('the form of a macro', () => {
  test('gives back what it was given', () => {
    const { id: _, version: __, uses: ___, editable: ____, updatedAt: _____, ...content } = macro;
    expect(macroOf(macroValues(macro, admin))).toEqual(content);
  });

  test('offers whom one may write for, the widest first', () => {
    expect([agent, lead, admin].map(reachesOf)).toEqual([
      ['personal'],
      ['teams', 'personal'],
      ['everybody', 'teams', 'personal'],
    ]);
    expect(macroValues(null, lead).reach).toBe('teams');
  });

  test('sends teams only where it is for teams, and no blank reply', () => {
    expect(macroOf(blank({ teamIds: [ID], reply: ' \n' }))).toMatchObject({ teamIds: [], reply: null });
  });

  test.each([
    [{}, 'reply'],
    [{ name: ' ', reply: 'x' }, 'name'],
    [{ reach: 'teams', reply: 'x' }, 'teamIds'],
    [{ actions: [newAction('move')] }, 'actions.0.queueId'],
    [{ actions: [newAction('close'), newAction('note')] }, 'actions.1.text'],
  ] as const)('says what is wrong: %j', (more, field) => {
    expect(Object.keys(macroErrors(blank(structuredClone(more) as never)))).toEqual([field]);
  });
});

test('a macro in words', () => {
  const names = {
    person: () => 'Ada',
    queue: () => 'Network',
    team: () => 'IT',
    webhook: () => undefined,
    approvalPolicy: () => undefined,
    service: () => undefined,
  };
  expect(macroWords(macro, names)).toBe(
    'Reply “Hello”, assign it to whoever applies it, set impact high and take away the category, and put it on hold, waiting for requester.',
  );
});
