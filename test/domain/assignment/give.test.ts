import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createWebChannel } from '../../../src/channels/web/channel.ts';
import { readMessages } from '../../../src/channels/web/read.ts';
import { setAvailability } from '../../../src/domain/assignment/availability.ts';
import { giveWaiting } from '../../../src/domain/assignment/round.ts';
import { createOverride } from '../../../src/domain/oncall/overrides.ts';
import { createSchedule, removeSchedule } from '../../../src/domain/oncall/schedules.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { updateQueue } from '../../../src/domain/queues/save.ts';
import { updateSettings } from '../../../src/domain/settings/settings.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { getTicket, listEntries } from '../../../src/domain/tickets/get.ts';
import { listTickets } from '../../../src/domain/tickets/list.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { assignTicket, takeTicket } from '../../../src/domain/tickets/take.ts';
import { HOUR } from '../../../src/lib/clock.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { assignAll, deliverAll } from '../../support/worker.ts';
import { outcome } from '../tickets/cast.ts';
import { type AssignmentScene, createAssignmentScene } from './scene.ts';

let scene: AssignmentScene;
let admin: Ctx;
beforeAll(async () => {
  scene = await createAssignmentScene();
  admin = scene.ctxFor(await scene.person({ roles: ['requester', 'admin'] }));
});
afterAll(() => scene?.close());

const holders = (numbers: string[]) => Promise.all(numbers.map((number) => scene.holder(number)));
/** Opens so many, gives them, and says who got which. */
async function openAndGive(queue: { id: string }, count: number): Promise<string[]> {
  const numbers: string[] = [];
  for (let one = 0; one < count; one += 1) numbers.push(await scene.open(queue));
  await assignAll(scene);
  return holders(numbers);
}

describe('round robin', () => {
  test('gives one after the other, and who took one by hand has had their turn', async () => {
    const { queue, agents } = await scene.teamOf({}, { name: 'A1' }, { name: 'A2' }, { name: 'A3' });
    expect(await openAndGive(queue, 4)).toEqual(['A1', 'A2', 'A3', 'A1']);
    const number = await scene.open(queue);
    await takeTicket(scene.ctxFor(agents[1] ?? 'nobody'), { number });
    expect(await openAndGive(queue, 3)).toEqual(['A3', 'A1', 'A2']);
  });

  test('takes turns in each queue by itself', async () => {
    const { queue, id } = await scene.teamOf({}, { name: 'B1' }, { name: 'B2' });
    const second = await scene.addQueue({ team: { id }, assignment: 'round_robin' });
    expect(await openAndGive(queue, 1)).toEqual(['B1']);
    expect(await openAndGive(second, 1)).toEqual(['B1']);
    expect(await openAndGive(queue, 1)).toEqual(['B2']);
  });
});

test('the smallest load gets it: a P1 weighs as much as several others', async () => {
  const { queue } = await scene.teamOf({ assignment: 'fewest_open' }, { name: 'C1' }, { name: 'C2' });
  const urgent = await scene.open(queue, { urgent: true });
  await assignAll(scene);
  expect(await scene.holder(urgent)).toBe('C1');
  // A P4 weighs 2, so the third of them weighs C2 down below C1.
  expect(await openAndGive(queue, 4)).toEqual(['C2', 'C2', 'C2', 'C1']);
});

test('the desk gives it as a person would: in progress, on the timeline, in the audit log, and on its cards', async () => {
  const triage = { channel: 'web', conversation: 'triage:d' };
  const { queue, agents } = await scene.teamOf({ triage }, { name: 'D1' });
  const number = await scene.open(queue);
  await assignAll(scene);
  const asAgent = scene.ctxFor(agents[0] ?? 'nobody');
  const ticket = await getTicket(asAgent, { number });
  expect(ticket).toMatchObject({
    state: 'in_progress',
    assignee: { name: 'D1' },
    unassignedBecause: null,
    takenAt: scene.clock.now().toISOString(),
  });
  const { items } = await listEntries(asAgent, { number, limit: 10 });
  expect(items.at(-1)).toMatchObject({
    author: null,
    event: {
      action: 'assign',
      changes: [
        { field: 'assigneeId', from: null, to: 'D1' },
        { field: 'state', from: 'new', to: 'in_progress' },
      ],
    },
  });
  const log = await scene.store.client.auditEntry.findMany({ where: { subjectId: ticket.id } });
  expect(log.at(-1)).toMatchObject({ action: 'ticket.assign', actorKind: 'system' });
  await deliverAll(scene, createWebChannel(scene));
  const shown = await readMessages(asAgent, { conversation: 'triage:d' });
  expect(JSON.stringify(shown.items[0]?.card)).toContain('{"label":"Assignee","value":"D1"}');
});

test('the most pressing is given first, then the oldest', async () => {
  const { queue, agents } = await scene.teamOf({}, { name: 'E1', availability: 'away', capacity: 2 });
  const numbers = [
    await scene.open(queue),
    await scene.open(queue),
    await scene.open(queue, { urgent: true }),
  ];
  await setAvailability(admin, { id: agents[0]?.id ?? '', availability: 'available' });
  await assignAll(scene);
  expect(await holders(numbers)).toEqual(['E1', 'all_at_capacity', 'E1']);
});

describe('a capacity', () => {
  test('is kept over all queues, also by what was taken by hand, which nobody is refused', async () => {
    const { queue, id, agents } = await scene.teamOf({}, { name: 'F1', capacity: 2 });
    const other = await scene.addQueue({ team: { id }, assignment: 'fewest_open' });
    const asAgent = scene.ctxFor(agents[0] ?? 'nobody');
    expect(await openAndGive(queue, 1)).toEqual(['F1']);
    await takeTicket(asAgent, { number: await scene.open(scene.queue) });
    expect(await openAndGive(other, 1)).toEqual(['all_at_capacity']);
    const third = await scene.open(queue);
    await takeTicket(asAgent, { number: third });
    expect(await scene.holder(third)).toBe('F1');
  });

  test('is the one of the desk, unless one has one of one’s own', async () => {
    const { queue, agents } = await scene.teamOf({}, { name: 'G1' });
    await updateSettings(admin, { capacity: 1 });
    expect(await openAndGive(queue, 2)).toEqual(['G1', 'all_at_capacity']);
    await updatePerson(admin, { id: agents[0]?.id ?? '', capacity: 3 });
    expect(await openAndGive(queue, 1)).toEqual(['G1']);
    await updateSettings(admin, { capacity: null });
    await updatePerson(admin, { id: agents[0]?.id ?? '', capacity: null });
    expect(await openAndGive(queue, 2)).toEqual(['G1', 'G1']);
  });

  test('has room again once a ticket ends', async () => {
    const { queue } = await scene.teamOf({}, { name: 'H1', capacity: 1 });
    const first = await scene.open(queue);
    const second = await scene.open(queue);
    await assignAll(scene);
    expect(await holders([first, second])).toEqual(['H1', 'all_at_capacity']);
    await resolveTicket(scene.ctxFor('system'), { number: first, resolution: 'Charged.' });
    await assignAll(scene);
    expect(await scene.holder(second)).toBe('H1');
  });
});

describe('whoever is on call', () => {
  test('gets what comes in, and what waited for somebody once their shift begins', async () => {
    const { id: team, queue, agents } = await scene.teamOf({}, { name: 'K1' }, { name: 'K2' });
    const [first, second] = agents.map(({ id }) => id) as [string, string];
    const schedule = await createSchedule(admin, { name: 'K', teamId: team, timeZone: 'UTC', layers: [] });
    const scheduleId = schedule.id;
    await updateQueue(admin, { id: queue.id, assignment: 'on_call', scheduleId });
    const early = await scene.open(queue);
    await assignAll(scene);
    expect(await scene.holder(early)).toBe('nobody_on_call');

    const from = scene.clock.now().getTime() + HOUR;
    const at = (hours: number) => new Date(from + hours * HOUR).toISOString();
    const shift = (person: string, hours: number) =>
      createOverride(admin, { id: scheduleId, from: at(hours), to: at(hours + 1), personIds: [person] });
    await shift(first, 0);
    await shift(second, 1);
    await assignAll(scene);
    expect(await scene.holder(early)).toBe('nobody_on_call');
    scene.clock.advance(HOUR);
    await assignAll(scene);
    expect(await scene.holder(early)).toBe('K1');
    expect(await openAndGive(queue, 2)).toEqual(['K1', 'K1']);
    scene.clock.advance(HOUR);
    expect(await openAndGive(queue, 1)).toEqual(['K2']);
    scene.clock.advance(HOUR);
    expect(await openAndGive(queue, 1)).toEqual(['nobody_on_call']);
    // What somebody has got stays theirs.
    expect(await scene.holder(early)).toBe('K1');
  });

  test('is found by a schedule, which stays as long as a queue asks it', async () => {
    const { id: team, queue } = await scene.teamOf({}, { name: 'L1' });
    const change = (wanted: Omit<Parameters<typeof updateQueue>[1], 'id'>) =>
      outcome(updateQueue(admin, { id: queue.id, ...wanted }));
    expect(await change({ assignment: 'on_call' })).toBe('invalid');
    expect(await change({ scheduleId: queue.id })).toBe('invalid');
    const { id } = await createSchedule(admin, { name: 'L', teamId: team, timeZone: 'UTC', layers: [] });
    expect(await change({ assignment: 'on_call', scheduleId: id })).toBe('done');
    expect(await change({ scheduleId: null })).toBe('invalid');
    await expect(removeSchedule(admin, { id })).rejects.toThrow(`The queue ${queue.name} gives its tickets`);
    expect(await change({ assignment: 'fewest_open', scheduleId: null })).toBe('done');
    await removeSchedule(admin, { id });
  });
});

test('skills: who knows about all that the tags say, as far as anybody in the team does', async () => {
  const { queue, agents } = await scene.teamOf(
    { bySkill: true },
    { name: 'I1' },
    { name: 'I2', skills: ['vpn'] },
    { name: 'I3', skills: ['vpn', 'mac'] },
  );
  const vpn = await scene.open(queue, { tags: ['vpn'] });
  const both = await scene.open(queue, { tags: ['vpn', 'mac', 'coffee'] });
  const none = await scene.open(queue);
  await assignAll(scene);
  expect(await holders([vpn, both, none])).toEqual(['I2', 'I3', 'I1']);
  await setAvailability(admin, { id: agents[2]?.id ?? '', availability: 'away' });
  const mac = await scene.open(queue, { tags: ['mac'] });
  await assignAll(scene);
  expect(await scene.holder(mac)).toBe('nobody_skilled');
  await editTicket(scene.ctxFor('system'), { number: mac, tags: ['vpn'] });
  await assignAll(scene);
  expect(await scene.holder(mac)).toBe('I2');
});

test('affinity: first the agent who had the last ticket of the requester in any queue of the team', async () => {
  const { queue, id } = await scene.teamOf({ byAffinity: true }, { name: 'J1' }, { name: 'J2', capacity: 2 });
  const other = await scene.addQueue({ team: { id } });
  const [lin, tom] = [await scene.person(), await scene.person()];
  const before = await scene.open(other, { by: lin });
  const j2 = await scene.store.client.person.findFirstOrThrow({ where: { name: 'J2' } });
  await assignTicket(scene.ctxFor('system'), { number: before, assigneeId: j2.id });
  const ofTom = await scene.open(queue, { by: tom });
  const ofLin = [await scene.open(queue, { by: lin }), await scene.open(queue, { by: lin })];
  await assignAll(scene);
  // The second one is more than J2 can take.
  expect(await holders([ofTom, ...ofLin])).toEqual(['J1', 'J2', 'J1']);
});

test('nobody gets their own ticket, and people who are no active agents get none', async () => {
  const { queue, agents } = await scene.teamOf(
    {},
    { name: 'K1' },
    { name: 'K2' },
    { name: 'K3', active: false },
    { name: 'K4', roles: ['requester'] },
    { name: 'K5', external: true },
  );
  const own = await scene.open(queue, { by: agents[0] });
  await assignAll(scene);
  expect(await scene.holder(own)).toBe('K2');
  await setAvailability(admin, { id: agents[1]?.id ?? '', availability: 'away' });
  const another = await scene.open(queue, { by: agents[0] });
  await assignAll(scene);
  expect(await scene.holder(another)).toBe('nobody_available');
});

describe('why nobody has it', () => {
  test('stands in the API for those who work on it, on the triage card, and goes when somebody gets it', async () => {
    const triage = { channel: 'web', conversation: 'triage:l' };
    const { queue, agents } = await scene.teamOf({ triage }, { name: 'L1', availability: 'away' });
    const number = await scene.open(queue);
    const asAgent = scene.ctxFor(agents[0] ?? 'nobody');
    const asRequester = scene.ctxFor(scene.requester);
    const told = async () => ({
      ticket: (await getTicket(asAgent, { number })).unassignedBecause,
      list: (await listTickets(asAgent, { queue: queue.id })).items[0]?.unassignedBecause,
      requester: (await getTicket(asRequester, { number })).unassignedBecause,
      requesterList: (await listTickets(asRequester, { queue: queue.id })).items[0]?.unassignedBecause,
    });
    const card = async () => {
      await deliverAll(scene, createWebChannel(scene));
      return JSON.stringify((await readMessages(asAgent, { conversation: 'triage:l' })).items[0]?.card);
    };
    const nothing = { ticket: null, list: null, requester: null, requesterList: null };
    expect(await told()).toEqual(nothing);
    expect(await card()).toContain('{"label":"Assignee","value":"Nobody yet"}');
    await assignAll(scene);
    expect(await told()).toEqual({ ...nothing, ticket: 'nobody_available', list: 'nobody_available' });
    expect(await card()).toContain('{"label":"Assignee","value":"Nobody yet: nobody is available"}');
    await setAvailability(admin, { id: agents[0]?.id ?? '', availability: 'available' });
    await assignAll(scene);
    expect(await told()).toEqual(nothing);
    expect(await card()).toContain('{"label":"Assignee","value":"L1"}');
  });

  test('is written once, is no change of the ticket, and is told to nobody twice', async () => {
    const { queue } = await scene.teamOf({});
    const numbers = [await scene.open(queue), await scene.open(queue)];
    const news: string[] = [];
    const stop = scene.bus.subscribe((one) => news.push(one.topic));
    const before = await Promise.all(numbers.map(scene.row));
    await assignAll(scene);
    expect(news.filter((topic) => topic === 'ticket')).toHaveLength(2);
    const after = await Promise.all(numbers.map(scene.row));
    expect(after).toEqual(before.map((row) => ({ ...row, unassignedBecause: 'nobody_in_team' })));
    const entries = await scene.store.client.entry.count({ where: { ticket: { number: numbers[0] } } });
    expect(entries).toBe(1);
    news.length = 0;
    await assignAll(scene);
    stop();
    expect(news).toEqual([]);
    const version = 'SELECT xmin::text FROM ticket WHERE number = $1';
    const writtenBy = async () => (await scene.store.pool.query(version, [numbers[0]])).rows;
    const [last] = await writtenBy();
    await assignAll(scene);
    expect(await writtenBy()).toEqual([last]);
  });
});

test('a thousand tickets that nobody can take cost two statements a round', async () => {
  await scene.store.pool.query('UPDATE ticket SET awaits_assignment = false');
  const { queue } = await scene.teamOf({}, { name: 'M1', capacity: 0 });
  await scene.store.pool.query(
    `INSERT INTO ticket (id, number, kind, title, description, impact, urgency, priority, requester_id, opened_by_id,
                         queue_id, source, channel, created_at, updated_at, awaits_assignment)
     SELECT gen_random_uuid(), 'REQ-' || (100000 + i), 'request', 'T', 'D', 3, 2, 1 + i % 5, $1, $1, $2, 'api', 'api',
            now(), now(), true FROM generate_series(1, 999) i`,
    [scene.requester.id, queue.id],
  );
  const because = 'SELECT DISTINCT unassigned_because FROM ticket WHERE awaits_assignment';
  expect(await giveWaiting(scene.ctxFor('system'))).toBe(0);
  expect((await scene.store.pool.query(because)).rows).toEqual([{ unassigned_because: 'all_at_capacity' }]);
  // Prisma and the statements of our own both go by this pool.
  const query = vi.spyOn(scene.store.pool, 'query');
  const connect = vi.spyOn(scene.store.pool, 'connect');
  expect(await giveWaiting(scene.ctxFor('system'))).toBe(0);
  const sent = query.mock.calls.map(([statement]) => (statement as unknown as { name?: string }).name);
  const connected = connect.mock.calls.filter(([callback]) => callback === undefined);
  vi.restoreAllMocks();
  expect(sent).toEqual(['assignment-waiting', 'assignment-members']);
  expect(connected).toEqual([]);
});

test('those behind a thousand that nobody can take are given all the same', async () => {
  const { queue, agents } = await scene.teamOf(
    { bySkill: true },
    { name: 'N1' },
    { name: 'N2', skills: ['sap'] },
  );
  await setAvailability(admin, { id: agents[1]?.id ?? '', availability: 'away' });
  await scene.store.pool.query(
    `INSERT INTO ticket (id, number, kind, title, description, impact, urgency, priority, requester_id, opened_by_id,
                         queue_id, source, channel, created_at, updated_at, awaits_assignment, tags)
     SELECT gen_random_uuid(), 'REQ-' || (200000 + i), 'request', 'T', 'D', 1, 1, 1, $1, $1, $2, 'api', 'api',
            now(), now(), true, '{sap}' FROM generate_series(1, 1001) i`,
    [scene.requester.id, queue.id],
  );
  expect(await openAndGive(queue, 2)).toEqual(['N1', 'N1']);
  await updateQueue(admin, { id: queue.id, assignment: 'manual' });
  await assignAll(scene);
});
