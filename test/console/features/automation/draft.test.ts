import { describe, expect, test } from 'vitest';
import { newAction } from '../../../../src/console/features/automation/action-draft.ts';
import {
  type Draft,
  draftErrors,
  draftOf,
  ruleOf,
} from '../../../../src/console/features/automation/draft.ts';
import { type AutomationRule, RuleAction, Trigger } from '../../../../src/contract/automation.ts';

const ID = '0190c7a4-0000-7000-8000-000000000001';
const rule: AutomationRule = {
  id: ID,
  name: 'Late answers',
  enabled: true,
  version: 2,
  trigger: { on: 'opened' },
  condition: { any: [{ field: 'guest', op: 'is', value: true }] },
  delayMinutes: 90,
  actions: [{ do: 'close' }],
  updatedAt: '2026-11-26T12:00:00.000Z',
};
const edited = (parts: Partial<Draft>): Draft => ({ ...draftOf(rule, 'UTC'), ...parts });

const triggers: Trigger[] = [
  { on: 'opened' },
  { on: 'changed' },
  { on: 'changed', fields: ['tags', 'queueId'] },
  { on: 'state', to: ['on_hold'] },
  { on: 'replied', by: 'agent' },
  { on: 'noted' },
  { on: 'sla', threshold: '75' },
  { on: 'sla', metric: 'resolution', threshold: '+90' },
  { on: 'approval', decided: ['rejected', 'expired'] },
  { on: 'alert', happens: ['resolved'] },
  { on: 'idle', hours: 120.5 },
  { on: 'schedule', cron: '30 8 * * 1-5', timeZone: 'Europe/Berlin' },
  { on: 'schedule', cron: '*/15 * * * *', timeZone: 'UTC' },
];
const actions: RuleAction[] = [
  { do: 'assign', to: ID },
  { do: 'assign', to: 'nobody' },
  { do: 'move', queueId: ID },
  { do: 'set', kind: 'change', impact: 1, urgency: 3, category: 'vpn' },
  { do: 'set', category: null },
  { do: 'tag', add: ['a'], remove: ['b'] },
  { do: 'note', text: 'A note' },
  { do: 'reply', text: 'A reply' },
  { do: 'hold', reason: 'awaiting_vendor' },
  { do: 'resume' },
  { do: 'resolve', text: 'Done.', code: 'answered' },
  { do: 'resolve', text: 'Done.', code: 'fixed', withOpenChildren: true },
  { do: 'close' },
  { do: 'cancel' },
  { do: 'cancel', reason: 'No longer needed' },
  { do: 'post', channel: 'teams', conversation: '19:x@thread.tacv2', text: 'Look' },
  { do: 'tell', who: ['manager', ID], text: 'Look' },
  { do: 'open_child', title: 'A laptop', description: 'Please', kind: 'request', queueId: ID },
  { do: 'open_child', title: 'A laptop', description: 'Please' },
  { do: 'link', kind: 'duplicate_of', to: 'INC-7' },
  { do: 'webhook', webhookId: ID },
  { do: 'ask_approval', policyId: ID },
  { do: 'declare', severity: 2 },
  { do: 'page', serviceId: ID, severity: 'error', text: 'Nobody has {{ticket.number}}' },
];

describe('the form gives back what it was given', () => {
  test('of a whole rule', () => {
    const { name, trigger, condition, delayMinutes, actions } = rule;
    expect(ruleOf(draftOf(rule, 'UTC'))).toEqual({ name, trigger, condition, delayMinutes, actions });
    expect(draftErrors(draftOf(rule, 'UTC'))).toEqual({});
  });

  test.each(triggers)('of the trigger %j', (trigger) => {
    const draft = draftOf({ ...rule, trigger }, 'UTC');
    expect(ruleOf(draft).trigger).toEqual(trigger);
    expect(draftErrors(draft)).toEqual({});
  });

  test.each(actions)('of the action %j', (action) => {
    const draft = draftOf({ ...rule, actions: [action] }, 'UTC');
    expect(ruleOf(draft).actions).toEqual([action]);
    expect(draftErrors(draft)).toEqual({});
  });

  test('and nothing that there is was left out above', () => {
    const known = (kinds: string[]) => [...new Set(kinds)].toSorted();
    expect(known(triggers.map(({ on }) => on))).toEqual(
      known(Trigger.options.map((option) => option.shape.on.value)),
    );
    expect(known(actions.map((action) => action.do))).toEqual(
      known(RuleAction.options.map((option) => option.shape.do.value)),
    );
  });
});

describe('what is wrong is told at its field', () => {
  const acting = (kind: RuleAction['do'], more: object = {}) =>
    edited({ actions: [{ ...newAction(kind), ...more }] });
  const triggered = (more: Partial<Draft['trigger']>) =>
    edited({ trigger: { ...draftOf(rule, 'UTC').trigger, ...more } });
  test.each<[string, Draft, Record<string, string>]>([
    ['no name', edited({ name: ' ' }), { name: 'must not be empty' }],
    ['no action', edited({ actions: [] }), { actions: 'must not be empty' }],
    ['a bare number as the delay', edited({ delayMinutes: '30' }), { delayMinutes: 'Write it as 30m' }],
    ['a delay of months', edited({ delayMinutes: '721h' }), { delayMinutes: 'at most 720h' }],
    ['no state', triggered({ on: 'state' }), { 'trigger.to': 'must not be empty' }],
    [
      'more than all of the time',
      triggered({ on: 'sla', threshold: '101' }),
      { 'trigger.threshold': 'from 1 to 100' },
    ],
    [
      'no time',
      triggered({ on: 'sla', counts: 'after', threshold: 'soon' }),
      { 'trigger.threshold': 'Write it as 4h' },
    ],
    ['no hours', triggered({ on: 'idle', hours: '' }), { 'trigger.hours': 'a quarter of an hour' }],
    [
      'no time of day',
      triggered({ on: 'schedule', when: { ...draftOf(rule, 'UTC').trigger.when, at: '' } }),
      { 'trigger.cron': 'must be a time' },
    ],
    ['too few hours', triggered({ on: 'idle', hours: '0.1' }), { 'trigger.hours': 'a quarter of an hour' }],
    ['nobody to assign to', acting('assign'), { 'actions.0.to': 'must not be empty' }],
    ['no queue', acting('move'), { 'actions.0.queueId': 'must not be empty' }],
    ['nothing to set', acting('set'), { 'actions.0.do': 'must set at least one thing' }],
    ['no tag', acting('tag'), { 'actions.0.add': 'at least one tag' }],
    ['a tag of two words', acting('tag', { add: ['a', 'b c'] }), { 'actions.0.add': 'no spaces' }],
    ['no text', acting('note'), { 'actions.0.text': 'must not be empty' }],
    ['nobody to tell', acting('tell', { who: [], text: 'x' }), { 'actions.0.who': 'must not be empty' }],
    ['no number', acting('link', { to: 'seven' }), { 'actions.0.to': 'such as INC-12' }],
    ['no conversation', acting('post', { text: 'x' }), { 'actions.0.conversation': 'must not be empty' }],
    [
      'no title and no description',
      acting('open_child'),
      { 'actions.0.title': 'must not be empty', 'actions.0.description': 'must not be empty' },
    ],
  ])('%s', (_, draft, errors) => {
    const found = draftErrors(draft);
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(errors).toSorted());
    for (const [path, words] of Object.entries(errors)) expect(found[path]).toContain(words);
  });
});
