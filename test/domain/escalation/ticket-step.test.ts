import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acknowledgeAlert, resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { getAlert, listAlerts } from '../../../src/domain/alerts/list.ts';
import { openTickets } from '../../../src/domain/alerts/tickets.ts';
import { planPaging } from '../../../src/domain/escalation/plan.ts';
import { updateService } from '../../../src/domain/services/services.ts';
import { forgetDirectory } from '../../../src/domain/settings/directory.ts';
import { MINUTE } from '../../../src/lib/clock.ts';
import { type RecordingChannel, recordingChannel } from '../../support/recording-channel.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome } from '../tickets/cast.ts';

let desk: AlertDesk;
let web: RecordingChannel;
beforeEach(async () => {
  desk = await createAlertDesk();
  web = recordingChannel();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);
const ticket = (more: object = {}) => ({
  ...{ who: 'ticket' as const, queueId: desk.queue.id, requesterId: desk.agent.id, ...more },
});
const ada = () => ({ who: 'person' as const, personId: desk.agent.id });
type Steps = Parameters<AlertDesk['policy']>[0];
/** The service goes by these steps. */
const go = async (steps: Steps, more?: Parameters<AlertDesk['policy']>[1]) => {
  const { id } = await desk.policy(steps, more);
  await updateService(asAdmin(), { id: desk.service.id, escalationPolicyId: id });
};
const work = async () => {
  await desk.work(web);
  while ((await openTickets(desk.ctxFor('system'))) > 0);
};
const later = async (minutes: number) => {
  desk.clock.advance(minutes * MINUTE);
  await work();
};
const fire = async (event?: Parameters<AlertDesk['say']>[0]) => {
  await desk.say(event);
  await work();
};
const tickets = () => desk.store.client.ticket.findMany({ orderBy: { createdAt: 'asc' } });
const kinds = async () =>
  (await getAlert(asAgent(), await desk.last())).events
    .map(({ kind }) => kind)
    .filter((kind) => /tick/.test(kind));

describe('a step that opens a ticket', () => {
  test('does so when it is due, with its priority, and each names the other', async () => {
    const queue = await desk.addQueue({ name: 'Network' });
    await go([
      { page: [ada()], waitMinutes: 5 },
      { page: [ticket({ queueId: queue.id, priority: 2 })], waitMinutes: 5 },
    ]);
    await fire({ severity: 'info' });
    expect(await tickets()).toHaveLength(0);
    await later(5);
    const [opened] = await tickets();
    expect(opened).toMatchObject({
      queueId: queue.id,
      requesterId: desk.agent.id,
      priority: 2,
      kind: 'incident',
    });
    const { id } = await desk.last();
    expect(await getAlert(asAgent(), { id })).toMatchObject({ ticket: opened?.number });
    const of = await listAlerts(asAgent(), { ticket: opened?.number ?? '' });
    expect(of.items.map((one) => one.id)).toEqual([id]);
    expect((await listAlerts(asAgent(), { ticket: 'INC-99999' })).items).toEqual([]);
  });

  test('opens one for an alert, however often the policy is repeated, and waits for it once', async () => {
    await go(
      [
        { page: [ticket()], waitMinutes: 5 },
        { page: [ada()], waitMinutes: 5 },
      ],
      { repeat: 2 },
    );
    await fire();
    expect(web.calls).toHaveLength(0);
    await later(5);
    expect(web.calls).toHaveLength(1);
    for (let times = 0; times < 6; times += 1) await later(5);
    expect(await tickets()).toHaveLength(1);
    expect(await kinds()).toEqual(['ticketed']);
    // Another alert is another ticket.
    await fire({ dedupKey: 'heat' });
    expect(await tickets()).toHaveLength(2);
  });

  test('opens none where the alert has one already', async () => {
    await updateService(asAdmin(), {
      id: desk.service.id,
      settings: {
        tickets: { severities: ['critical'], queueId: desk.queue.id, requesterId: desk.agent.id },
      },
    });
    await go([{ page: [ticket({ priority: 5 })], waitMinutes: 5 }]);
    await fire();
    await later(5);
    expect((await tickets()).map(({ priority }) => priority)).toEqual([1]);
  });

  test('opens none for an alert that was answered before it is due', async () => {
    await go([
      { page: [ada()], waitMinutes: 5 },
      { page: [ticket()], waitMinutes: 5 },
    ]);
    await fire();
    await acknowledgeAlert(asAgent(), await desk.last());
    await later(30);
    expect(await tickets()).toHaveLength(0);
  });

  test('pages all the same where the ticket cannot be opened, and the alert says so, once', async () => {
    await go([{ page: [ticket(), ada()], waitMinutes: 5 }], { repeat: 1 });
    await desk.store.client.queue.update({
      where: { id: desk.queue.id },
      data: { archivedAt: desk.clock.now() },
    });
    forgetDirectory(desk.store);
    await fire();
    expect(web.calls).toHaveLength(1);
    await later(10);
    expect(await tickets()).toHaveLength(0);
    expect(await kinds()).toEqual(['unticketed']);
  });

  test('says on the ticket that the alert is over', async () => {
    await go([{ page: [ticket()], waitMinutes: 5 }]);
    await fire();
    await resolveAlert(asAgent(), await desk.last());
    await work();
    const notes = await desk.store.client.entry.findMany({ where: { kind: 'note' } });
    expect(notes.map(({ body }) => body)).toEqual(['The alert is over: The disk is full']);
  });

  test('is taken once by workers at once, while the alert is answered by others', async () => {
    await go([{ page: [ticket()], waitMinutes: 5 }]);
    for (let count = 0; count < 8; count += 1) await desk.say({ dedupKey: `d${count}` });
    const alerts = await desk.store.client.alert.findMany({ select: { id: true } });
    await Promise.all([
      ...Array.from({ length: 4 }, () => desk.work(web)),
      ...alerts.slice(0, 4).map(({ id }) => acknowledgeAlert(asAgent(), { id })),
      ...Array.from({ length: 4 }, () => openTickets(desk.ctxFor('system'))),
    ]);
    await work();
    const rows = await desk.store.client.alert.findMany({ include: { ticket: true } });
    expect(rows.filter(({ state }) => state === 'triggered').every((row) => row.ticket !== null)).toBe(true);
    expect(await tickets()).toHaveLength(rows.filter((row) => row.ticket !== null).length);
  });

  test('stands in the plan, and names a queue and a person that there are', async () => {
    await go([{ page: [ticket(), ada()], waitMinutes: 5 }]);
    const { items } = await planPaging(asAgent(), { id: desk.service.id });
    expect(items.map(({ via, minute }) => `${minute} ${via}`).toSorted()).toEqual([
      '0 ticket',
      '0 web',
      '2 email',
    ]);
    const policy = (more: object) => outcome(desk.policy([{ page: [ticket(more)], waitMinutes: 5 }]));
    expect(await policy({ queueId: asAdmin().newId() })).toBe('invalid');
    expect(await policy({ requesterId: asAdmin().newId() })).toBe('invalid');
    expect(await policy({ priority: 6 })).toBe('invalid');
  });
});
