import { describe, expect, test } from 'vitest';
import {
  policyOf,
  type SlaValues,
  typedErrors,
  valuesOf,
} from '../../../../src/console/features/settings/sla-values.ts';
import { slaConditionWords, termsWords } from '../../../../src/console/features/settings/sla-words.ts';
import { CreateSlaPolicy, type SlaPolicy, type SlaTerms } from '../../../../src/contract/sla.ts';

const ID = '0190c7a4-0000-7000-8000-000000000001';
const names = { queue: () => 'IT support', team: () => 'Network' };
const terms: SlaTerms = {
  calendarId: ID,
  targets: {
    first_response: [15, 30, 60, 90, null],
    next_response: null,
    resolution: [null, null, null, null, 4_800],
  },
  pausesOn: ['awaiting_requester', 'awaiting_vendor'],
  thresholds: [
    { percent: 50, tell: ['assignee'] },
    { percent: 100, tell: ['assignee', 'lead'] },
    { minutesAfter: 90, tell: ['manager'] },
  ],
};
const policy: SlaPolicy = {
  id: ID,
  name: 'VIP',
  enabled: true,
  version: 3,
  conditions: {
    queues: [ID],
    kinds: ['incident'],
    priorities: [1, 2],
    categories: ['network'],
    requester: { guest: false },
  },
  terms,
  updatedAt: '2026-11-26T12:00:00.000Z',
};
const edited = (change: (values: SlaValues) => void): SlaValues => {
  const values = structuredClone(valuesOf(policy));
  change(values);
  return values;
};

describe('the form of a policy', () => {
  test('gives back what it was given', () => {
    const { name, conditions } = policy;
    expect(policyOf(valuesOf(policy))).toEqual({ name, conditions, terms });
    expect(typedErrors(valuesOf(policy))).toEqual({});
  });

  test('starts with times that can be added at once, under a name', () => {
    const made = policyOf({ ...valuesOf(null), name: 'Standard' });
    expect(CreateSlaPolicy.safeParse(made).success).toBe(true);
    expect(made.conditions).toEqual({});
    expect(made.terms.targets.first_response?.[0]).toBe(15);
    expect(made.terms.targets.resolution?.[0]).toBe(240);
  });

  test.each<[string, (values: SlaValues) => void, Record<string, RegExp>]>([
    [
      'days',
      ({ terms }) => terms.targets.first_response.splice(0, 1, '2d'),
      { 'terms.targets.first_response.0': /4h/ },
    ],
    [
      'a bare number',
      ({ terms }) => terms.targets.resolution.splice(4, 1, '80'),
      { 'terms.targets.resolution.4': /4h/ },
    ],
    [
      'no time at all',
      ({ terms }) => terms.targets.resolution.splice(4, 1, '0m'),
      { 'terms.targets.resolution.4': /1 min/ },
    ],
    [
      'more than a year',
      ({ terms }) => terms.targets.resolution.splice(4, 1, '9000h'),
      { 'terms.targets.resolution.4': /year/ },
    ],
    [
      'nothing promised',
      ({ terms }) => {
        terms.targets.first_response = ['', '', ' ', '', ''];
        terms.targets.resolution = ['', '', '', '', ''];
      },
      { 'terms.targets': /at least one/ },
    ],
    [
      'thresholds',
      ({ terms }) => {
        terms.thresholds = [
          { at: 'percent', value: '0', tell: ['assignee'] },
          { at: 'percent', value: '101 %', tell: ['assignee'] },
          { at: 'percent', value: '75.5', tell: ['assignee'] },
          { at: 'after', value: '30', tell: ['assignee'] },
          { at: 'after', value: '30m', tell: [] },
        ];
      },
      {
        'terms.thresholds.0.value': /1 to 100/,
        'terms.thresholds.1.value': /1 to 100/,
        'terms.thresholds.2.value': /1 to 100/,
        'terms.thresholds.3.value': /4h/,
        'terms.thresholds.4.tell': /whom/,
      },
    ],
  ])('refuses %s, at the field', (_, change, errors) => {
    const found = typedErrors(edited(change));
    expect(Object.keys(found)).toEqual(Object.keys(errors));
    for (const [field, words] of Object.entries(errors)) expect(found[field]).toMatch(words);
  });

  test('takes per cent with and without their sign', () => {
    const values = edited(({ terms }) => {
      terms.thresholds = [
        { at: 'percent', value: '75', tell: ['queue'] },
        { at: 'percent', value: ' 90 % ', tell: ['queue'] },
      ];
    });
    expect(typedErrors(values)).toEqual({});
    expect(policyOf(values).terms.thresholds).toEqual([
      { percent: 75, tell: ['queue'] },
      { percent: 90, tell: ['queue'] },
    ]);
  });
});

describe('a policy in words', () => {
  test('says for which tickets it is', () => {
    expect(slaConditionWords({}, names)).toBe('always');
    expect(slaConditionWords(policy.conditions, names)).toBe(
      'when it is in IT support, it is an incident, its priority is P1 or P2, its category is “network”, and the requester is no guest',
    );
  });

  test('says by which hours, when it stands still, and who is told', () => {
    expect(termsWords(terms, 'the hours of Berlin')).toEqual([
      'Counts the hours of Berlin, unless the ticket or its queue has another calendar.',
      'Stands still while a ticket is on hold: waiting for requester or waiting for a vendor.',
      'Tells the assignee at 50 % of the time.',
      'Tells the assignee and the leads of the team when it is due.',
      'Tells the assignee’s manager 1 h 30 min after it was due.',
    ]);
    expect(termsWords({ ...terms, pausesOn: [], thresholds: [] }, 'every hour')).toContain(
      'Time on hold counts like any other.',
    );
  });
});
