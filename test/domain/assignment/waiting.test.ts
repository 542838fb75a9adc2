import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setAvailability } from '../../../src/domain/assignment/availability.ts';
import { giveWaiting } from '../../../src/domain/assignment/round.ts';
import { followSwitches } from '../../../src/domain/assignment/switch.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { updateQueue } from '../../../src/domain/queues/save.ts';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { holdTicket } from '../../../src/domain/tickets/hold.ts';
import { mergeTicket } from '../../../src/domain/tickets/merge.ts';
import { moveTicket } from '../../../src/domain/tickets/move.ts';
import { reopenTicket, resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { assignTicket, takeTicket } from '../../../src/domain/tickets/take.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { assignAll } from '../../support/worker.ts';
import { type AssignmentScene, createAssignmentScene, type Team } from './scene.ts';

let scene: AssignmentScene;
let system: Ctx;
let team: Team;
let agent: ActingPerson;
let manual: { id: string };
beforeAll(async () => {
  scene = await createAssignmentScene();
  system = scene.ctxFor('system');
});
beforeEach(async () => {
  team = await scene.teamOf({}, { name: 'Ada' });
  [agent] = team.agents as [ActingPerson];
  manual = await scene.addQueue({ team });
});
afterAll(() => scene?.close());

const become = (availability: 'available' | 'away') =>
  setAvailability(system, { id: agent.id, availability });
const resolve = (number: string) => resolveTicket(system, { number, resolution: 'Charged.' });
const isWaiting = async (number: string) => (await scene.row(number)).awaitsAssignment;

describe('a new ticket', () => {
  test('waits in a queue that gives its tickets, and not in another one', async () => {
    expect(await scene.holder(await scene.open(team.queue))).toBe('waiting');
    expect(await scene.holder(await scene.open(manual))).toBe('unassigned');
  });

  test('waits from the moment on at which its queue is switched, whatever a process remembers of it', async () => {
    const open = () => scene.open(manual);
    await open();
    // No news: the copy in memory is the old one.
    await scene.store.client.queue.update({ where: { id: manual.id }, data: { assignment: 'round_robin' } });
    expect(await isWaiting(await open())).toBe(true);
  });
});

describe('waiting ends', () => {
  test.each<[string, (number: string) => Promise<unknown>]>([
    ['when somebody takes it', (number) => takeTicket(scene.ctxFor(agent), { number })],
    ['when somebody is assigned', (number) => assignTicket(system, { number, assigneeId: agent.id })],
    ['when it is resolved', resolve],
    ['when it is cancelled', (number) => cancelTicket(system, { number })],
    [
      'when it is merged',
      async (number) => mergeTicket(system, { number, into: await scene.open(team.queue) }),
    ],
    ['when it is moved where nothing waits', (number) => moveTicket(system, { number, queueId: manual.id })],
  ])('%s', async (_, act) => {
    await become('away');
    const number = await scene.open(team.queue);
    await giveWaiting(system);
    expect(await scene.holder(number)).toBe('nobody_available');
    await act(number);
    const { awaitsAssignment, unassignedBecause } = await scene.row(number);
    expect({ awaitsAssignment, unassignedBecause }).toEqual({
      awaitsAssignment: false,
      unassignedBecause: null,
    });
  });

  test('not when it is put on hold', async () => {
    const number = await scene.open(team.queue);
    await holdTicket(system, { number, reason: 'awaiting_vendor' });
    await assignAll(scene);
    expect(await scene.row(number)).toMatchObject({ state: 'on_hold', assigneeId: agent.id });
  });
});

test('who takes a ticket away from somebody by hand and gives it to nobody, means nobody', async () => {
  const number = await scene.open(team.queue);
  await assignAll(scene);
  await assignTicket(scene.ctxFor(agent), { number, assigneeId: null });
  await assignAll(scene);
  expect(await scene.holder(number)).toBe('unassigned');
});

describe('moved to a queue that gives its tickets', () => {
  test('it waits there, if nobody has it', async () => {
    const number = await scene.open(manual);
    await moveTicket(system, { number, queueId: team.queue.id });
    expect(await scene.holder(number)).toBe('waiting');
  });

  test('it stays with who has it', async () => {
    const number = await scene.open(manual);
    await assignTicket(system, { number, assigneeId: agent.id });
    await moveTicket(system, { number, queueId: team.queue.id });
    expect(await isWaiting(number)).toBe(false);
  });

  test('it waits when who had it does not work there', async () => {
    const other = await scene.teamOf({ visibility: 'private' }, { name: 'Hana' });
    const number = await scene.open(manual);
    await assignTicket(system, { number, assigneeId: agent.id });
    await moveTicket(system, { number, queueId: other.queue.id });
    await assignAll(scene);
    expect(await scene.holder(number)).toBe('Hana');
  });

  test('why nobody had it where it was, is forgotten', async () => {
    await become('away');
    const number = await scene.open(team.queue);
    await giveWaiting(system);
    const other = await scene.teamOf({});
    await moveTicket(system, { number, queueId: other.queue.id });
    expect(await scene.holder(number)).toBe('waiting');
  });
});

describe('reopened', () => {
  /** A ticket that the agent has resolved. */
  const resolved = async (queue: { id: string } = team.queue) => {
    const number = await scene.open(queue);
    await assignTicket(system, { number, assigneeId: agent.id });
    await resolve(number);
    return number;
  };
  const reopen = (number: string) => reopenTicket(scene.ctxFor(scene.requester), { number });

  test('it goes on with who had it', async () => {
    const number = await resolved();
    await reopen(number);
    expect(await scene.row(number)).toMatchObject({ assigneeId: agent.id, awaitsAssignment: false });
  });

  test('it waits for somebody else while they are away, and says so', async () => {
    const number = await resolved();
    await become('away');
    await reopen(number);
    expect(await scene.holder(number)).toBe('waiting');
    const event = await scene.store.client.entry.findFirstOrThrow({
      where: { ticket: { number }, kind: 'event' },
      orderBy: { id: 'desc' },
    });
    expect(event.data).toMatchObject({
      action: 'reopen',
      changes: expect.arrayContaining([{ field: 'assigneeId', from: 'Ada', to: null }]),
    });
  });

  test('it waits when they are not there any more', async () => {
    const number = await resolved();
    await updatePerson(system, { id: agent.id, active: false });
    await reopen(number);
    expect(await isWaiting(number)).toBe(true);
  });

  test('it waits when nobody ever had it', async () => {
    const number = await scene.open(team.queue);
    await resolve(number);
    await reopen(number);
    expect(await isWaiting(number)).toBe(true);
  });

  test('in a queue that gives nothing it stays with them all the same', async () => {
    const number = await resolved(manual);
    await become('away');
    await reopen(number);
    expect(await scene.row(number)).toMatchObject({ assigneeId: agent.id, awaitsAssignment: false });
  });
});

describe('a queue that is switched', () => {
  const switchTo = (assignment: 'manual' | 'round_robin' | 'fewest_open', id = manual.id) =>
    updateQueue(system, { id, assignment });
  const walks = () => scene.store.client.walk.count();

  test('begins to give what nobody has, also what was given back by hand before', async () => {
    const [fresh, given, back, done] = [
      await scene.open(manual),
      await scene.open(manual),
      await scene.open(manual),
      await scene.open(manual),
    ];
    await takeTicket(scene.ctxFor(await scene.person({ roles: ['agent'], name: 'Nils' })), { number: given });
    await takeTicket(scene.ctxFor(agent), { number: back });
    await assignTicket(scene.ctxFor(agent), { number: back, assigneeId: null });
    await cancelTicket(system, { number: done });
    await switchTo('round_robin');
    await assignAll(scene);
    expect(await Promise.all([fresh, given, back, done].map(scene.holder))).toEqual([
      'Ada',
      'Nils',
      'Ada',
      'unassigned',
    ]);
    expect(await walks()).toBe(0);
  });

  test('ends to give, and nothing waits there or says why any more', async () => {
    await become('away');
    const number = await scene.open(team.queue);
    await giveWaiting(system);
    await switchTo('manual', team.queue.id);
    const news: string[] = [];
    const stop = scene.bus.subscribe((one) => void (one.topic === 'ticket' && news.push(one.id)));
    await assignAll(scene);
    stop();
    expect(await scene.holder(number)).toBe('unassigned');
    expect(news).toEqual([(await scene.row(number)).id]);
    expect(await walks()).toBe(0);
  });

  test('from one way of giving to another one lets everything wait as it did', async () => {
    await switchTo('fewest_open', team.queue.id);
    expect(await walks()).toBe(0);
    await updateQueue(system, { id: team.queue.id, name: `Renamed ${team.id}` });
    expect(await walks()).toBe(0);
  });

  test('has many tickets follow some at a time, and what is just being changed a moment later', async () => {
    await scene.store.pool.query(
      `INSERT INTO ticket (id, number, kind, title, description, impact, urgency, priority, requester_id,
                           opened_by_id, queue_id, source, channel, created_at, updated_at)
       SELECT gen_random_uuid(), 'REQ-' || (300000 + i), 'request', 'T', 'D', 3, 3, 5, $1, $1, $2, 'api', 'api',
              now(), now() FROM generate_series(1, 1500) i`,
      [scene.requester.id, manual.id],
    );
    await become('away');
    await switchTo('round_robin');
    const busy = await scene.store.pool.connect();
    await busy.query('BEGIN');
    await busy.query(`SELECT 1 FROM ticket WHERE number = 'REQ-300001' FOR UPDATE`);
    const counts: number[] = [];
    for (let round = 0; round < 3; round += 1) counts.push(await followSwitches(system));
    const left = await walks();
    await busy.query('ROLLBACK');
    busy.release();
    expect(Math.max(...counts)).toBeLessThanOrEqual(1_000);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1_499);
    expect(left).toBe(1);
    expect(await followSwitches(system)).toBe(1);
    expect(await followSwitches(system)).toBe(0);
    expect(await walks()).toBe(0);
    const waiting = { queueId: manual.id, awaitsAssignment: true };
    expect(await scene.store.client.ticket.count({ where: waiting })).toBe(1_500);
  });

  test('back before everything has followed: what counts is what it is now', async () => {
    const number = await scene.open(manual);
    await switchTo('round_robin');
    await switchTo('manual');
    await assignAll(scene);
    expect(await scene.holder(number)).toBe('unassigned');
    expect(await walks()).toBe(0);
  });
});
