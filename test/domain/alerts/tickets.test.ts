import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { getAlert } from '../../../src/domain/alerts/list.ts';
import { openTickets } from '../../../src/domain/alerts/tickets.ts';
import { createMaintenance } from '../../../src/domain/maintenance/maintenances.ts';
import { updateService } from '../../../src/domain/services/services.ts';
import { forgetDirectory } from '../../../src/domain/settings/directory.ts';
import { closeTicket, resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { outcome } from '../tickets/cast.ts';
import { type AlertDesk, createAlertDesk } from './alert-desk.ts';

let desk: AlertDesk;
beforeEach(async () => {
  desk = await createAlertDesk();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);
const want = (more: object = {}, tickets: object = {}) =>
  updateService(asAdmin(), {
    id: desk.service.id,
    settings: {
      tickets: {
        severities: ['critical', 'error'],
        ...{ queueId: desk.queue.id, requesterId: desk.agent.id, ...tickets },
      },
      ...more,
    },
  });
/** Does what is to be done, and says which alert has which ticket: `disk INC-1`. */
async function ticketed(): Promise<string[]> {
  await desk.work();
  while ((await openTickets(desk.ctxFor('system'))) > 0);
  const alerts = await desk.store.client.alert.findMany({
    orderBy: { id: 'asc' },
    include: { ticket: true },
  });
  return alerts.map(({ dedupKey, ticket }) => `${dedupKey} ${ticket?.number ?? 'none'}`);
}
const notes = () => desk.store.client.entry.findMany({ where: { kind: 'note' }, select: { body: true } });

test('alerts that are bad enough open a ticket that says what is wrong, each once', async () => {
  await want();
  await desk.say({ summary: 'The disk\nis full ‮', labels: { rack: '3' }, severity: 'error' });
  await desk.say();
  await desk.say({ dedupKey: 'dust', severity: 'info' });
  expect(await ticketed()).toEqual(['disk INC-1', 'dust none']);
  const ticket = await desk.store.client.ticket.findFirstOrThrow({ include: { entries: true } });
  expect(ticket).toMatchObject({
    title: 'The disk is full',
    queueId: desk.queue.id,
    requesterId: desk.agent.id,
  });
  expect(ticket.entries[0]?.body).toContain('Service: Shop\nSeverity: error\nSource: db-1\n\nrack: 3');
  const { id } = await desk.store.client.alert.findFirstOrThrow({ where: { dedupKey: 'disk' } });
  expect(await getAlert(asAgent(), { id })).toMatchObject({ ticket: 'INC-1' });
});

test('a group has one ticket as long as that is open', async () => {
  await want({ group: { minutes: 60, labels: [] } });
  await desk.say({ dedupKey: 'a' });
  await desk.say({ dedupKey: 'b' });
  expect(await ticketed()).toEqual(['a INC-1', 'b INC-1']);
  await resolveTicket(asAgent(), { number: 'INC-1', resolution: 'Done' });
  await closeTicket(asAgent(), { number: 'INC-1' });
  await desk.say({ dedupKey: 'c' });
  expect(await ticketed()).toEqual(['a INC-1', 'b INC-1', 'c INC-2']);
});

test('the ticket is told once that the alert is over, whoever says so', async () => {
  await want();
  await desk.say({ dedupKey: 'a' });
  await desk.say({ dedupKey: 'b', summary: 'Too hot' });
  await ticketed();
  await desk.say({ action: 'resolve', dedupKey: 'a' });
  await resolveAlert(asAgent(), await desk.last());
  await ticketed();
  await ticketed();
  expect((await notes()).map(({ body }) => body).toSorted()).toEqual([
    ...['The alert is over: The disk is full', 'The alert is over: Too hot'],
  ]);
});

test('what was over before somebody was paged, or during maintenance, opens none', async () => {
  await want({ holdSeconds: 30 });
  await desk.say({ dedupKey: 'flap' });
  expect(await ticketed()).toEqual(['flap none']);
  await desk.say({ action: 'resolve', dedupKey: 'flap' });
  desk.clock.advance(MINUTE);
  expect(await ticketed()).toEqual(['flap none']);
  await desk.say({ dedupKey: 'stays' });
  desk.clock.advance(30 * SECOND);
  expect(await ticketed()).toEqual(['flap none', 'stays INC-1']);
  await createMaintenance(asAgent(), {
    ...{ name: 'New disks', serviceIds: [desk.service.id] },
    endsAt: new Date(desk.clock.now().getTime() + HOUR).toISOString(),
  });
  await desk.say({ dedupKey: 'gone' });
  await desk.say({ dedupKey: 'left' });
  await desk.say({ action: 'resolve', dedupKey: 'gone' });
  expect((await ticketed()).slice(2)).toEqual(['gone none', 'left none']);
  desk.clock.advance(HOUR);
  expect((await ticketed()).slice(2)).toEqual(['gone none', 'left INC-2']);
});

test('an alert is taken in, and says so, where its ticket cannot be opened', async () => {
  await want();
  await desk.store.client.queue.update({
    where: { id: desk.queue.id },
    data: { archivedAt: desk.clock.now() },
  });
  forgetDirectory(desk.store);
  await desk.addQueue({ name: 'Another' });
  await desk.say();
  expect(await ticketed()).toEqual(['disk none']);
  const { events } = await getAlert(asAgent(), await desk.last());
  expect(events.map(({ kind }) => kind)).toContain('unticketed');
});

test('workers at once open one ticket', async () => {
  await want();
  await desk.say();
  await Promise.all(Array.from({ length: 6 }, () => openTickets(desk.ctxFor('system'))));
  expect(await ticketed()).toEqual(['disk INC-1']);
  expect(await desk.store.client.ticket.count()).toBe(1);
});

test('tickets go to a queue and are of a person that there are', async () => {
  expect(await outcome(want({}, { queueId: asAdmin().newId() }))).toBe('invalid');
  expect(await outcome(want({}, { requesterId: asAdmin().newId() }))).toBe('invalid');
  expect(await outcome(want({}, { severities: [] }))).toBe('invalid');
});
