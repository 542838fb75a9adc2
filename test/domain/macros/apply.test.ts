import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyMacro, fillMacro, previewMacro } from '../../../src/domain/macros/apply.ts';
import { fits } from '../../../src/domain/macros/fits.ts';
import { listMacros } from '../../../src/domain/macros/list.ts';
import { updateMacro } from '../../../src/domain/macros/save.ts';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { getTicket } from '../../../src/domain/tickets/get.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import { createMacroDesk, type MacroDesk } from './macro-desk.ts';

let desk: MacroDesk;
beforeAll(async () => {
  desk = await createMacroDesk();
});
afterAll(() => desk?.close());

const asAgent = () => desk.ctxFor(desk.agent);
const apply = ({ id }: { id: string }, ticket: string, more: { reply?: string; version?: number } = {}) =>
  applyMacro(asAgent(), { id, ticket, ...more });
const usesOf = async ({ id }: { id: string }) =>
  (await desk.store.client.macro.findUniqueOrThrow({ where: { id } })).uses;

describe('applying a macro', () => {
  test('replies and acts in its order, as who applies it', async () => {
    const number = await desk.open();
    const macro = await desk.macro({
      reply: 'Hello {{requester.first_name}}, {{agent.name}} looks after {{ticket.number}}.',
      actions: [
        { do: 'assign', to: 'me' },
        { do: 'tag', add: ['printer'] },
        { do: 'note', text: '{{assignee.name}} has it.' },
        { do: 'hold', reason: 'awaiting_requester' },
      ],
    });
    const applied = await apply(macro, number);
    expect(applied).toEqual({
      ticket: number,
      outcomes: [
        { do: 'reply', outcome: 'done', words: 'Replied.' },
        { do: 'assign', outcome: 'done', words: 'Assigned.' },
        { do: 'tag', outcome: 'done', words: 'Tagged.' },
        { do: 'note', outcome: 'done', words: 'Noted.' },
        { do: 'hold', outcome: 'done', words: 'Put on hold.' },
      ],
    });
    expect(await desk.row(number)).toMatchObject({
      ...{ state: 'on_hold', assigneeId: desk.agent.id, tags: ['printer'] },
    });
    expect((await desk.said(number)).slice(-2)).toEqual([
      `Hello Rita, Agnes Agent looks after ${number}.`,
      'Agnes Agent has it.',
    ]);
    const replies = await desk.store.client.entry.findMany({ where: { ticket: { number }, kind: 'note' } });
    expect(replies.map(({ authorId }) => authorId)).toEqual([desk.agent.id]);
    expect(await usesOf(macro)).toBe(1);
  });

  test('is told of in the audit log beside what it did', async () => {
    const number = await desk.open();
    const macro = await desk.macro({ name: 'Tag it', actions: [{ do: 'tag', add: ['x'] }] });
    const ctx = asAgent();
    await applyMacro(ctx, { id: macro.id, ticket: number });
    const entries = await desk.store.client.auditEntry.findMany({
      where: { requestId: ctx.origin.requestId },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['ticket.edit', desk.agent.id],
      ['macro.apply', desk.agent.id],
    ]);
    const named = { macroId: macro.id, name: 'Tag it', version: 1 };
    expect(JSON.parse(entries[1]?.detail ?? '')).toEqual(named);
  });

  test('does nothing at all where one step is refused, and says which', async () => {
    const number = await desk.open();
    const before = [await desk.row(number), await desk.said(number)];
    const macro = await desk.macro({
      name: 'Close twice',
      reply: 'Bye.',
      actions: [
        { do: 'resolve', text: 'Done.' },
        { do: 'close' },
        { do: 'move', queueId: (await desk.addQueue({ name: 'Network' })).id },
      ],
    });
    await expect(apply(macro, number)).rejects.toMatchObject({
      code: 'conflict',
      message:
        '“Close twice” could not move it to Network: This ticket is closed, so it cannot be moved. That state is final. Nothing was done.',
    });
    expect([await desk.row(number), await desk.said(number)]).toEqual(before);
    expect(await usesOf(macro)).toBe(0);
    expect(
      await desk.store.client.auditEntry.count({
        where: { action: 'macro.apply', detail: { contains: macro.id } },
      }),
    ).toBe(0);
  });

  test('says what the agent made of its text, and fills in nothing there', async () => {
    const number = await desk.open();
    const macro = await desk.macro({ reply: 'Hello {{requester.name}}' });
    await apply(macro, number, { reply: 'Hi {{requester.name}}' });
    expect((await desk.said(number)).at(-1)).toBe('Hi {{requester.name}}');
    await expect(apply(macro, number, { reply: ' ' })).rejects.toMatchObject({ code: 'invalid' });
  });

  test('reads no names out of what people have written', async () => {
    const number = await desk.open('{{agent.name}} 👩‍💻 $& {{queue.name}}');
    const macro = await desk.macro({ reply: 'About {{ticket.title}}' });
    await apply(macro, number);
    expect((await desk.said(number)).at(-1)).toBe('About {{agent.name}} 👩‍💻 $& {{queue.name}}');
  });

  test('is refused when it was changed since it was looked at', async () => {
    const number = await desk.open();
    const macro = await desk.macro({ reply: 'One' });
    const { version } = await previewMacro(asAgent(), { id: macro.id, ticket: number });
    await updateMacro(desk.ctxFor(desk.admin), { id: macro.id, reply: 'Two' });
    await expect(apply(macro, number, { version })).rejects.toMatchObject({ code: 'conflict' });
    expect(await desk.said(number)).not.toContain('Two');
  });

  test('goes by another number where it changes the kind', async () => {
    const number = await desk.open();
    const macro = await desk.macro({
      actions: [
        { do: 'set', kind: 'problem' },
        { do: 'resolve', text: 'Known.' },
      ],
    });
    const { ticket } = await apply(macro, number);
    expect(ticket).toMatch(/^PRB-/);
    expect(await getTicket(asAgent(), { number })).toMatchObject({ number: ticket, state: 'resolved' });
  });

  test('does what the agent may do, and no more', async () => {
    const secret = await desk.addTeam();
    const hidden = await desk.addQueue({ team: secret, visibility: 'private' });
    const insider = await desk.person({ roles: ['agent'], teams: [secret] });
    const theirs = await openTicket(desk.ctxFor(insider), {
      ...{ title: 'Hush', description: 'Between us.', queueId: hidden.id },
    });
    const { agent, requester } = desk;
    const macro = await desk.macro({ actions: [{ do: 'tag', add: ['x'] }] });
    await expect(apply(macro, theirs?.number ?? '')).rejects.toMatchObject({ code: 'not_found' });
    const number = await desk.open();
    await expect(applyMacro(desk.ctxFor(requester), { id: macro.id, ticket: number })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const personal = await desk.macro({ reach: 'personal', actions: macro.actions }, desk.lead);
    await expect(apply(personal, number)).rejects.toMatchObject({ code: 'not_found' });
    const readOnly = {
      kind: 'token',
      tokenId: desk.system.newId(),
      scopes: ['read'],
      person: agent,
    } as const;
    await expect(applyMacro(desk.ctxFor(readOnly), { id: macro.id, ticket: number })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await desk.row(number)).toMatchObject({ tags: [] });
    const link = await desk.macro({
      actions: [{ do: 'link', kind: 'related', to: theirs?.number ?? '' }],
    });
    await expect(apply(link, number)).rejects.toMatchObject({ message: /There is no such ticket/ });
  });

  test('counts each use of many at once, and links crosswise without a deadlock', async () => {
    const [one, two] = [await desk.open(), await desk.open()];
    const to = (number: string) =>
      desk.macro({
        actions: [
          { do: 'tag', add: ['linked'] },
          { do: 'link', kind: 'related', to: number },
        ],
      });
    const [toOne, toTwo] = [await to(one), await to(two)];
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 ? apply(toOne, two) : apply(toTwo, one))),
    );
    expect([await usesOf(toOne), await usesOf(toTwo)]).toEqual([6, 6]);
    expect((await getTicket(asAgent(), { number: one })).links).toMatchObject([{ number: two }]);
  });
});

test('a text that is taken to be sent by oneself is a use, too, and nothing else', async () => {
  const number = await desk.open();
  const macro = await desk.macro({ reply: 'Hello {{requester.first_name}}' });
  const before = [await desk.row(number), await desk.said(number)];
  const input = { id: macro.id, ticket: number };
  expect(await fillMacro(asAgent(), input)).toEqual(await previewMacro(asAgent(), input));
  expect(await usesOf(macro)).toBe(1);
  expect([await desk.row(number), await desk.said(number)]).toEqual(before);
});

describe('what is offered', () => {
  test('for a ticket is what could be applied to it as it is', async () => {
    await desk.store.client.macro.deleteMany();
    const number = await desk.open();
    await desk.macro({ name: 'Say', reply: 'Hello' });
    await desk.macro({ name: 'Tag', actions: [{ do: 'tag', add: ['x'] }] });
    await desk.macro({ name: 'Resume', actions: [{ do: 'resume' }] });
    const offered = async () =>
      (await listMacros(asAgent(), { ticket: number })).items.map(({ name }) => name);
    expect(await offered()).toEqual(['Say', 'Tag']);
    await cancelTicket(asAgent(), { number });
    expect(await offered()).toEqual(['Tag']);
  });

  test.each([
    ['new', [{ do: 'assign', to: 'me' }, { do: 'hold', reason: 'awaiting_vendor' }, { do: 'resume' }], true],
    ['new', [{ do: 'close' }], false],
    ['new', [{ do: 'resolve', text: 'x', code: 'fixed' }, { do: 'close' }], true],
    ['new', [{ do: 'cancel' }, { do: 'assign', to: 'nobody' }], false],
    ['resolved', [{ do: 'move', queueId: 'x' }], false],
    ['closed', [{ do: 'note', text: 'x' }], true],
  ] as const)('%s, %j: %s', (state, actions, expected) => {
    expect(fits(state, { reply: null, actions: structuredClone(actions) as never })).toBe(expected);
  });

  test('is shown before, in words and with its text filled', async () => {
    const number = await desk.open();
    const macro = await desk.macro({
      reply: 'Dear {{requester.name}}, it is with {{assignee.name}}{{queue.name}}.',
      actions: [
        { do: 'assign', to: 'me' },
        { do: 'assign', to: desk.lead.id },
        { do: 'move', queueId: desk.queue.id },
        { do: 'set', impact: 1, category: null },
        { do: 'tag', add: ['a'], remove: ['b'] },
      ],
    });
    expect(await previewMacro(asAgent(), { id: macro.id, ticket: number })).toEqual({
      ...{ name: macro.name, version: 1 },
      reply: 'Dear Rita Requester, it is with IT support.',
      actions: [
        'assign it to you',
        'assign it to Lea Lead',
        'move it to IT support',
        'set its impact and category',
        'change its tags: +a, −b',
      ],
    });
    expect(await desk.row(number)).toMatchObject({ state: 'new', assigneeId: null });
  });
});
