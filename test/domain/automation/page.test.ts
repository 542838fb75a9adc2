import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { CreateAutomation } from '../../../src/contract/automation.ts';
import { acknowledgeAlert, resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { openTickets } from '../../../src/domain/alerts/tickets.ts';
import { tryAutomation } from '../../../src/domain/automation/dry-run.ts';
import { exportAutomations, importAutomations } from '../../../src/domain/automation/portable.ts';
import { createAutomation } from '../../../src/domain/automation/rules.ts';
import { listRuns } from '../../../src/domain/automation/runs.ts';
import { directConversation } from '../../../src/domain/outbox/enqueue.ts';
import { updateService } from '../../../src/domain/services/services.ts';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { noteOnTicket } from '../../../src/domain/tickets/reply.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { assignTicket, takeTicket } from '../../../src/domain/tickets/take.ts';
import { runAutomation } from '../../../src/jobs/automation.ts';
import { MINUTE } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { type RecordingChannel, recordingChannel } from '../../support/recording-channel.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome } from '../tickets/cast.ts';

/** Ada is paged first for the service, and Ben five minutes later. */
let desk: AlertDesk;
let web: RecordingChannel;
beforeEach(async () => {
  desk = await createAlertDesk();
  web = recordingChannel();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const later = async (minutes: number) => {
  desk.clock.advance(minutes * MINUTE);
  while ((await runAutomation(desk.ctxFor('system'))) + (await openTickets(desk.ctxFor('system'))) > 0);
  await desk.work(web);
};
const told = (person: ActingPerson) => web.lines(directConversation(person.id)).length;
const paged = () => [told(desk.agent), told(desk.second)];
const alert = async () =>
  (await desk.store.client.alert.findMany({ include: { acknowledgedBy: true } })).at(-1);
const runs = async () =>
  (await listRuns(asAdmin(), {})).items
    .map(({ because, outcomes }) => [because, ...outcomes.map(({ words }) => words)].join(' | '))
    .reverse();
const rule = (more: Partial<z.input<typeof CreateAutomation>> = {}) =>
  createAutomation(asAdmin(), {
    ...{ name: 'Nobody has it', trigger: { on: 'opened' }, delayMinutes: 15 },
    condition: {
      all: [
        { field: 'priority', op: 'at_most', value: 1 },
        { field: 'assigned', op: 'is', value: false },
      ],
    },
    actions: [{ do: 'page', serviceId: desk.service.id, text: 'Nobody has {{ticket.number}}' }],
    ...more,
  });
const openUrgent = async () => {
  const number = await desk.open({ title: 'The shop is slow' });
  await editTicket(desk.ctxFor('system'), { number, impact: 1, urgency: 1 });
  return number;
};

describe('a rule pages for a ticket', () => {
  test('that is urgent and nobody has: the first one, then the second, until somebody takes it', async () => {
    await rule();
    const number = await openUrgent();
    await desk.open();
    await later(0);
    await later(14);
    expect(paged()).toEqual([0, 0]);
    await later(1);
    expect(paged()).toEqual([1, 0]);
    expect(await alert()).toMatchObject({
      summary: `Nobody has ${number}`,
      severity: 'critical',
      source: number,
    });
    await later(5);
    expect(paged()).toEqual([1, 1]);
    await takeTicket(desk.ctxFor(desk.second), { number });
    expect(await alert()).toMatchObject({ state: 'acknowledged', acknowledgedBy: { name: 'Ben' } });
    await later(60);
    expect(paged()).toEqual([1, 1]);
    await resolveTicket(desk.ctxFor(desk.second), { number, resolution: 'Faster.' });
    expect(await alert()).toMatchObject({ state: 'resolved', resolvedById: desk.second.id });
    expect((await runs())[0]).toBe('It was opened. | Paged who answers for Shop.');
  });

  test('not once somebody has it in time', async () => {
    await rule();
    const number = await openUrgent();
    await later(10);
    await takeTicket(desk.ctxFor(desk.agent), { number });
    await later(10);
    expect(await alert()).toBeUndefined();
  });

  test('once while it is open, however many rules want it, and again after that', async () => {
    await rule({ delayMinutes: 0 });
    await rule({ delayMinutes: 0, name: 'Also' });
    const number = await openUrgent();
    await later(0);
    expect(await desk.store.client.alert.count()).toBe(1);
    expect((await runs()).filter((words) => words.includes('Shop is paged for it already.'))).toHaveLength(1);
    await resolveAlert(desk.ctxFor(desk.agent), { id: (await alert())?.id ?? '' });
    await rule({ name: 'Once more', trigger: { on: 'noted' }, delayMinutes: 0 });
    await noteOnTicket(desk.ctxFor(desk.agent), { number, body: 'Still slow.' });
    await later(0);
    expect(await desk.store.client.alert.count()).toBe(2);
  });

  test('and who is given the ticket answers for it; cancelled, nobody is paged any more', async () => {
    await rule({ delayMinutes: 0 });
    const number = await openUrgent();
    await later(0);
    await assignTicket(asAdmin(), { number, assigneeId: desk.second.id });
    expect(await alert()).toMatchObject({ state: 'acknowledged', acknowledgedBy: { name: 'Ben' } });
    await cancelTicket(desk.ctxFor(desk.requester), { number });
    expect(await alert()).toMatchObject({ state: 'resolved' });
    await later(60);
    expect(paged()).toEqual([1, 0]);
  });

  test('only for a service that somebody is paged for', async () => {
    await rule({ delayMinutes: 0 });
    await updateService(asAdmin(), { id: desk.service.id, escalationPolicyId: null });
    await openUrgent();
    await later(0);
    expect((await runs())[0]).toMatch(/Nobody is paged for Shop: it has no escalation policy\./);
    const nowhere = { do: 'page' as const, serviceId: desk.queue.id, text: 'Help' };
    expect(await outcome(rule({ name: 'Nowhere', actions: [nowhere] }))).toBe('invalid');
  });
});

describe('a rule hears of the alerts of a ticket', () => {
  const hears = (...happens: ('ticketed' | 'acknowledged' | 'resolved' | 'exhausted')[]) =>
    rule({
      ...{ name: happens.join(), trigger: { on: 'alert', happens }, condition: null, delayMinutes: 0 },
      actions: [{ do: 'tag', add: happens }],
    });
  const tags = async () => (await desk.store.client.ticket.findFirstOrThrow()).tags.toSorted();
  const withTickets = () =>
    updateService(asAdmin(), {
      id: desk.service.id,
      settings: {
        stormPerMinute: 1_000,
        tickets: { queueId: desk.queue.id, requesterId: desk.agent.id, severities: ['critical'] },
      },
    });

  test('that one got it, that somebody has it, that nobody answers, and that it is over', async () => {
    await withTickets();
    for (const happens of ['ticketed', 'acknowledged', 'resolved', 'exhausted'] as const)
      await hears(happens);
    await desk.say();
    await later(0);
    expect(await tags()).toEqual(['ticketed']);
    await acknowledgeAlert(desk.ctxFor(desk.agent), { id: (await desk.last()).id });
    await later(0);
    expect(await tags()).toEqual(['acknowledged', 'ticketed']);
    await desk.say({ action: 'resolve' });
    await later(0);
    expect(await tags()).toEqual(['acknowledged', 'resolved', 'ticketed']);
    expect((await runs()).at(-1)).toBe('Its alert was resolved. | Tagged.');
    const { items } = await tryAutomation(asAdmin(), { trigger: { on: 'alert', happens: ['resolved'] } });
    expect(items.map(({ because, holds }) => [because, holds])).toEqual([['Its alert was resolved.', true]]);
  });

  test('that nobody has answered', async () => {
    await withTickets();
    await hears('exhausted');
    await desk.say();
    await later(0);
    await later(5);
    await later(5);
    await later(0);
    expect(await tags()).toEqual(['exhausted']);
  });

  test('and nothing of those without a ticket', async () => {
    await hears('acknowledged');
    await desk.say();
    await acknowledgeAlert(desk.ctxFor(desk.agent), { id: (await desk.last()).id });
    await later(0);
    expect(await runs()).toEqual([]);
  });
});

test('as YAML, services stand by their names', async () => {
  await rule();
  const { yaml } = await exportAutomations(asAdmin(), {});
  expect(yaml).toContain('serviceId: service:Shop');
  expect(await importAutomations(asAdmin(), { yaml })).toEqual({ added: 0, changed: 0, unchanged: 1 });
  expect(await outcome(importAutomations(asAdmin(), { yaml: yaml.replace(':Shop', ':Shed') }))).toBe(
    'invalid',
  );
});
