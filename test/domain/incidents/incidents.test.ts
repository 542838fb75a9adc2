import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { makeTicket } from '../../../src/domain/alerts/tickets.ts';
import { remindIncidents } from '../../../src/domain/incidents/by-clock.ts';
import {
  acceptIncident,
  cancelIncident,
  declareIncident,
  proposeIncident,
  rejectIncident,
} from '../../../src/domain/incidents/declare.ts';
import { getIncident, listIncidents } from '../../../src/domain/incidents/list.ts';
import { editIncident, moveIncident, resolveIncident } from '../../../src/domain/incidents/move.ts';
import { leaveRole, takeRole } from '../../../src/domain/incidents/roles.ts';
import {
  addToTimeline,
  editTimeline,
  pinMessage,
  removeFromTimeline,
} from '../../../src/domain/incidents/timeline.ts';
import { postUpdate } from '../../../src/domain/incidents/update.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import { openChild } from '../../../src/domain/tickets/parent.ts';
import { reopenTicket, resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { MINUTE } from '../../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome } from '../tickets/cast.ts';

let desk: AlertDesk;
beforeEach(async () => {
  desk = await createAlertDesk();
});
afterEach(() => desk.close());

const asAgent = () => desk.ctxFor(desk.agent);
const asSecond = () => desk.ctxFor(desk.second);
const declare = (more: object = {}) =>
  declareIncident(asAgent(), { title: 'The shop is down', severity: 1, ...more });
const shown = (number: string) => getIncident(asAgent(), { number });
const timeline = async (number: string) =>
  (await shown(number)).timeline.map(({ by, text }) => `${by?.name ?? 'Desk'}: ${text}`);
const told = async (personId: string) =>
  (await desk.store.client.notification.findMany({ where: { personId }, orderBy: { id: 'asc' } })).map(
    ({ data }) => (data as { text: string }).text,
  );

test('a declared incident is a ticket of that priority, with a timeline', async () => {
  const { number } = await declare({ services: [desk.service.id] });
  expect(await shown(number)).toMatchObject({
    ...{ number: 'INC-1', title: 'The shop is down', severity: 1, state: 'investigating' },
    ...{ services: [{ name: 'Shop' }], commander: null, workable: true },
    declaredBy: { id: desk.agent.id },
    updateDueAt: new Date(desk.clock.now().getTime() + 30 * MINUTE).toISOString(),
  });
  expect(await desk.store.client.ticket.findFirstOrThrow()).toMatchObject({ kind: 'incident', priority: 1 });
  expect(await timeline(number)).toContain(`${desk.agent.name}: declared a major incident: P1 (critical)`);
  expect((await listIncidents(asAgent(), {})).items.map(({ number }) => number)).toEqual(['INC-1']);
});

test('two who declare the same outage are led together', async () => {
  const both = await Promise.all([
    outcome(declareIncident(asAgent(), { title: 'Shop down', severity: 1, services: [desk.service.id] })),
    outcome(declareIncident(asSecond(), { title: 'No orders', severity: 2, services: [desk.service.id] })),
  ]);
  expect(both.filter((one) => one === 'conflict')).toHaveLength(1);
  expect(await desk.store.client.majorIncident.count()).toBe(1);
  expect(await desk.store.client.ticket.count()).toBe(1);
  await expect(
    declareIncident(asSecond(), { title: 'No orders', severity: 2, services: [desk.service.id] }),
  ).rejects.toMatchObject({ code: 'conflict', details: { data: { incident: 'INC-1' } } });
  await declareIncident(asSecond(), {
    ...{ title: 'Another', severity: 2, services: [desk.service.id], anyway: true },
  });
  expect(await desk.store.client.majorIncident.count()).toBe(2);
});

test('an alert that is declared brings its ticket and its service', async () => {
  await desk.say();
  const { number } = await declareIncident(asAgent(), { alert: (await desk.last()).id, severity: 2 });
  const incident = await shown(number);
  expect(incident).toMatchObject({ title: 'The disk is full', severity: 2, services: [{ name: 'Shop' }] });
  expect(incident.alerts).toMatchObject([{ summary: 'The disk is full', state: 'triggered' }]);
  expect(incident.timeline.some(({ kind }) => kind === 'alert')).toBe(true);
});

test('what is open for its services stands there too, with the ticket that it has', async () => {
  await desk.say();
  await desk.say({ dedupKey: 'cpu', summary: 'The CPU is hot' });
  await desk.say({ dedupKey: 'net', summary: 'The network is slow' });
  await resolveAlert(asAgent(), await desk.last());
  const [first, second] = await desk.store.client.alert.findMany({ orderBy: { firstAt: 'asc' } });
  const { ticket } = await makeTicket(asAgent(), { id: second?.id ?? '' });
  const { number } = await declareIncident(asAgent(), { alert: first?.id ?? '', severity: 1 });
  const { alerts } = await shown(number);
  expect(alerts).toMatchObject([
    { summary: 'The disk is full', service: 'Shop', ticket: null },
    { summary: 'The CPU is hot', service: 'Shop', ticket },
  ]);
  const elsewhere = await desk.addQueue({
    name: 'HR',
    visibility: 'private',
    team: await desk.addTeam('HR'),
  });
  await desk.store.client.ticket.update({ where: { number: ticket }, data: { queueId: elsewhere.id } });
  expect((await shown(number)).alerts[1]).toMatchObject({ ticket: null });
});

test('what is proposed is accepted or rejected with a reason, once', async () => {
  const ticket = (await openTicket(asAgent(), { title: 'Slow', description: 'x' }))?.number ?? '';
  await proposeIncident(asAgent(), { ticket, reason: 'Many ask' });
  expect(await outcome(proposeIncident(asSecond(), { ticket, reason: 'Me too' }))).toBe('conflict');
  await rejectIncident(asSecond(), { number: ticket, reason: 'Two people' });
  expect(await shown(ticket)).toMatchObject({ state: 'rejected', reason: 'Two people' });
  expect(await outcome(acceptIncident(asSecond(), { number: ticket }))).toBe('conflict');
  await proposeIncident(asAgent(), { ticket, reason: 'Now forty' });
  await acceptIncident(asSecond(), { number: ticket, severity: 2 });
  expect(await shown(ticket)).toMatchObject({ state: 'investigating', severity: 2, reason: '' });
});

test('one person has each role; who had it before and who has it now are told', async () => {
  const { number } = await declare();
  await takeRole(asAgent(), { number, role: 'commander' });
  await takeRole(asAgent(), { number, role: 'commander', personId: desk.second.id });
  await takeRole(asAgent(), { number, role: 'responder' });
  expect((await shown(number)).roles.map(({ role, person }) => `${role} ${person.name}`)).toEqual([
    'commander Ben',
    `responder ${desk.agent.name}`,
  ]);
  expect(await told(desk.second.id)).toEqual([expect.stringContaining('You are commander. You command')]);
  expect(await told(desk.agent.id)).toContain('Ben is commander now.');
  expect(await timeline(number)).toContain(
    `${desk.agent.name}: Ben is commander instead of ${desk.agent.name}`,
  );
  await leaveRole(asSecond(), { number, role: 'commander' });
  expect(await shown(number)).toMatchObject({ commander: null });
  expect(await outcome(leaveRole(asSecond(), { number, role: 'commander' }))).toBe('conflict');
});

test('who races for a role: one has it in the end, and the timeline names both', async () => {
  const { number } = await declare();
  await Promise.all([
    takeRole(asAgent(), { number, role: 'commander' }),
    takeRole(asSecond(), { number, role: 'commander' }),
  ]);
  expect((await shown(number)).roles).toHaveLength(1);
});

test('while nobody commands, people are reminded; and the commander that an update is due', async () => {
  const { number } = await declare();
  desk.clock.advance(10 * MINUTE);
  await remindIncidents(desk.ctxFor('system'));
  expect(await told(desk.agent.id)).toEqual([expect.stringContaining('Nobody commands it yet')]);
  await remindIncidents(desk.ctxFor('system'));
  expect(await told(desk.agent.id)).toHaveLength(1);
  await takeRole(asSecond(), { number, role: 'commander' });
  desk.clock.advance(20 * MINUTE);
  await remindIncidents(desk.ctxFor('system'));
  expect(await told(desk.second.id)).toContain(
    'An update is due: those who wait have heard nothing for a while.',
  );
  await postUpdate(asSecond(), { number, text: 'We look into it.', state: 'identified' });
  expect(await shown(number)).toMatchObject({
    state: 'identified',
    updateDueAt: new Date(desk.clock.now().getTime() + 30 * MINUTE).toISOString(),
  });
});

test('an update reaches the requesters of the ticket and of its children, in one text', async () => {
  const { number } = await declare();
  const child = await openChild(asAgent(), { number, title: 'My orders', description: 'x' });
  await postUpdate(asAgent(), { number, text: 'The database is back.' });
  const replies = await desk.store.client.entry.findMany({
    where: { kind: 'reply', body: { contains: 'The database is back.' } },
    include: { ticket: true },
    orderBy: { createdAt: 'asc' },
  });
  expect(replies.map(({ ticket }) => ticket.number).sort()).toEqual([number, child.number].sort());
});

test('its children are resolved with it, and it is reopened with its ticket', async () => {
  const { number } = await declare();
  const child = await openChild(asAgent(), {
    number,
    title: 'My orders',
    description: 'x',
    kind: 'incident',
  });
  await moveIncident(asAgent(), { number, state: 'monitoring' });
  desk.clock.advance(MINUTE);
  await resolveIncident(asAgent(), { number, resolution: 'A new disk.' });
  expect(await shown(number)).toMatchObject({
    ...{ state: 'resolved', resolvedAt: desk.clock.now().toISOString(), updateDueAt: null },
  });
  expect(await desk.store.client.ticket.findUniqueOrThrow({ where: { number: child.number } })).toMatchObject(
    { state: 'resolved', resolution: `${number}, of which this is a part, is resolved: A new disk.` },
  );
  await reopenTicket(asAgent(), { number });
  expect(await shown(number)).toMatchObject({ state: 'investigating', resolvedAt: null });
  expect(await timeline(number)).toContain(
    `${desk.agent.name}: Resolved → Investigating: the ticket was reopened`,
  );
});

test('whichever way the ticket changes, the incident follows', async () => {
  const { number } = await declare({ severity: 2 });
  await editTicket(asAgent(), { number, priority: { value: 1, reason: 'All of them' } });
  expect(await timeline(number)).toContain(`${desk.agent.name}: P2 (high) → P1 (critical)`);
  await editIncident(asAgent(), { number, severity: 3, services: [desk.service.id] });
  expect(await shown(number)).toMatchObject({ severity: 3, updateDueAt: null, services: [{ name: 'Shop' }] });
  await resolveTicket(asAgent(), { number, resolution: 'Done.' });
  expect(await shown(number)).toMatchObject({ state: 'resolved' });
});

test('what people add to the timeline may be put right; what the desk records stays', async () => {
  const { number } = await declare();
  desk.clock.advance(MINUTE);
  await addToTimeline(asAgent(), { number, text: 'Rebooted db-1' });
  const [line] = (await shown(number)).timeline.filter(({ editable }) => editable);
  if (!line) throw new Error('no line');
  await editTimeline(asSecond(), { number, id: line.id, text: 'Rebooted db-2' });
  expect((await shown(number)).timeline.find(({ id }) => id === line.id)).toMatchObject({
    ...{ text: 'Rebooted db-2', edited: true },
  });
  const future = new Date(desk.clock.now().getTime() + MINUTE).toISOString();
  expect(await outcome(editTimeline(asAgent(), { number, id: line.id, at: future }))).toBe('invalid');
  await removeFromTimeline(asAgent(), { number, id: line.id });
  const declared = await desk.store.client.majorIncidentEvent.findFirstOrThrow({
    where: { kind: 'declared' },
  });
  expect(await outcome(removeFromTimeline(asAgent(), { number, id: declared.id }))).toBe('conflict');
  const audited = await desk.store.client.auditEntry.findMany({
    where: { action: { startsWith: 'incident.timeline' } },
  });
  expect(audited.map(({ action }) => action)).toEqual(['incident.timeline.edit', 'incident.timeline.remove']);
});

test('a message is pinned once, in the name of who wrote it and at its time', async () => {
  const { number } = await declare();
  const pin = {
    ...{ number, text: 'I see errors', at: new Date(desk.clock.now().getTime() - MINUTE) },
    ...{ authorId: desk.second.id, from: { channel: 'slack', conversation: 'T1:C1', message: '1.2' } },
  };
  expect(await pinMessage(asAgent(), pin)).toBe(true);
  expect(await pinMessage(asSecond(), pin)).toBe(false);
  expect((await timeline(number))[0]).toBe('Ben: I see errors');
});

test('cancelled, its ticket goes on and nobody is reminded', async () => {
  const { number } = await declare();
  await cancelIncident(asAgent(), { number, reason: 'A test' });
  desk.clock.advance(60 * MINUTE);
  expect(await remindIncidents(desk.ctxFor('system'))).toBe(0);
  expect(await shown(number)).toMatchObject({ state: 'cancelled', reason: 'A test' });
  expect(await desk.store.client.ticket.findFirstOrThrow()).toMatchObject({ state: 'new' });
});
