import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACTIONS } from '../../src/chat/actions.ts';
import type { InboundEvent } from '../../src/chat/channel.ts';
import type { Outcome } from '../../src/chat/outcome.ts';
import { getTicket, listEntries } from '../../src/domain/tickets/get.ts';
import { mergeTicket } from '../../src/domain/tickets/merge.ts';
import type { TicketState } from '../../src/domain/tickets/states.ts';
import { assignTicket, takeTicket } from '../../src/domain/tickets/take.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { type Cast, createCast } from '../domain/tickets/cast.ts';
import { accountOf, fresh, send } from './inbound.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
});
afterAll(() => cast.close());

const idOf = async (number: string) => (await cast.row(number)).id;
const see = (number: string) => getTicket(cast.ctxFor(cast.agent), { number });
const press = async (by: ActingPerson, action: string, number: string, delivery = fresh('press')) =>
  send(
    cast,
    accountOf(by),
    { type: 'pressed', message: 'card', action, value: await idOf(number) },
    { channel: 'web', delivery },
  );
const submit = async (
  by: ActingPerson,
  action: string,
  number: string | null,
  fields: Record<string, string>,
  delivery = fresh('form'),
) =>
  send(
    cast,
    accountOf(by),
    { type: 'submitted', action, value: number ? await idOf(number) : '', fields, attachmentIds: [] },
    { channel: 'web', delivery },
  );
const kind = (outcome: Outcome) => outcome.answer.type;
const inState = async (state: TicketState) => {
  const number = await cast.open();
  await cast.put(number, state);
  return number;
};

/** Every button that acts at once: from where, to where, and whether the requester has it too. */
const buttons = [
  { action: 'take', from: 'new', to: 'in_progress', requester: false },
  { action: 'resume', from: 'on_hold', to: 'in_progress', requester: false },
  { action: 'reopen', from: 'resolved', to: 'in_progress', requester: true },
  { action: 'cancel', from: 'in_progress', to: 'cancelled', requester: true },
  { action: 'solved', from: 'in_progress', to: 'resolved', requester: true },
] as const;

/** Of no ticket, with what a press is answered by, whatever its value. */
const aboutNoTicket = new Map([
  ['raise', 'form'],
  ['console', 'said'],
  // Of an alert: test/flows/alerts.test.ts.
  ['alert_acknowledge', 'refused'],
  ['alert_resolve', 'refused'],
  ['alert_escalate', 'refused'],
  ['alert_silence', 'refused'],
  ['alert_unsilence', 'refused'],
  ['alert_ticket', 'refused'],
  ['incident_declare', 'refused'],
  ['change_plan', 'form'],
  // Of a proposed template: test/flows/factory.test.ts.
  ['proposal_approve', 'refused'],
  ['proposal_decline', 'refused'],
  // Nothing is offered: test/flows/catalogue.test.ts.
  ['request_choose', 'said'],
  ['request_send', 'refused'],
  // Of an approval: test/flows/approvals.test.ts.
  ['page', 'form'],
  // There is no schedule.
  ['oncall_override', 'refused'],
  ['oncall_swap', 'refused'],
  // Of an offer of a shift: test/flows/swap.test.ts.
  ['swap_take', 'refused'],
  ['swap_decline', 'refused'],
  ['swap_withdraw', 'refused'],
  ['approval_approve', 'refused'],
  ['approval_abstain', 'refused'],
  ['approval_reject', 'refused'],
  ['approval_changes', 'refused'],
]);

describe('a button that acts at once', () => {
  test.each(buttons)(
    '$action works for those who may, and on a stale card is answered without effect',
    async (one) => {
      const number = await inState(one.from);
      const refusedFirst = await press(one.requester ? cast.stranger : cast.requester, one.action, number);
      expect(kind(refusedFirst)).toBe('refused');
      expect((await see(number)).state).toBe(one.from);
      const done = await press(one.requester ? cast.requester : cast.agent, one.action, number);
      expect(['done', 'said']).toContain(kind(done));
      expect((await see(number)).state).toBe(one.to);
      const before = await cast.traces(number);
      const stale = await press(one.requester ? cast.requester : cast.neighbour, one.action, number);
      expect(stale.answer).toMatchObject({
        type: 'refused',
        text: expect.stringMatching(/cannot be|taken by Ada/),
      });
      expect(await cast.traces(number)).toEqual(before);
      const byAgent = await inState(one.from);
      await press(cast.agent, one.action, byAgent);
      expect((await see(byAgent)).state).toBe(one.to);
    },
  );

  test.each(buttons)(
    '$action that is told of again, however late, acts once',
    async ({ action, from, to }) => {
      const number = await inState(from);
      const first = await press(cast.agent, action, number, `again-${action}`);
      expect((await see(number)).state).toBe(to);
      await cast.put(number, from);
      if (action === 'take') await assignTicket(cast.ctxFor(cast.agent), { number, assigneeId: null });
      const before = await cast.traces(number);
      expect(await press(cast.agent, action, number, `again-${action}`)).toEqual(first);
      expect(await cast.traces(number)).toEqual(before);
    },
  );
});

/** Every form: what may be sent, what follows, and what is wrong with what. */
const forms: {
  action: string;
  requester: boolean;
  from: TicketState;
  fields: (cast: Cast, other: string) => Record<string, string>;
  becomes: Record<string, unknown>;
  wrong: [Record<string, string>, string][];
}[] = [
  {
    action: 'add_details',
    requester: true,
    from: 'in_progress',
    fields: () => ({ body: 'more' }),
    becomes: {},
    wrong: [
      [{}, 'body'],
      [{ body: '  ' }, 'body'],
      [{ body: 'x'.repeat(200_001) }, 'body'],
    ],
  },
  {
    action: 'reply',
    requester: true,
    from: 'in_progress',
    fields: () => ({ body: 'more' }),
    becomes: {},
    wrong: [[{}, 'body']],
  },
  {
    action: 'note',
    requester: false,
    from: 'in_progress',
    fields: () => ({ body: 'psst' }),
    becomes: {},
    wrong: [[{}, 'body']],
  },
  {
    action: 'assign',
    requester: false,
    from: 'new',
    fields: (cast) => ({ assigneeId: cast.neighbour.id }),
    becomes: { state: 'in_progress', assignee: { name: 'Nils' } },
    wrong: [
      [{}, 'assigneeId'],
      [{ assigneeId: '' }, 'assigneeId'],
      [{ assigneeId: 'Ada' }, 'assigneeId'],
      [{ assigneeId: '00000000-0000-7000-8000-000000000000' }, 'assigneeId'],
    ],
  },
  {
    action: 'resolve',
    requester: true,
    from: 'in_progress',
    fields: () => ({ resolution: 'New one', code: 'fulfilled' }),
    becomes: { state: 'resolved', resolution: 'New one', resolutionCode: 'fulfilled' },
    wrong: [
      [{ code: 'fixed' }, 'resolution'],
      [{ resolution: 'x', code: 'bribed' }, 'code'],
    ],
  },
  {
    action: 'hold',
    requester: false,
    from: 'in_progress',
    fields: () => ({ reason: 'awaiting_vendor' }),
    becomes: { state: 'on_hold', holdReason: 'awaiting_vendor' },
    wrong: [
      [{}, 'reason'],
      [{ reason: 'lunch' }, 'reason'],
      [{ reason: 'awaiting_vendor', comment: 'x'.repeat(2_001) }, 'comment'],
    ],
  },
  {
    action: 'edit',
    requester: false,
    from: 'in_progress',
    fields: () => ({ title: 'Notebook', kind: 'incident', impact: '1', urgency: '2' }),
    becomes: { title: 'Notebook', kind: 'incident', impact: 1, urgency: 2, priority: 2 },
    wrong: [
      [{ title: ' ', kind: 'incident', impact: '1', urgency: '2' }, 'title'],
      [{ title: 'x', kind: 'wish', impact: '1', urgency: '2' }, 'kind'],
      [{ title: 'x', kind: 'incident', impact: '4', urgency: '2' }, 'impact'],
      [{ title: 'x', kind: 'incident', impact: '1', urgency: 'soon' }, 'urgency'],
    ],
  },
  {
    action: 'move',
    requester: false,
    from: 'in_progress',
    fields: (cast) => ({ queueId: cast.otherQueue.id }),
    becomes: { queue: { name: 'Networks' } },
    wrong: [
      [{}, 'queueId'],
      [{ queueId: '00000000-0000-7000-8000-000000000000' }, 'queueId'],
    ],
  },
  {
    action: 'merge',
    requester: false,
    from: 'in_progress',
    fields: (_, other) => ({ into: ` ${other.toLowerCase()} ` }),
    becomes: { aliases: [expect.any(String)] },
    wrong: [
      [{}, 'into'],
      [{ into: 'that other one' }, 'into'],
    ],
  },
  {
    action: 'watch',
    requester: false,
    from: 'in_progress',
    fields: (cast) => ({ personId: cast.neighbour.id }),
    becomes: { watchers: [{ name: 'Nils' }] },
    wrong: [
      [{}, 'personId'],
      [{ personId: 'Ada' }, 'personId'],
      [{ personId: '00000000-0000-7000-8000-000000000000' }, 'personId'],
    ],
  },
  {
    action: 'rate',
    requester: true,
    from: 'resolved',
    fields: () => ({ score: '4', comment: 'Quick' }),
    becomes: { rating: { score: 4, comment: 'Quick' } },
    wrong: [
      [{}, 'score'],
      [{ score: '0' }, 'score'],
      [{ score: '4.5' }, 'score'],
      [{ score: '4', comment: 'x'.repeat(4_001) }, 'comment'],
    ],
  },
];

describe('a form', () => {
  test.each(forms)(
    '$action opens for those who may, names wrong values, works once, and stale is refused',
    async (one) => {
      const number = await inState(one.from);
      const other = await cast.open();
      const by = one.action === 'rate' ? cast.requester : cast.agent;
      const opened = await press(by, one.action, number);
      expect(opened.answer).toMatchObject({
        type: 'form',
        form: { action: one.action, value: await idOf(number) },
      });
      for (const person of [cast.stranger, ...(one.requester ? [] : [cast.requester])]) {
        expect(kind(await press(person, one.action, number))).toBe('refused');
      }
      const before = await cast.traces(number, other);
      for (const [fields, field] of one.wrong) {
        const { answer } = await submit(by, one.action, number, fields);
        expect(answer).toMatchObject({ type: 'form_errors', errors: [expect.objectContaining({ field })] });
      }
      for (const person of [cast.stranger, ...(one.requester ? [] : [cast.requester])]) {
        expect(kind(await submit(person, one.action, number, one.fields(cast, other)))).toBe('refused');
      }
      expect(await cast.traces(number, other)).toEqual(before);

      const value = await idOf(number);
      const fields = one.fields(cast, other);
      const event: InboundEvent = { type: 'submitted', action: one.action, value, fields, attachmentIds: [] };
      const sent = () => send(cast, accountOf(by), event, { channel: 'web', delivery: `once-${one.action}` });
      expect(await sent()).toMatchObject({ answer: { type: 'done' }, ticket: number });
      expect(await see(number)).toMatchObject(one.becomes);
      const { number: now } = await see(number);
      const after = await cast.traces(now, number, other);
      const repeat = await sent().catch((error: unknown) => error);
      expect(repeat).toMatchObject({ answer: { type: one.action === 'merge' ? 'refused' : 'done' } });
      expect(await cast.traces(now, number, other)).toEqual(after);
    },
  );

  test('that the requester may send too does the same for them', async () => {
    for (const one of forms.filter(({ requester }) => requester)) {
      const number = await inState(one.from);
      expect(kind(await press(cast.requester, one.action, number))).toBe('form');
      expect(kind(await submit(cast.requester, one.action, number, one.fields(cast, number)))).toBe('done');
      expect(await see(number)).toMatchObject(one.becomes);
    }
  });

  test('raising a request: title and queue may be left open, the words may not', async () => {
    const raise = (fields: Record<string, string>, delivery?: string) =>
      submit(cast.requester, 'raise', null, fields, delivery);
    const done = await raise(
      { title: '', description: 'Hi team, I need a chair. Soon.', queueId: '' },
      'raise-1',
    );
    expect(await see(done.ticket ?? '')).toMatchObject({ source: 'form', queue: { name: 'IT support' } });
    expect((await see(done.ticket ?? '')).title).toMatch(/^i need a chair/i);
    const before = await cast.store.client.ticket.count();
    expect((await raise({ description: 'again' }, 'raise-1')).answer).toMatchObject({
      text: 'This was sent already.',
    });
    for (const [fields, field] of [
      [{}, 'description'],
      [{ description: ' ' }, 'description'],
      [{ title: 'x'.repeat(301), description: 'x' }, 'title'],
      [{ title: 'x', description: 'x', queueId: 'nowhere' }, 'queueId'],
      [{ title: 'x', description: 'x', queueId: '00000000-0000-7000-8000-000000000000' }, 'queueId'],
    ] as [Record<string, string>, string][]) {
      expect((await raise(fields)).answer).toMatchObject({
        type: 'form_errors',
        errors: [expect.objectContaining({ field })],
      });
    }
    expect(await cast.store.client.ticket.count()).toBe(before);
  });
});

describe('“More”', () => {
  test('offers an agent what is possible now and leads on to it', async () => {
    const number = await inState('on_hold');
    const { answer } = await press(cast.agent, 'more', number);
    if (answer.type !== 'form') return expect.fail('no form');
    const [field] = answer.form.fields;
    const offered = field?.type === 'choice' ? field.options.map((option) => option.value) : [];
    expect(offered).toEqual([
      'note',
      'macro',
      'tasks',
      'resolve',
      'resume',
      'approval',
      'edit',
      'move',
      'child',
      'project',
      'merge',
      'watch',
      'cancel',
    ]);
    for (const what of offered) {
      // A macro is asked for where there is one, and approval by a policy: test/chat/macros.test.ts, test/flows/approvals.test.ts.
      if (['resume', 'cancel', 'macro', 'project', 'approval'].includes(what)) continue;
      expect((await submit(cast.agent, 'more', number, { what })).answer).toMatchObject({
        type: 'form',
        form: { action: what },
      });
    }
    await submit(cast.agent, 'more', number, { what: 'resume' });
    expect((await see(number)).state).toBe('in_progress');
    for (const what of ['', 'take', 'constructor', '__proto__']) {
      expect(kind(await submit(cast.agent, 'more', number, { what }))).toBe('refused');
    }
    expect(kind(await press(cast.requester, 'more', number))).toBe('refused');
    expect(kind(await submit(cast.requester, 'more', number, { what: 'cancel' }))).toBe('said');
    expect((await see(number)).state).toBe('cancelled');
  });
});

test('every action there is, is tried above', () => {
  const tried = [
    ...buttons.map(({ action }) => action),
    ...forms.map(({ action }) => action),
    'more',
    // test/chat/macros.test.ts, test/chat/tasks.test.ts and test/flows/approvals.test.ts
    ...['approval', 'macro', 'tasks', 'child', 'project', 'end_project'],
    // test/chat/incidents.test.ts
    ...['accept', 'cause', 'command', 'note', 'reject', 'resolve', 'respond', 'role', 'room', 'update'].map(
      (one) => `incident_${one}`,
    ),
    // test/flows/catalogue.test.ts
    'request_instead',
    // test/flows/changes.test.ts
    ...['submit', 'pass', 'return', 'start', 'done', 'back_out', 'close', 'cancel'].map(
      (one) => `change_${one}`,
    ),
    ...aboutNoTicket.keys(),
  ];
  expect([...ACTIONS.keys()].sort()).toEqual(tried.sort());
});

test('a button nobody knows, or about nothing, is answered', async () => {
  const agent = accountOf(cast.agent);
  const values = [
    '',
    'nonsense',
    '-'.repeat(36),
    'a\0b',
    '00000000-0000-7000-8000-000000000000',
    '💥'.repeat(100),
  ];
  for (const action of ['explode', 'constructor', ...ACTIONS.keys()]) {
    for (const value of values) {
      const pressed = await send(cast, agent, { type: 'pressed', message: 'm', action, value });
      expect([action, kind(pressed)]).toEqual([action, aboutNoTicket.get(action) ?? 'refused']);
      const event: InboundEvent = { type: 'submitted', action, value, fields: {}, attachmentIds: [] };
      expect(['refused', 'form_errors']).toContain(kind(await send(cast, agent, event)));
    }
  }
});

test('the card of a merged ticket acts on no other one, and says where to go on', async () => {
  const [gone, stays] = [await cast.open(), await cast.open()];
  await mergeTicket(cast.ctxFor(cast.agent), { number: gone, into: stays });
  const value = (await cast.store.client.ticket.findUniqueOrThrow({ where: { number: gone } })).id;
  const before = await cast.traces(gone, stays);
  for (const action of [...ACTIONS.keys()].filter((action) => !aboutNoTicket.has(action))) {
    for (const person of [cast.requester, cast.agent]) {
      const { answer } = await send(cast, accountOf(person), {
        type: 'pressed',
        message: 'm',
        action,
        value,
      });
      expect([action, answer]).toEqual([
        action,
        { type: 'refused', text: `${gone} was merged into ${stays}. Please go on there.` },
      ]);
    }
  }
  expect(await cast.traces(gone, stays)).toEqual(before);
});

test('ten agents press Take at once: one has it, nine are told who', async () => {
  const number = await cast.open();
  const agents = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      cast.person({ name: `Agent ${index}`, roles: ['agent'], teams: [cast.team] }),
    ),
  );
  const outcomes = await Promise.all(agents.map((agent) => press(agent, 'take', number)));
  const { assignee } = await see(number);
  expect(outcomes.filter((outcome) => kind(outcome) === 'done')).toHaveLength(1);
  for (const { answer } of outcomes) {
    if (answer.type === 'refused')
      expect(answer.text).toBe(`${number} was taken by ${assignee?.name} already.`);
  }
});

test('somebody who lost the role presses in vain', async () => {
  const former = await cast.person({ name: 'Former', roles: ['requester'] });
  const number = await cast.open();
  expect((await press(former, 'take', number)).answer).toEqual({
    type: 'refused',
    text: 'There is no such ticket.',
  });
  await takeTicket(cast.ctxFor(cast.agent), { number });
  const { items } = await listEntries(cast.ctxFor(cast.agent), { number, limit: 10 });
  expect(items.filter((entry) => entry.kind === 'event')).toHaveLength(1);
});
