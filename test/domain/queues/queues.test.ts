import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listQueues } from '../../../src/domain/queues/list.ts';
import { createQueue, updateQueue } from '../../../src/domain/queues/save.ts';
import { updateSettings } from '../../../src/domain/settings/settings.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { takeTicket } from '../../../src/domain/tickets/take.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let ctx: Ctx;
let ada: ActingPerson;
let agent: ActingPerson;
let insider: ActingPerson;
let secret: { id: string; name: string };
beforeAll(async () => {
  desk = await createDesk();
  ctx = desk.ctxFor(await desk.person({ roles: ['admin'] }));
  ada = await desk.person();
  agent = await desk.person({ roles: ['agent'], teams: [desk.team] });
  const team = await desk.addTeam();
  insider = await desk.person({ roles: ['agent'], teams: [team] });
  secret = await desk.addQueue({ name: 'Secret', team, visibility: 'private' });
});
afterAll(() => desk?.close());

const open = (queueId: string) =>
  openTicket(desk.ctxFor(ada), { title: 'T', description: 'D', queueId }).then((ticket) => {
    if (!ticket) throw new Error('not opened');
    return ticket;
  });
const seenBy = async (person: ActingPerson) =>
  new Map((await listQueues(desk.ctxFor(person))).items.map((queue) => [queue.name, queue]));
const conversation = (id: string) => ({ channel: 'slack', conversation: id });

describe('the list of queues', () => {
  it('counts open tickets, for those who work on them', async () => {
    const [first, second] = [await open(desk.queue.id), await open(desk.queue.id), await open(secret.id)];
    await takeTicket(desk.ctxFor(agent), { number: first.number });
    await resolveTicket(desk.ctxFor(agent), { number: second.number, resolution: 'Done' });
    const counts = { new: 0, in_progress: 1, on_hold: 0, unassigned: 0 };
    const none = { new: 0, in_progress: 0, on_hold: 0, unassigned: 0 };
    const asAgent = await seenBy(agent);
    expect(asAgent.get(desk.queue.name)).toMatchObject({ mine: true, counts });
    expect(asAgent.has('Secret')).toBe(false);
    expect((await seenBy(insider)).get('Secret')).toMatchObject({
      mine: true,
      counts: { ...none, new: 1, unassigned: 1 },
    });
    const admin = new Map((await listQueues(ctx)).items.map((queue) => [queue.name, queue]));
    expect(admin.get('Secret')).toMatchObject({ mine: false, counts: none });
    expect((await seenBy(ada)).get(desk.queue.name)).toMatchObject({ mine: false, counts: none });
  });

  it('shows requesters where they may ask, and not how it works behind that', async () => {
    const queue = await createQueue(ctx, {
      name: 'Printers',
      teamId: desk.team.id,
      intake: [conversation('C-PRINT')],
      triage: [conversation('C-TRIAGE')],
    });
    expect((await seenBy(ada)).get('Printers')).toMatchObject({ intake: [], triage: [], mine: false });
    expect((await seenBy(agent)).get('Printers')).toMatchObject({
      intake: [{ conversation: 'C-PRINT' }],
      triage: [conversation('C-TRIAGE')],
    });
    const guest = await desk.person({ guest: true });
    expect((await seenBy(guest)).size).toBe(0);
    await updateQueue(ctx, { id: queue.id, guestsAllowed: true });
    expect([...(await seenBy(guest)).keys()]).toEqual(['Printers']);
  });

  it('has archived queues for admins only', async () => {
    const queue = await createQueue(ctx, { name: 'Old', teamId: desk.team.id });
    await updateQueue(ctx, { id: queue.id, archived: true });
    expect((await seenBy(agent)).has('Old')).toBe(false);
    expect((await seenBy(ada)).has('Old')).toBe(false);
    expect((await listQueues(ctx)).items.find((one) => one.name === 'Old')?.archived).toBe(true);
  });
});

describe('a queue', () => {
  it('has a name of its own and a team that is there', async () => {
    await expect(createQueue(ctx, { name: 'Secret', teamId: desk.team.id })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(createQueue(ctx, { name: 'New', teamId: ctx.newId() })).rejects.toMatchObject({
      code: 'invalid',
    });
  });

  it('shares no conversation with another one, which is named', async () => {
    await createQueue(ctx, { name: 'First', teamId: desk.team.id, intake: [conversation('C-1')] });
    const taken = createQueue(ctx, { name: 'Second', teamId: desk.team.id, intake: [conversation('C-1')] });
    await expect(taken).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('First'),
      details: { problems: [{ field: 'intake.0.conversation' }] },
    });
    const twice = [conversation('C-2'), conversation('C-2')];
    await expect(
      createQueue(ctx, { name: 'Third', teamId: desk.team.id, intake: twice }),
    ).rejects.toMatchObject({ code: 'invalid' });
  });

  it('of many that want the same conversation at once is one', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 6 }, (_, index) =>
        createQueue(ctx, { name: `Race ${index}`, teamId: desk.team.id, intake: [conversation('C-RACE')] }),
      ),
    );
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of all) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' });
    }
  });

  it('has its conversations replaced as a set', async () => {
    const queue = await createQueue(ctx, {
      name: 'Set',
      teamId: desk.team.id,
      intake: [conversation('C-A'), conversation('C-B')],
    });
    const changed = await updateQueue(ctx, {
      id: queue.id,
      intake: [{ ...conversation('C-B'), rule: 'on_request' }, conversation('C-C')],
    });
    expect(changed.intake.map(({ conversation, rule }) => [conversation, rule])).toEqual([
      ['C-B', 'on_request'],
      ['C-C', 'every_thread'],
    ]);
    expect((await updateQueue(ctx, { id: queue.id, name: 'Set of two' })).intake).toHaveLength(2);
    expect((await updateQueue(ctx, { id: queue.id, triage: [conversation('C-T')] })).triage).toEqual([
      conversation('C-T'),
    ]);
    const twice = updateQueue(ctx, { id: queue.id, triage: [conversation('C-T'), conversation('C-T')] });
    await expect(twice).rejects.toMatchObject({ code: 'invalid' });
    expect((await updateQueue(ctx, { id: queue.id, triage: [] })).triage).toEqual([]);
  });

  it('is archived when nothing is open in it and nothing falls to it', async () => {
    const queue = await createQueue(ctx, { name: 'Closing', teamId: desk.team.id });
    const ticket = await open(queue.id);
    const archive = () => updateQueue(ctx, { id: queue.id, archived: true });
    await expect(archive()).rejects.toMatchObject({ code: 'conflict', details: { data: { open: 1 } } });
    await resolveTicket(desk.ctxFor('system'), { number: ticket.number, resolution: 'Done' });
    await updateSettings(ctx, { defaultQueueId: queue.id });
    await expect(archive()).rejects.toMatchObject({ code: 'conflict' });
    await updateSettings(ctx, { defaultQueueId: desk.queue.id });
    expect((await archive()).archived).toBe(true);
    expect((await updateQueue(ctx, { id: queue.id, archived: false })).archived).toBe(false);
  });
});
