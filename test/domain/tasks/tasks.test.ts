import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notificationsFor } from '../../../src/chat/views/notifications.ts';
import { addTasks } from '../../../src/domain/tasks/add.ts';
import { changeTask, removeTask } from '../../../src/domain/tasks/change.ts';
import { orderTasks } from '../../../src/domain/tasks/order.ts';
import { tickTask, untickTask } from '../../../src/domain/tasks/tick.ts';
import { getTicket, listEntries } from '../../../src/domain/tickets/get.ts';
import { mergeTicket } from '../../../src/domain/tickets/merge.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { type Cast, createCast, outcome, refusal } from '../tickets/cast.ts';

let cast: Cast;
let asAgent: Ctx;
let asRequester: Ctx;
beforeAll(async () => {
  cast = await createCast();
  asAgent = cast.ctxFor(cast.agent);
  asRequester = cast.ctxFor(cast.requester);
});
afterAll(() => cast.close());

type Draft = Parameters<typeof addTasks>[1]['tasks'][number];
/** Opens a ticket with these tasks. */
async function ticketWith(...tasks: (string | Draft)[]) {
  const number = await cast.open({ watched: true });
  await addTasks(asAgent, {
    number,
    tasks: tasks.map((task) => (typeof task === 'string' ? { title: task } : task)),
  });
  return { number, ids: (await see(number)).tasks.map(({ id }) => id) };
}
const see = (number: string, ctx = asAgent) => getTicket(ctx, { number });
const titles = async (number: string, ctx = asAgent) =>
  (await see(number, ctx)).tasks.map(({ title }) => title);
/** What the events of a ticket say of its tasks. */
async function told(number: string) {
  const { items } = await listEntries(asAgent, { number, limit: 200 });
  return items.flatMap(({ event }) =>
    (event?.changes ?? []).map(({ field, from, to }) => `${field}: ${from ?? '-'} > ${to ?? '-'}`),
  );
}

describe('a list of tasks', () => {
  test('stays in the order in which it was written, and in the one it is put into', async () => {
    const { number, ids } = await ticketWith('One', 'Two');
    await addTasks(asAgent, { number, tasks: [{ title: 'Three' }] });
    expect(await titles(number)).toEqual(['One', 'Two', 'Three']);
    const third = (await see(number)).tasks[2]?.id ?? '';
    await orderTasks(asAgent, { number, ids: [third, ...ids] });
    expect(await titles(number)).toEqual(['Three', 'One', 'Two']);
    const { revision } = await see(number);
    await orderTasks(asAgent, { number, ids: [third, ...ids] });
    expect((await see(number)).revision).toBe(revision);
    expect((await refusal(orderTasks(asAgent, { number, ids }))).code).toBe('conflict');
    expect((await refusal(orderTasks(asAgent, { number, ids: [third, third, third] }))).fields).toEqual([
      'ids',
    ]);
  });

  test('says in the timeline what was changed', async () => {
    const { number, ids } = await ticketWith('Order a cable');
    const id = ids[0] ?? '';
    const dueAt = '2026-03-01T09:00:00.000Z';
    await changeTask(asAgent, { id, ownerId: cast.neighbour.id, dueAt, required: true });
    await changeTask(asAgent, { id, title: 'Order two cables' });
    await tickTask(asAgent, { id });
    await untickTask(asAgent, { id });
    await removeTask(asAgent, { id });
    const whole = '(Nils, due 2026-03-01 09:00 UTC, required)';
    expect((await told(number)).slice(0)).toEqual([
      'task: - > Order a cable',
      `task: Order a cable > Order a cable ${whole}`,
      `task: Order a cable ${whole} > Order two cables ${whole}`,
      'taskDone: - > Order two cables',
      'taskDone: Order two cables > -',
      'task: Order two cables > -',
    ]);
    expect(await outcome(tickTask(asAgent, { id }))).toBe('not_found');
  });

  test('holds what people type, within limits', async () => {
    const { number } = await ticketWith('Grüße 👩‍💻 \ud800 \0');
    expect(await titles(number)).toEqual(['Grüße 👩‍💻 \ufffd \u2400']);
    const many = (count: number) => ({
      number,
      tasks: Array.from({ length: count }, (_, i) => ({ title: `${i}` })),
    });
    expect(await outcome(addTasks(asAgent, many(200)))).toBe('conflict');
    expect(await outcome(addTasks(asAgent, many(201)))).toBe('invalid');
    expect(await outcome(addTasks(asAgent, { number, tasks: [] }))).toBe('invalid');
    expect(await outcome(addTasks(asAgent, { number, tasks: [{ title: 'x'.repeat(301) }] }))).toBe('invalid');
    expect(await outcome(addTasks(asAgent, many(199)))).toBe('done');
    expect((await told(number)).at(-1)).toBe('task: - > 0, 1, 2, and 196 more');
  });

  test('added at once by many stays within the limit, each at a place of its own', async () => {
    const number = await cast.open();
    const fifty = { number, tasks: Array.from({ length: 60 }, () => ({ title: 'Again' })) };
    const results = await Promise.all([1, 2, 3, 4].map(() => outcome(addTasks(asAgent, fifty))));
    expect(results.sort()).toEqual(['conflict', 'done', 'done', 'done']);
    const rows = await cast.store.client.task.findMany({ where: { ticket: { number } } });
    expect(new Set(rows.map(({ position }) => position)).size).toBe(180);
  });

  test('of a ticket that is done with stays as it is', async () => {
    for (const state of ['resolved', 'closed', 'cancelled'] as const) {
      const { number, ids } = await ticketWith('One');
      const id = ids[0] ?? '';
      await cast.put(number, state);
      const tries = [
        addTasks(asAgent, { number, tasks: [{ title: 'Two' }] }),
        changeTask(asAgent, { id, title: 'Other' }),
        tickTask(asAgent, { id }),
        orderTasks(asAgent, { number, ids }),
        removeTask(asAgent, { id }),
      ];
      expect(await Promise.all(tries.map(outcome))).toEqual(tries.map(() => 'conflict'));
    }
  });
});

describe('ticking', () => {
  test('counts once, says who did it, and can be taken back', async () => {
    const { number, ids } = await ticketWith('One', 'Two');
    const id = ids[0] ?? '';
    await Promise.all([tickTask(asAgent, { id }), tickTask(asAgent, { id })]);
    const seen = await see(number);
    expect(seen.tasks[0]).toMatchObject({
      doneAt: cast.clock.now().toISOString(),
      doneBy: { name: 'Ada' },
    });
    expect(seen.progress).toEqual({ done: 1, total: 2 });
    expect((await told(number)).filter((one) => one.startsWith('taskDone'))).toHaveLength(1);
    await untickTask(asAgent, { id });
    expect((await see(number)).progress).toEqual({ done: 0, total: 2 });
  });

  test('is for agents and for the owner, who sees no other tasks', async () => {
    const { number, ids } = await ticketWith({ title: 'Sign the form', ownerId: cast.requester.id }, 'Ours');
    const [theirs = '', ours = ''] = ids;
    const seen = await see(number, asRequester);
    expect(seen).toMatchObject({ tasks: [{ title: 'Sign the form' }], progress: null });
    expect(seen.verbs).toContain('tick');
    expect((await see(number, cast.ctxFor(cast.watcher))).tasks).toEqual([]);
    expect(await outcome(tickTask(asRequester, { id: ours }))).toBe('forbidden');
    expect(await outcome(tickTask(cast.ctxFor(cast.watcher), { id: theirs }))).toBe('forbidden');
    expect(await outcome(tickTask(cast.ctxFor(cast.stranger), { id: theirs }))).toBe('not_found');
    expect(await outcome(changeTask(asRequester, { id: theirs, title: 'Nothing' }))).toBe('forbidden');
    expect(await outcome(tickTask(asRequester, { id: theirs }))).toBe('done');
  });
});

describe('an owner', () => {
  const notices = async (personId: string) =>
    (await notificationsFor(cast.ctxFor('system'), personId, 'https://desk.example')).card;

  test('is told, but not by themselves, and once for a task that was given twice', async () => {
    const owner = await cast.person({ name: 'Olga', roles: ['requester', 'agent'] });
    const { number, ids } = await ticketWith(
      { title: 'Lend a notebook', ownerId: owner.id, dueAt: '2026-03-01T09:00:00Z' },
      { title: 'Mine', ownerId: cast.agent.id },
    );
    await changeTask(asAgent, { id: ids[0] ?? '', ownerId: null });
    await changeTask(asAgent, { id: ids[0] ?? '', ownerId: owner.id });
    expect(await notices(owner.id)).toMatchObject({
      title: `${number} needs you`,
      blocks: [
        {
          facts: [
            {
              label: `${number} · Lend a notebook`,
              value: 'A task of yours · due',
              at: '2026-03-01T09:00:00.000Z',
            },
          ],
        },
        {},
      ],
    });
    expect(await notices(cast.agent.id)).toBeNull();
  });

  test('is somebody active who may see the ticket', async () => {
    const gone = await cast.person({ active: false });
    const number = await cast.open();
    for (const ownerId of [gone.id, cast.stranger.id, asAgent.newId()]) {
      expect((await refusal(addTasks(asAgent, { number, tasks: [{ title: 'x', ownerId }] }))).fields).toEqual(
        ['ownerId'],
      );
    }
    const { ids } = await ticketWith('One');
    expect((await refusal(changeTask(asAgent, { id: ids[0] ?? '', ownerId: gone.id }))).fields).toEqual([
      'ownerId',
    ]);
  });
});

describe('a required task', () => {
  test('holds up resolving, and is named to those who may read it', async () => {
    const required = (title: string): Draft => ({ title, required: true });
    const { number, ids } = await ticketWith(
      ...[required('Wipe it'), required('Label it'), 'Dust it'],
      ...[required('Sign it'), required('Ship it')],
    );
    const resolve = (ctx: Ctx) => resolveTicket(ctx, { number, resolution: 'Done.', withOpenChildren: true });
    expect(await refusal(resolve(asAgent))).toMatchObject({
      code: 'conflict',
      message: `${number} cannot be resolved before this is done: “Wipe it”, “Label it”, “Sign it”, and 1 more.`,
    });
    expect((await refusal(resolve(cast.ctxFor('system')))).code).toBe('conflict');
    const forRequester = await refusal(resolve(asRequester));
    expect(forRequester.code).toBe('conflict');
    expect(forRequester.message).not.toMatch(/Wipe/);
    for (const id of ids.slice(0, 2)) await tickTask(asAgent, { id });
    await changeTask(asAgent, { id: ids[3] ?? '', required: false });
    await removeTask(asAgent, { id: ids[4] ?? '' });
    expect(await outcome(resolve(asRequester))).toBe('done');
  });

  test('is either there before the ticket is resolved, or not at all', async () => {
    for (let round = 0; round < 5; round += 1) {
      const number = await cast.open();
      const [added, resolved] = await Promise.all([
        outcome(addTasks(asAgent, { number, tasks: [{ title: 'Wait', required: true }] })),
        outcome(resolveTicket(asAgent, { number, resolution: 'Done.' })),
      ]);
      expect([added, resolved].sort()).toEqual(['conflict', 'done']);
    }
  });
});

test('open tasks of a merged ticket go to the one that goes on, behind its own', async () => {
  const [source, target] = [await ticketWith('Done', 'Open'), await ticketWith('First')];
  await tickTask(asAgent, { id: source.ids[0] ?? '' });
  await mergeTicket(asAgent, { number: source.number, into: target.number });
  expect(await titles(target.number)).toEqual(['First', 'Open']);
  expect(await outcome(tickTask(asAgent, { id: source.ids[1] ?? '' }))).toBe('done');
});
