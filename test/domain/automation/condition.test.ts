import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Condition } from '../../../src/contract/automation.ts';
import { ask, type Facts } from '../../../src/domain/automation/condition.ts';
import { type HeardEvent, type ListeningRule, runsFor } from '../../../src/domain/automation/hear.ts';
import { valuesOf } from '../../../src/domain/automation/template.ts';

const NOW = new Date('2026-01-05T12:00:00Z');
const [ONE, TWO] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
const facts: Facts = {
  kind: 'incident',
  state: 'in_progress',
  holdReason: null,
  source: 'message',
  channel: 'slack',
  queueId: ONE,
  assigneeId: null,
  requesterId: TWO,
  requester: { email: 'grace@sales.example.com', teamIds: [ONE], guest: false, external: true },
  category: 'Hardware',
  tags: ['vip', 'laptop'],
  priority: 2,
  impact: 1,
  urgency: 2,
  changeType: null,
  changeRisk: null,
  title: 'Laptop is burning',
  description: 'There is smoke. Call me!',
  message: 'Nun brennt auch der Tisch.',
  createdAt: new Date('2026-01-05T09:30:00Z'),
};
const holds = (condition: Condition | null) => ask(condition, facts, NOW).holds;

describe('a comparison', () => {
  test.each<[Condition, boolean]>([
    [{ field: 'kind', op: 'is', value: ['incident', 'problem'] }, true],
    [{ field: 'kind', op: 'is_not', value: ['incident'] }, false],
    [{ field: 'state', op: 'is', value: ['new'] }, false],
    [{ field: 'hold_reason', op: 'is', value: ['awaiting_vendor'] }, false],
    [{ field: 'hold_reason', op: 'is_not', value: ['awaiting_vendor'] }, true],
    [{ field: 'source', op: 'is', value: ['message'] }, true],
    [{ field: 'change_type', op: 'is', value: ['normal', 'standard', 'emergency'] }, false],
    [{ field: 'change_risk', op: 'is_not', value: ['low'] }, true],
    [{ field: 'channel', op: 'is', value: ['slack', 'teams'] }, true],
    [{ field: 'queue', op: 'is', value: [ONE] }, true],
    [{ field: 'assignee', op: 'is', value: [ONE] }, false],
    [{ field: 'assignee', op: 'is_not', value: [ONE] }, true],
    [{ field: 'requester', op: 'is', value: [TWO] }, true],
    [{ field: 'requester_team', op: 'is', value: [TWO, ONE] }, true],
    [{ field: 'requester_team', op: 'is_not', value: [TWO] }, true],
    [{ field: 'requester_domain', op: 'is', value: ['Sales.Example.com'] }, true],
    [{ field: 'requester_domain', op: 'is', value: ['example.com'] }, false],
    [{ field: 'category', op: 'is', value: ['hardware'] }, true],
    [{ field: 'tag', op: 'is', value: ['vip'] }, true],
    [{ field: 'tag', op: 'is_not', value: ['vip', 'network'] }, false],
    [{ field: 'priority', op: 'at_most', value: 2 }, true],
    [{ field: 'priority', op: 'at_least', value: 3 }, false],
    [{ field: 'impact', op: 'is', value: 1 }, true],
    [{ field: 'urgency', op: 'is', value: 3 }, false],
    [{ field: 'age', op: 'at_least', value: 2.5 }, true],
    [{ field: 'age', op: 'at_most', value: 2 }, false],
    [{ field: 'title', op: 'contains', value: ['BURNING'] }, true],
    [{ field: 'title', op: 'contains', value: ['burn'] }, false],
    [{ field: 'description', op: 'contains_not', value: ['fire'] }, true],
    [{ field: 'message', op: 'contains', value: ['tisch'] }, true],
    [{ field: 'assigned', op: 'is', value: false }, true],
    [{ field: 'guest', op: 'is', value: true }, false],
    [{ field: 'external', op: 'is', value: true }, true],
  ])('%j: %s', (condition, expected) => {
    expect(Condition.parse(condition)).toEqual(condition);
    expect(holds(condition)).toBe(expected);
  });
});

describe('a tree', () => {
  const yes: Condition = { field: 'external', op: 'is', value: true };
  const no: Condition = { field: 'guest', op: 'is', value: true };

  it('of none holds, and nothing is no condition', () => {
    expect(holds({ all: [] })).toBe(true);
    expect(holds(null)).toBe(true);
    expect(Condition.safeParse({ any: [] }).success).toBe(false);
  });

  it('tells which comparison decided', () => {
    expect(ask({ all: [yes, no, yes] }, facts, NOW)).toEqual({ holds: false, by: no });
    expect(ask({ any: [no, { not: no }] }, facts, NOW)).toEqual({ holds: true, by: no });
  });

  const tree = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(yes, no),
      fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('tree') }),
    ),
  })).tree;
  const plainly = (one: Condition): boolean => {
    if ('all' in one) return one.all.every(plainly);
    if ('any' in one) return one.any.some(plainly);
    return 'not' in one ? !plainly(one.not) : one === yes;
  };

  it('is what logic says', () => {
    fc.assert(fc.property(tree, (one) => holds(one) === plainly(one)));
  });

  it('has its limits', () => {
    const deep = (levels: number): Condition => (levels === 0 ? yes : { not: deep(levels - 1) });
    expect(Condition.safeParse(deep(5)).success).toBe(true);
    expect(Condition.safeParse(deep(6)).success).toBe(false);
    const wide: Condition = {
      all: Array.from({ length: 20 }, () => ({ all: Array.from({ length: 11 }, () => yes) })),
    };
    expect(Condition.safeParse(wide).success).toBe(false);
    expect(Condition.safeParse({ field: 'priority', op: 'is', value: 7 }).success).toBe(false);
    expect(Condition.safeParse({ field: 'no', op: 'is', value: 1 }).success).toBe(false);
  });
});

test('a rule never reacts to what came of itself, and a chain ends after five', () => {
  const rule = (id: string): ListeningRule => ({
    id,
    version: 1,
    trigger: { on: 'opened' },
    condition: null,
    delayMinutes: 0,
  });
  const ticket = {
    ...facts,
    ...{ id: ONE, number: 'INC-1' },
    values: valuesOf({
      ...facts,
      number: 'INC-1',
      requester: { name: 'Grace' },
      assignee: null,
      queue: { name: 'IT' },
    }),
  };
  const event = (...cause: string[]): HeardEvent => ({
    ...{ id: '1', ticketId: ONE, kind: 'opened', data: {}, actorId: null, at: NOW, cause },
  });
  const states = (...cause: string[]) =>
    runsFor(NOW, [rule('a'), rule('b')], event(...cause), ticket).map(
      ({ ruleId, state }) => `${ruleId} ${state}`,
    );
  expect(states()).toEqual(['a waiting', 'b waiting']);
  expect(states('a')).toEqual(['b waiting']);
  expect(states('c', 'd', 'e', 'f')).toEqual(['a waiting', 'b waiting']);
  expect(states('c', 'd', 'e', 'f', 'g')).toEqual(['a stopped', 'b stopped']);
});
