import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Availability } from '../../../src/contract/common.ts';
import {
  listAvailability,
  setAvailability,
  setOwnAvailability,
} from '../../../src/domain/assignment/availability.ts';
import { handBack } from '../../../src/domain/assignment/hand-back.ts';
import { assignTicket, takeTicket } from '../../../src/domain/tickets/take.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { assignAll } from '../../support/worker.ts';
import { refusal, tokenOf } from '../tickets/cast.ts';
import { type AssignmentScene, createAssignmentScene, type Team } from './scene.ts';

let scene: AssignmentScene;
let system: Ctx;
let team: Team;
let ada: ActingPerson;
let lin: ActingPerson;
let asAda: Ctx;
beforeAll(async () => {
  scene = await createAssignmentScene();
  system = scene.ctxFor('system');
});
beforeEach(async () => {
  team = await scene.teamOf({}, { name: 'Ada' }, { name: 'Lin', availability: 'away' });
  [ada, lin] = team.agents as [ActingPerson, ActingPerson];
  asAda = scene.ctxFor(ada);
});
afterAll(() => scene?.close());

const say = (availability: Availability) => setOwnAvailability(asAda, { availability });
const row = (person: ActingPerson) =>
  scene.store.client.person.findUniqueOrThrow({ where: { id: person.id } });
const lastEvent = (number: string) =>
  scene.store.client.entry.findFirstOrThrow({
    where: { ticket: { number }, kind: 'event' },
    orderBy: { id: 'desc' },
  });
const has = async (number: string, agent: ActingPerson) => {
  await assignTicket(system, { number, assigneeId: agent.id });
  scene.clock.advance(1_000);
  return number;
};

describe('saying whether one is there', () => {
  test('is noted with the time and in the audit log, once', async () => {
    await say('away');
    expect(await row(ada)).toMatchObject({ availability: 'away', availabilitySince: scene.clock.now() });
    const log = () => scene.store.client.auditEntry.findMany({ where: { subjectId: ada.id } });
    expect(await log()).toMatchObject([
      {
        action: 'person.availability',
        actorId: ada.id,
        detail: '{"before":{"availability":"available"},"after":{"availability":"away"}}',
      },
    ]);
    scene.clock.advance(1_000);
    await say('away');
    expect(await log()).toHaveLength(1);
  });

  test('is for agents about themselves, for admins, and for who leads a team of theirs', async () => {
    const other = await scene.addTeam();
    const people = {
      lead: await scene.person({ roles: ['agent'], teams: [team], lead: true }),
      'lead of another team': await scene.person({ roles: ['agent'], teams: [other], lead: true }),
      colleague: lin,
      admin: await scene.person({ roles: ['admin'] }),
      requester: scene.requester,
      guest: await scene.person({ guest: true }),
    };
    const may = async (ctx: Ctx) => {
      const attempt = setAvailability(ctx, { id: ada.id, availability: 'away' });
      const end = await attempt.then(() => 'done').catch(() => refusal(attempt).then(({ code }) => code));
      await setAvailability(system, { id: ada.id, availability: 'available' });
      return end;
    };
    const ends: Record<string, string> = {};
    for (const [who, person] of Object.entries(people)) ends[who] = await may(scene.ctxFor(person));
    expect(ends).toEqual({
      lead: 'done',
      'lead of another team': 'forbidden',
      colleague: 'forbidden',
      admin: 'done',
      requester: 'forbidden',
      guest: 'forbidden',
    });
    expect(await may(asAda)).toBe('done');
    expect(await may(scene.ctxFor(tokenOf(ada, 'read')))).toBe('forbidden');
    expect(await may(scene.ctxFor(tokenOf(ada, 'write')))).toBe('done');
    expect(await may(scene.ctxFor('nobody'))).toBe('unauthenticated');
    const own = setOwnAvailability(scene.ctxFor(scene.requester), { availability: 'away' });
    expect((await refusal(own)).code).toBe('forbidden');
    const ofRequester = setAvailability(system, { id: scene.requester.id, availability: 'away' });
    expect((await refusal(ofRequester)).code).toBe('conflict');
    const ofNobody = setAvailability(system, { id: system.newId(), availability: 'away' });
    expect((await refusal(ofNobody)).code).toBe('not_found');
  });

  test('is listed by team, with what everybody has to do', async () => {
    await has(await scene.open(team.queue), ada);
    await scene.store.client.person.update({
      where: { id: ada.id },
      data: { capacity: 5, skills: ['vpn', 'mac'] },
    });
    const items = async () => (await listAvailability(asAda)).items.find(({ id }) => id === team.id)?.members;
    expect(await items()).toEqual([
      {
        ...{ id: ada.id, name: 'Ada', lead: false, availability: 'available', since: null, until: null },
        ...{ open: 1, capacity: 5, skills: ['vpn', 'mac'] },
      },
      {
        ...{ id: lin.id, name: 'Lin', lead: false, availability: 'away', since: null, until: null },
        ...{ open: 0, capacity: null, skills: [] },
      },
    ]);
    const hidden = await scene.addTeam();
    await scene.addQueue({ team: hidden, visibility: 'private' });
    await scene.store.client.teamMember.create({ data: { teamId: hidden.id, personId: lin.id } });
    expect(await items(), 'what she does in private is not told').toMatchObject([
      { open: 1 },
      { open: null },
    ]);
    const asLin = scene.ctxFor({ ...lin, teamIds: [team.id, hidden.id] });
    const shown = (await listAvailability(asLin)).items.find(({ id }) => id === hidden.id);
    expect(shown?.members).toMatchObject([{ name: 'Lin', open: 0 }]);
    await say('away');
    expect(await items()).toMatchObject([{ since: scene.clock.now().toISOString() }, {}]);
    expect((await refusal(listAvailability(scene.ctxFor(scene.requester)))).code).toBe('forbidden');
  });
});

describe('away', () => {
  test('one keeps what one has, and gets nothing new', async () => {
    const kept = await has(await scene.open(team.queue), ada);
    await say('away');
    const next = await scene.open(team.queue);
    await assignAll(scene);
    expect([await scene.holder(kept), await scene.holder(next)]).toEqual(['Ada', 'nobody_available']);
  });
});

describe('handing back', () => {
  test('lets go of every open ticket by an event of its own, to be given to others, and then one is away', async () => {
    const numbers = [
      await has(await scene.open(team.queue), ada),
      await has(await scene.open(team.queue), ada),
    ];
    await say('handing_back');
    await handBack(system);
    expect(await Promise.all(numbers.map(scene.holder))).toEqual(['waiting', 'waiting']);
    expect((await lastEvent(numbers[0] ?? '')).data).toEqual({
      action: 'assign',
      changes: [
        { field: 'assigneeId', from: 'Ada', to: null },
        { field: 'reason', from: null, to: 'Ada is away' },
      ],
    });
    await assignAll(scene);
    expect((await row(ada)).availability).toBe('away');
    expect(await Promise.all(numbers.map(scene.holder))).toEqual(['nobody_available', 'nobody_available']);
    await setAvailability(system, { id: lin.id, availability: 'available' });
    await assignAll(scene);
    expect(await Promise.all(numbers.map(scene.holder))).toEqual(['Lin', 'Lin']);
    await say('available');
    await assignAll(scene);
    expect(await Promise.all(numbers.map(scene.holder))).toEqual(['Lin', 'Lin']);
  });

  test('takes in private queues, and where tickets are assigned by hand they are just unassigned', async () => {
    const manual = await scene.addQueue({ team });
    const hidden = await scene.addQueue({ team, visibility: 'private', assignment: 'fewest_open' });
    const done = await has(await scene.open(team.queue), ada);
    await scene.store.client.ticket.update({ where: { number: done }, data: { state: 'resolved' } });
    const byHand = await has(await scene.open(manual), ada);
    const secret = await has(await scene.open(hidden), ada);
    await say('handing_back');
    await handBack(system);
    expect(await scene.holder(byHand)).toBe('unassigned');
    expect(await scene.holder(secret)).toBe('waiting');
    expect(await scene.holder(done)).toBe('Ada');
  });

  test('of more than one batch goes on after a process that died, and keeps what was assigned later', async () => {
    await scene.store.pool.query(
      `INSERT INTO ticket (id, number, kind, state, title, description, impact, urgency, priority, requester_id,
                           opened_by_id, queue_id, assignee_id, taken_at, source, channel, created_at, updated_at)
       SELECT gen_random_uuid(), 'REQ-' || (400000 + i), 'request', 'in_progress', 'T', 'D', 3, 3, 5, $1, $1, $2,
              $3, $4, 'api', 'api', $4, $4 FROM generate_series(1, 70) i`,
      [scene.requester.id, team.queue.id, ada.id, scene.clock.now()],
    );
    await say('handing_back');
    scene.clock.advance(1);
    // What follows of the first batch alone; the process that did it is gone.
    expect(await handBack(system)).toBe(50);
    const later = await scene.open(team.queue);
    await takeTicket(asAda, { number: later });
    expect(await handBack(system)).toBe(20);
    expect(await handBack(system)).toBe(0);
    expect(await row(ada)).toMatchObject({ availability: 'away' });
    expect(await scene.store.client.ticket.findMany({ where: { assigneeId: ada.id } })).toMatchObject([
      { number: later },
    ]);
  });

  test('ends when one comes back', async () => {
    const number = await has(await scene.open(team.queue), ada);
    await say('handing_back');
    await say('available');
    await assignAll(scene);
    expect(await scene.holder(number)).toBe('Ada');
    expect((await row(ada)).availability).toBe('available');
  });

  test('ends also in the middle of it', async () => {
    for (let one = 0; one < 12; one += 1) await has(await scene.open(team.queue), ada);
    const left = () => scene.store.client.ticket.count({ where: { assigneeId: ada.id } });
    await say('handing_back');
    const working = handBack(system);
    await say('available');
    const kept = await left();
    await working;
    // One may have been on its way just then.
    expect(await left()).toBeGreaterThanOrEqual(kept - 1);
    expect(kept).toBeGreaterThan(1);
  });

  test('may follow later, when one is away already', async () => {
    const number = await has(await scene.open(team.queue), ada);
    await say('away');
    await say('handing_back');
    await assignAll(scene);
    expect(await scene.holder(number)).toBe('nobody_available');
  });
});
