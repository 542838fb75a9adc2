import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { getTicket } from '../../../src/domain/tickets/get.ts';
import { listTickets } from '../../../src/domain/tickets/list.ts';
import { mergeTicket } from '../../../src/domain/tickets/merge.ts';
import { moveTicket } from '../../../src/domain/tickets/move.ts';
import { openChild, setParent } from '../../../src/domain/tickets/parent.ts';
import { endProject, makeProject } from '../../../src/domain/tickets/project.ts';
import { reopenTicket, resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { recordingChannel } from '../../support/recording-channel.ts';
import { deliverAll } from '../../support/worker.ts';
import { type Cast, createCast, outcome, refusal } from './cast.ts';

let cast: Cast;
let asAgent: Ctx;
let asRequester: Ctx;
beforeAll(async () => {
  cast = await createCast();
  asAgent = cast.ctxFor(cast.agent);
  asRequester = cast.ctxFor(cast.requester);
});
afterAll(() => cast.close());

const see = (number: string, ctx = asAgent) => getTicket(ctx, { number });
const childOf = async (number: string, more: object = {}) =>
  (await openChild(asAgent, { number, title: 'Part', description: 'A part.', ...more })).number;
const put = (number: string, parent: string | null) => setParent(asAgent, { number, parent });
const resolve = (number: string, more: object = {}) =>
  resolveTicket(asAgent, { number, resolution: 'Done.', ...more });
/** Opens tickets, each under the one before. */
async function chain(length: number): Promise<string[]> {
  const numbers = [await cast.open()];
  while (numbers.length < length) numbers.push(await childOf(numbers.at(-1) ?? ''));
  return numbers;
}
const childrenOf = async (number: string) => (await see(number)).children.map((child) => child.number);

describe('a child', () => {
  test('is opened for the same requester in the same queue, unless it is said otherwise', async () => {
    const parent = await cast.open({ queue: cast.otherQueue });
    const child = await childOf(parent, { kind: 'change' });
    expect(await see(child)).toMatchObject({
      kind: 'change',
      requester: { name: 'Grace' },
      openedBy: { name: 'Ada' },
      queue: { name: 'Networks' },
      parent: { number: parent, title: 'Laptop', state: 'new' },
      links: [],
    });
    const elsewhere = await childOf(parent, { queueId: cast.queue.id, requesterId: cast.watcher.id });
    expect(await see(elsewhere)).toMatchObject({
      requester: { name: 'Wanda' },
      queue: { name: 'IT support' },
    });
    expect(await childrenOf(parent)).toEqual([child, elsewhere]);
    expect(await cast.events(parent)).toEqual(['link parent_of', 'link parent_of']);
    expect(await cast.events(child)).toEqual(['link child_of']);
  });

  test('has one parent, and gets another or none', async () => {
    const [one, other] = [await cast.open(), await cast.open()];
    const child = await childOf(one);
    await put(child, other);
    expect(await see(child)).toMatchObject({ parent: { number: other } });
    expect(await childrenOf(one)).toEqual([]);
    const { revision } = await see(child);
    await put(child, other);
    expect((await see(child)).revision).toBe(revision);
    await put(child, null);
    expect((await see(child)).parent).toBeNull();
    expect(await cast.events(other)).toEqual(['link parent_of', 'link parent_of']);
  });

  test('is never above its own parent, nor five levels below the first', async () => {
    const [a = '', b = '', c = '', d = '', e = ''] = await chain(5);
    for (const below of [a, b, e]) expect((await refusal(put(a, below))).fields).toEqual(['parent']);
    expect(await outcome(openChild(asAgent, { number: e, title: 'x', description: 'x' }))).toBe('conflict');
    const [top = '', second = ''] = await chain(2);
    // Two levels above c with its three.
    expect(await outcome(put(c, second))).toBe('done');
    expect(await outcome(put(top, b))).toBe('invalid');
    expect((await see(d)).parent?.number).toBe(c);
  });

  test('is one of at most 200', async () => {
    const parent = await cast.open();
    await cast.store.pool.query(
      `WITH made AS (
         INSERT INTO ticket (id, number, kind, title, description, impact, urgency, priority, requester_id,
                             opened_by_id, queue_id, source, channel, created_at, updated_at, state)
         SELECT gen_random_uuid(), 'INC-' || (900000 + n), kind, title, description, impact, urgency, priority,
                requester_id, opened_by_id, queue_id, source, channel, created_at, updated_at, 'closed'
           FROM ticket, generate_series(1, 200) AS n WHERE number = $1 RETURNING id)
       INSERT INTO ticket_link (from_id, to_id, kind)
       SELECT made.id, t.id, 'child_of' FROM made, ticket t WHERE t.number = $1`,
      [parent],
    );
    expect(await outcome(openChild(asAgent, { number: parent, title: 'x', description: 'x' }))).toBe(
      'conflict',
    );
    expect(await outcome(put(await cast.open(), parent))).toBe('invalid');
    expect((await see(parent)).progress).toEqual({ done: 200, total: 200 });
  });

  test('needs somebody who works on both, and is shown to no others', async () => {
    const [open, secret] = [await cast.open(), await cast.open({ queue: cast.privateQueue })];
    expect(await outcome(put(open, secret))).toBe('not_found');
    const asConfidant = cast.ctxFor(cast.confidant);
    expect(await outcome(setParent(asConfidant, { number: open, parent: secret }))).toBe('done');
    expect((await see(open)).parent).toBeNull();
    expect((await see(open, asConfidant)).parent?.number).toBe(secret);
    // Who works on the child may take it away from what they do not see.
    expect(await outcome(put(open, null))).toBe('done');
    expect(await childrenOf(open)).toEqual([]);
    expect((await see(secret, asConfidant)).children).toEqual([]);
    expect(await outcome(setParent(asRequester, { number: open, parent: null }))).toBe('forbidden');
    const child = await childOf(open);
    expect(await see(child, asRequester)).toMatchObject({ parent: null, children: [], progress: null });
  });
});

test('moves that are made at once never close a circle', async () => {
  for (let round = 0; round < 8; round += 1) {
    const [a = '', b = '', c = '', d = ''] = [...(await chain(2)), ...(await chain(2))];
    // Each of them alone is right; together they would go round.
    const results = await Promise.all([outcome(put(a, d)), outcome(put(c, b))]);
    expect(results.filter((one) => one === 'done')).toHaveLength(1);
    const tops = await Promise.all([a, c].map(async (number) => (await see(number)).parent));
    expect(tops.filter((parent) => parent === null)).toHaveLength(1);
  }
});

describe('resolving a parent', () => {
  test('is refused while children are open, unless it is wanted', async () => {
    const parent = await cast.open();
    const [one, other] = [await childOf(parent), await childOf(parent, { queueId: cast.privateQueue.id })];
    expect(await refusal(resolve(parent))).toMatchObject({
      code: 'conflict',
      message: `${parent} has open child tickets: ${one} and a ticket of a private queue.`,
    });
    await resolve(one);
    await cancelTicket(cast.ctxFor(cast.confidant), { number: other });
    expect(await outcome(resolve(parent))).toBe('done');
    const again = await cast.open();
    await childOf(again);
    expect(await outcome(resolve(again, { withOpenChildren: true }))).toBe('done');
  });

  test('at the moment in which a child is opened sees it, or comes first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const parent = await cast.open();
      const [opened, resolved] = await Promise.all([outcome(childOf(parent)), outcome(resolve(parent))]);
      expect(opened).toBe('done');
      const children = await childrenOf(parent);
      const { resolvedAt } = await cast.row(parent);
      expect(resolved === 'done').toBe(resolvedAt !== null);
      expect(children).toHaveLength(1);
    }
  });
});

describe('a project', () => {
  test('shows everybody how far it is, and its cards follow its children', async () => {
    const number = await cast.open({ watched: true });
    await makeProject(asAgent, { number });
    const [one, other] = [await childOf(number), await childOf(number)];
    expect(await see(number, asRequester)).toMatchObject({
      isProject: true,
      progress: { done: 0, total: 2 },
      children: [],
    });
    const channel = recordingChannel();
    await deliverAll(cast, channel);
    const { id: ticketId } = await cast.row(number);
    const waiting = () =>
      cast.store.client.notice.count({ where: { ticketId, state: 'pending', entryId: null } });
    expect(await waiting()).toBe(0);
    await resolve(one);
    expect(await waiting()).toBeGreaterThan(0);
    await deliverAll(cast, channel);
    await cancelTicket(asAgent, { number: other });
    await deliverAll(cast, channel);
    expect((await see(number, asRequester)).progress).toEqual({ done: 1, total: 1 });
    await reopenTicket(asAgent, { number: one });
    expect((await see(number)).progress).toEqual({ done: 0, total: 1 });
    await endProject(asAgent, { number });
    expect(await see(number, asRequester)).toMatchObject({ isProject: false, progress: null });
  });

  test('stays one in another queue, with what belongs to it', async () => {
    const number = await cast.open();
    await makeProject(asAgent, { number });
    const child = await childOf(number);
    await moveTicket(asAgent, { number, queueId: cast.otherQueue.id });
    expect(await see(number)).toMatchObject({ isProject: true, children: [{ number: child }] });
    await cast.put(number, 'closed');
    expect(await outcome(endProject(asAgent, { number }))).toBe('conflict');
  });

  test('is found among tickets, and so are the children of a ticket', async () => {
    const number = await cast.open();
    await makeProject(asAgent, { number });
    const child = await childOf(number);
    const found = async (filter: object, ctx = asAgent) =>
      (await listTickets(ctx, { limit: 200, ...filter })).items.map((ticket) => ticket.number);
    expect(await found({ parent: number })).toEqual([child]);
    const projects = await found({ project: 'true' });
    expect(projects).toContain(number);
    expect(await found({ project: 'false' })).not.toContain(number);
    expect(await outcome(found({ parent: number }, cast.ctxFor(cast.stranger)))).toBe('not_found');
  });
});

describe('merging', () => {
  const merge = (number: string, into: string) => mergeTicket(asAgent, { number, into });

  test('brings the children over, and the project with them', async () => {
    const [source, target] = [await cast.open(), await cast.open()];
    await makeProject(asAgent, { number: source });
    const child = await childOf(source);
    await merge(source, target);
    expect(await see(target)).toMatchObject({ isProject: true, children: [{ number: child }], parent: null });
  });

  test('puts the one that goes on where the other one was', async () => {
    const [top = '', middle = '', below = ''] = await chain(3);
    const sibling = await childOf(middle);
    await merge(middle, below);
    expect((await see(below)).parent?.number).toBe(top);
    expect(await childrenOf(below)).toEqual([sibling]);
    const alone = await cast.open();
    await merge(sibling, alone);
    expect((await see(alone)).parent?.number).toBe(below);
  });

  test('of a part into the whole leaves no circle', async () => {
    const [top = '', middle = '', below = ''] = await chain(3);
    await merge(middle, top);
    expect(await see(top)).toMatchObject({ parent: null, children: [{ number: below }] });
    const [first = '', second = '', third = ''] = await chain(3);
    await merge(first, third);
    expect(await see(third)).toMatchObject({ parent: null, children: [{ number: second }] });
  });

  test('is refused where it would lead too deep', async () => {
    const [source = ''] = await chain(3);
    const numbers = await chain(4);
    expect(await outcome(merge(source, numbers.at(-1) ?? ''))).toBe('conflict');
    expect((await see(source)).state).toBe('new');
  });
});
