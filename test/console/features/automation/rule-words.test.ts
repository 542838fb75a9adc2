import { describe, expect, test } from 'vitest';
import { conditionWords } from '../../../../src/console/features/automation/condition-words.ts';
import { peopleIn, ruleWords, triggerWords } from '../../../../src/console/features/automation/rule-words.ts';
import type { Comparison, Condition, RuleAction, Trigger } from '../../../../src/contract/automation.ts';

const ADA = '0190c7a4-0000-7000-8000-00000000000a';
const BOB = '0190c7a4-0000-7000-8000-00000000000b';
const QUEUE = '0190c7a4-0000-7000-8000-00000000000c';
const TEAM = '0190c7a4-0000-7000-8000-00000000000d';
const SERVICE = '0190c7a4-0000-7000-8000-00000000000e';
const names = {
  queue: () => 'Network',
  team: () => 'Service desk',
  person: (id: string) => (id === ADA ? 'Ada' : 'Bob'),
  approvalPolicy: (id: string) => (id === 'p' ? 'Change' : undefined),
  service: (id: string) => (id === SERVICE ? 'Shop' : undefined),
  webhook: (id: string) => (id === ADA ? 'Pager' : undefined),
};

test('a whole rule', () => {
  expect(
    ruleWords(
      {
        trigger: { on: 'replied', by: 'requester' },
        condition: {
          all: [
            { field: 'priority', op: 'at_most', value: 2 },
            { field: 'tag', op: 'is_not', value: ['vip'] },
          ],
        },
        delayMinutes: 30,
        actions: [
          { do: 'assign', to: ADA },
          { do: 'note', text: 'Have a\nlook.' },
        ],
      },
      names,
    ),
  ).toBe(
    'When the requester replies, if its priority is P2 or more urgent and it is not tagged vip, after 30 min: ' +
      'assign it to Ada and note “Have a look.”.',
  );
});

test('a rule without a condition, a delay or an action yet', () => {
  const rule = { trigger: { on: 'opened' as const }, condition: null, delayMinutes: 0, actions: [] };
  expect(ruleWords(rule, names)).toBe('When a ticket is opened: nothing yet.');
  expect(ruleWords({ ...rule, delayMinutes: 2 * 24 * 60 }, names)).toMatch(/, after 2 days: /);
});

describe('what it reacts to', () => {
  test.each<[Trigger, string]>([
    [{ on: 'opened' }, 'when a ticket is opened'],
    [{ on: 'changed' }, 'when anything changes'],
    [{ on: 'changed', fields: ['queueId', 'priority'] }, 'when the queue or the priority changes'],
    [{ on: 'state', to: ['resolved', 'closed'] }, 'when it becomes resolved or closed'],
    [{ on: 'replied', by: 'agent' }, 'when an agent replies'],
    [{ on: 'replied', by: 'anybody' }, 'when somebody replies'],
    [{ on: 'noted' }, 'when somebody writes a note'],
    [{ on: 'sla', metric: 'first_response', threshold: '100' }, 'when the first response is due'],
    [
      { on: 'sla', metric: 'resolution', threshold: '75' },
      'when 75 % of the time for the resolution is gone',
    ],
    [{ on: 'sla', threshold: '+90' }, 'when anything has been overdue for 1 h 30 min'],
    [
      { on: 'approval', decided: ['rejected', 'expired'] },
      'when an approval is rejected or not decided in time',
    ],
    [
      { on: 'alert', happens: ['ticketed', 'exhausted'] },
      'when an alert gets the ticket or was answered by nobody',
    ],
    [{ on: 'idle', hours: 120 }, 'when nothing has happened for 120 h'],
    [
      { on: 'schedule', cron: '0 9 * * 1-5', timeZone: 'Asia/Kolkata' },
      'at set times (Monday to Friday at 09:00, Asia/Kolkata), for every open ticket',
    ],
  ])('%j', (trigger, words) => {
    expect(triggerWords(trigger)).toBe(words);
  });
});

describe('conditions', () => {
  test.each<[Comparison, string]>([
    [{ field: 'kind', op: 'is', value: ['incident', 'request'] }, 'it is an incident or a request'],
    [{ field: 'state', op: 'is_not', value: ['new'] }, 'it is not new'],
    [{ field: 'hold_reason', op: 'is', value: ['awaiting_requester'] }, 'it is waiting for requester'],
    [{ field: 'source', op: 'is_not', value: ['email'] }, 'it was not raised by e-mail'],
    [{ field: 'channel', op: 'is_not', value: ['slack'] }, 'it does not come from Slack'],
    [{ field: 'queue', op: 'is', value: [QUEUE] }, 'it is in Network'],
    [{ field: 'assignee', op: 'is_not', value: [ADA, BOB] }, 'it is not assigned to Ada or Bob'],
    [{ field: 'requester', op: 'is', value: [ADA] }, 'the requester is Ada'],
    [{ field: 'requester_team', op: 'is', value: [TEAM] }, 'the requester is in Service desk'],
    [
      { field: 'requester_domain', op: 'is', value: ['example.com'] },
      'the requester’s e-mail is at example.com',
    ],
    [{ field: 'category', op: 'is', value: ['hardware'] }, 'its category is “hardware”'],
    [{ field: 'tag', op: 'is', value: ['a', 'b', 'c'] }, 'it is tagged a, b, or c'],
    [{ field: 'priority', op: 'is', value: 3 }, 'its priority is P3'],
    [{ field: 'priority', op: 'at_least', value: 3 }, 'its priority is P3 or less urgent'],
    [{ field: 'impact', op: 'at_most', value: 2 }, 'its impact is medium or higher'],
    [{ field: 'urgency', op: 'at_least', value: 2 }, 'its urgency is medium or lower'],
    [{ field: 'age', op: 'at_least', value: 1.5 }, 'it is at least 1.5 h old'],
    [{ field: 'title', op: 'contains_not', value: ['vpn'] }, 'the title does not contain “vpn”'],
    [
      { field: 'message', op: 'contains', value: ['thanks', 'solved'] },
      'what was said contains “thanks” or “solved”',
    ],
    [{ field: 'assigned', op: 'is', value: false }, 'nobody has it'],
    [{ field: 'guest', op: 'is', value: true }, 'the requester is a guest'],
    [{ field: 'external', op: 'is', value: false }, 'the requester is not external'],
  ])('%j', (comparison, words) => {
    expect(conditionWords(comparison, names)).toBe(words);
  });

  const guest: Condition = { field: 'guest', op: 'is', value: true };
  const mine: Condition = { field: 'assigned', op: 'is', value: true };
  const vip: Condition = { field: 'tag', op: 'is', value: ['vip'] };
  test.each<[string, Condition, string]>([
    ['one of one', { any: [guest] }, 'the requester is a guest'],
    [
      'brackets show what belongs together',
      { all: [guest, { any: [mine, vip] }] },
      'the requester is a guest and (somebody has it or it is tagged vip)',
    ],
    [
      'none need none around a single one',
      { all: [guest, { any: [vip] }] },
      'the requester is a guest and it is tagged vip',
    ],
    [
      'a group of one in another changes nothing',
      { all: [guest, { all: [{ any: [mine, vip] }] }] },
      'the requester is a guest and (somebody has it or it is tagged vip)',
    ],
    ['not any', { not: { any: [mine, vip] } }, 'not (somebody has it or it is tagged vip)'],
    ['not one', { not: vip }, 'not (it is tagged vip)'],
    ['nothing', { all: [] }, 'anything is so'],
  ])('%s', (_, condition, words) => {
    expect(conditionWords(condition, names)).toBe(words);
  });
});

describe('what it does', () => {
  const acts = (action: RuleAction) =>
    ruleWords({ trigger: { on: 'opened' }, condition: null, delayMinutes: 0, actions: [action] }, names)
      .replace('When a ticket is opened: ', '')
      .slice(0, -1);
  const text = 'Hello {{requester.first_name}}.';
  test.each<[RuleAction, string]>([
    [{ do: 'assign', to: 'nobody' }, 'put it back to unassigned'],
    [{ do: 'move', queueId: QUEUE }, 'move it to Network'],
    [
      { do: 'set', kind: 'incident', impact: 1, urgency: 2, category: 'vpn' },
      'make it an incident, set impact high, set urgency medium, and set the category “vpn”',
    ],
    [{ do: 'set', category: null }, 'take away the category'],
    [{ do: 'tag', add: ['a', 'b'], remove: ['c'] }, 'tag it a and b and take away the tag c'],
    [{ do: 'reply', text }, `reply “${text}”`],
    [{ do: 'note', text: `${'x'.repeat(55)} {{requester.name}} and more` }, `note “${'x'.repeat(55)} …”`],
    [{ do: 'note', text: 'x'.repeat(80) }, `note “${'x'.repeat(60)} …”`],
    [{ do: 'hold', reason: 'awaiting_vendor' }, 'put it on hold, waiting for a vendor'],
    [{ do: 'resume' }, 'take it off hold'],
    [{ do: 'resolve', text, code: 'fulfilled' }, `resolve it as fulfilled “${text}”`],
    [
      { do: 'resolve', text, code: 'fixed', withOpenChildren: true },
      `resolve it as fixed “${text}” even with open child tickets`,
    ],
    [{ do: 'close' }, 'close it'],
    [{ do: 'cancel' }, 'cancel it'],
    [{ do: 'post', channel: 'slack', conversation: 'T1:C2', text }, `post “${text}” in T1:C2 on Slack`],
    [{ do: 'tell', who: ['lead', ADA], text }, `tell the leads of the team and Ada “${text}”`],
    [
      { do: 'open_child', title: 'Order', description: text, queueId: QUEUE },
      'open the part “Order” in Network',
    ],
    [{ do: 'link', kind: 'child_of', to: 'PRB-1' }, 'link it as part of PRB-1'],
    [{ do: 'webhook', webhookId: ADA }, 'call the webhook “Pager”'],
    [{ do: 'webhook', webhookId: BOB }, 'call a webhook'],
    [{ do: 'ask_approval', policyId: 'p' }, 'ask for approval by “Change”'],
    [{ do: 'ask_approval', policyId: BOB }, 'ask for approval'],
    [
      { do: 'page', serviceId: SERVICE, severity: 'critical', text: 'All is down' },
      'page who answers for Shop “All is down”',
    ],
  ])('%j', (action, words) => {
    expect(acts(action)).toBe(words);
  });
});

test('whose names are needed', () => {
  const condition: Condition = {
    any: [
      { not: { field: 'assignee', op: 'is', value: [ADA] } },
      { field: 'queue', op: 'is', value: [QUEUE] },
    ],
  };
  const actions: RuleAction[] = [
    { do: 'assign', to: 'nobody' },
    { do: 'tell', who: ['lead', BOB], text: 'x' },
    { do: 'move', queueId: QUEUE },
  ];
  expect(peopleIn({ condition, actions })).toEqual([ADA, BOB]);
});
