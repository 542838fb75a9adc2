import { describe, expect, test } from 'vitest';
import {
  autoErrors,
  fieldOf,
  newAuto,
  policyOf,
  valuesOf,
} from '../../../../src/console/features/approvals/policy-values.ts';
import { policyWords } from '../../../../src/console/features/approvals/policy-words.ts';
import { newCheck } from '../../../../src/console/features/automation/tree.ts';
import { type ApprovalPolicy, CreateApprovalPolicy } from '../../../../src/contract/approvals.ts';

const ID = '0197d2b0-0000-7000-8000-000000000001';
const names = {
  person: () => 'Ada',
  team: () => 'Security',
  service: () => 'Shop',
  schedule: () => 'Nights',
};

const policy: ApprovalPolicy = {
  id: ID,
  name: 'Change',
  version: 3,
  updatedAt: '2026-01-05T09:00:00.000Z',
  stages: [
    {
      groups: [
        { approvers: { who: 'team', teamId: ID }, need: { need: 'any' } },
        { approvers: { who: 'people', personIds: [ID, ID] }, need: { need: 'count', count: 2 } },
        { approvers: { who: 'role', role: 'admin' }, need: { need: 'percent', percent: 50 } },
      ],
      mandatory: [ID],
    },
    {
      groups: [
        { approvers: { who: 'manager' }, need: { need: 'all' } },
        { approvers: { who: 'service_owner', serviceId: null }, need: { need: 'any' } },
        { approvers: { who: 'service_owner', serviceId: ID }, need: { need: 'any' } },
        { approvers: { who: 'schedule', scheduleId: ID }, need: { need: 'all' } },
      ],
      mandatory: [],
    },
  ],
  oneRejects: false,
  auto: [{ decide: 'reject', condition: { all: [{ field: 'tag', op: 'is', value: ['never'] }] } }],
  remindHours: 4,
  escalateHours: null,
  expireHours: 48,
  selfApproval: 'We are two.',
};

describe('the form of an approval policy', () => {
  test('gives back what it was given', () => {
    const { id: _, version: __, updatedAt: ___, ...content } = policy;
    expect(policyOf(valuesOf(policy))).toEqual(content);
    expect(CreateApprovalPolicy.safeParse(policyOf(valuesOf(policy))).success).toBe(true);
  });

  test('begins with what is nearly right', () => {
    const problems = CreateApprovalPolicy.safeParse(policyOf(valuesOf(null))).error?.issues ?? [];
    expect(problems.map(({ path }) => fieldOf(path.join('.')))).toEqual(['name', 'stages.0.groups.0.teamId']);
  });

  test('leaves out a condition that asks nothing, and says of one that is unfinished', () => {
    const values = { ...valuesOf(policy), auto: [newAuto()] };
    expect(policyOf(values).auto).toEqual([]);
    const unfinished = { ...newAuto(), tree: { key: 1, match: 'all' as const, parts: [newCheck('tag')] } };
    expect(autoErrors({ ...values, auto: [unfinished] })).toEqual({
      [unfinished.key]: { 'condition.all.0.value': 'must not be empty' },
    });
  });

  test.each([
    ['stages.0.groups.1.need.count', 'stages.0.groups.1.number'],
    ['stages.0.groups.1.need.percent', 'stages.0.groups.1.number'],
    ['stages.0.groups.1.approvers.personIds', 'stages.0.groups.1.personIds'],
    ['remindHours', 'remindHours'],
  ])('has %s at %s', (path, field) => {
    expect(fieldOf(path)).toBe(field);
  });
});

test('a policy in words', () => {
  expect(policyWords(policy, names)).toBe(
    'one of Security, 2 of Ada and Ada, and 50 % of admins (not without Ada), ' +
      'then the requester’s manager, one of the owners of the service, one of the owners of Shop, and all of those on call by Nights; ' +
      'decided at once by conditions; reminded after 4 h; expires after 48 h; requesters may vote themselves',
  );
});
