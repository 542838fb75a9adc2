import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { openTickets } from '../../../src/domain/alerts/tickets.ts';
import { act } from '../../../src/domain/automation/actions.ts';
import { ruledTickets } from '../../../src/domain/automation/facts.ts';
import { createAutomation } from '../../../src/domain/automation/rules.ts';
import { planPaging } from '../../../src/domain/escalation/plan.ts';
import { declareWished } from '../../../src/domain/incidents/by-alert.ts';
import { proposeCandidates } from '../../../src/domain/incidents/candidates.ts';
import {
  cancelIncident,
  declareIncident,
  proposeIncident,
  rejectIncident,
} from '../../../src/domain/incidents/declare.ts';
import { getIncident } from '../../../src/domain/incidents/list.ts';
import { resolveIncident } from '../../../src/domain/incidents/move.ts';
import { updateService } from '../../../src/domain/services/services.ts';
import { updateSettings } from '../../../src/domain/settings/settings.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import { openChild } from '../../../src/domain/tickets/parent.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { DAY, MINUTE } from '../../../src/lib/clock.ts';
import { inTransaction } from '../../../src/lib/context.ts';
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

const asAgent = () => desk.ctxFor(desk.agent);
const asAdmin = () => desk.ctxFor(desk.admin);
const system = () => desk.ctxFor('system');
const ticket = async (more: object = {}) =>
  (await openTicket(asAgent(), { kind: 'incident', title: 'Shop', description: 'x', ...more }))?.number ?? '';
const incidents = async () =>
  (
    await desk.store.client.majorIncident.findMany({
      include: { ticket: true },
      orderBy: [{ declaredAt: 'asc' }, { id: 'asc' }],
    })
  ).map(({ ticket, state }) => `${ticket.number} ${state}`);
const pressing = { impact: 1, urgency: 1 } as const;

describe('the desk proposes', () => {
  test('a ticket that is P1 from the beginning, or becomes it, once', async () => {
    const first = await ticket(pressing);
    const second = await ticket();
    await Promise.all([proposeCandidates(system()), proposeCandidates(system())]);
    expect(await incidents()).toEqual([`${first} proposed`]);
    expect(await getIncident(asAgent(), { number: first })).toMatchObject({
      ...{ state: 'proposed', reason: 'It became P1.', declaredBy: null },
    });
    await editTicket(asAgent(), { number: second, ...pressing });
    await proposeCandidates(system());
    await rejectIncident(asAgent(), { number: first, reason: 'One person.' });
    expect(await proposeCandidates(system())).toBe(0);
    expect(await incidents()).toEqual([`${first} rejected`, `${second} proposed`]);
  });

  test('no request, nothing that is over, and nothing that has long been so', async () => {
    await ticket({ ...pressing, kind: 'request' });
    const over = await ticket(pressing);
    await resolveTicket(asAgent(), { number: over, resolution: 'Done.', code: 'fixed' });
    await ticket(pressing);
    desk.clock.advance(DAY);
    await proposeCandidates(system());
    expect(await incidents()).toEqual([]);
  });

  test('what many turn out to be a part of within a short time', async () => {
    const candidates = { p1: false, children: 3, minutes: 30 };
    await updateSettings(asAdmin(), { incidents: { candidates } });
    const number = await ticket(pressing);
    const child = async () => openChild(asAgent(), { number, title: 'I cannot pay', description: 'x' });
    await child();
    desk.clock.advance(31 * MINUTE);
    await child();
    const third = await child();
    await proposeCandidates(system());
    expect(await incidents()).toEqual([]);
    await child();
    await resolveTicket(asAgent(), { number: third.number, resolution: 'Done.', code: 'fixed' });
    await proposeCandidates(system());
    expect(await incidents()).toEqual([]);
    await child();
    await proposeCandidates(system());
    expect(await incidents()).toEqual([`${number} proposed`]);
    expect((await getIncident(asAgent(), { number })).reason).toBe(
      '3 open child tickets came within 30 minutes.',
    );
  });

  test('nothing, if the settings say so', async () => {
    await updateSettings(asAdmin(), {
      incidents: { candidates: { p1: false, children: null, minutes: 60 } },
    });
    await ticket(pressing);
    expect(await proposeCandidates(system())).toBe(0);
  });
});

describe('a step that declares', () => {
  const step = (more: object = {}) => ({
    ...{ who: 'incident' as const, queueId: desk.queue.id, requesterId: desk.agent.id, severity: 2, ...more },
  });
  const ticketStep = () => ({
    ...{ who: 'ticket' as const, queueId: desk.queue.id, requesterId: desk.agent.id },
  });
  const ada = () => ({ who: 'person' as const, personId: desk.agent.id });
  const go = async (steps: Parameters<AlertDesk['policy']>[0], more?: Parameters<AlertDesk['policy']>[1]) => {
    const { id } = await desk.policy(steps, more);
    await updateService(asAdmin(), { id: desk.service.id, escalationPolicyId: id });
  };
  const work = async () => {
    await desk.work(web);
    while ((await declareWished(system())) + (await openTickets(system())) > 0);
  };
  const later = async (minutes: number) => {
    desk.clock.advance(minutes * MINUTE);
    await work();
  };
  const fire = async (event?: Parameters<AlertDesk['say']>[0]) => {
    await desk.say(event);
    await work();
  };
  const ticketOf = async (dedupKey: string) =>
    (await desk.store.client.alert.findFirstOrThrow({ where: { dedupKey }, include: { ticket: true } }))
      .ticket?.number;

  test('does so when it is due, of the alert, with its service and severity', async () => {
    await go([
      { page: [ada()], waitMinutes: 5 },
      { page: [step()], waitMinutes: 5 },
    ]);
    await fire();
    expect(await incidents()).toEqual([]);
    await later(5);
    expect(await incidents()).toEqual(['INC-1 investigating']);
    expect(await getIncident(asAgent(), { number: 'INC-1' })).toMatchObject({
      ...{ severity: 2, title: 'The disk is full', services: [{ name: 'Shop' }], declaredBy: null },
      alerts: [{ summary: 'The disk is full' }],
    });
    const { items } = await planPaging(asAgent(), { id: desk.service.id, severity: 'critical' });
    expect(items.map(({ via, minute }) => `${via} ${minute}`)).toContain('incident 5');
  });

  test('declares of an alert once, however often the policy is repeated and whatever became of it', async () => {
    await go([{ page: [step()], waitMinutes: 5 }], { repeat: 3 });
    await fire();
    await cancelIncident(asAgent(), { number: 'INC-1', reason: 'A test.' });
    for (const _ of [1, 2, 3]) await later(5);
    expect(await incidents()).toEqual(['INC-1 cancelled']);
  });

  test('gives another alert of the service to the one that is open, and declares anew when that is over', async () => {
    await go([{ page: [step()], waitMinutes: 5 }]);
    await fire();
    await fire({ dedupKey: 'cpu', summary: 'The CPU is hot' });
    expect(await incidents()).toEqual(['INC-1 investigating']);
    expect(await ticketOf('cpu')).toBe('INC-1');
    await resolveIncident(asAgent(), { number: 'INC-1', resolution: 'Done.' });
    await fire({ dedupKey: 'net', summary: 'The network is slow' });
    expect(await incidents()).toEqual(['INC-1 resolved', 'INC-2 investigating']);
  });

  test('makes the ticket that the alert has a part of the one that is open', async () => {
    await go([{ page: [ticketStep(), step()], waitMinutes: 5 }]);
    const { number } = await declareIncident(asAgent(), {
      ...{ title: 'Shop', severity: 1, services: [desk.service.id] },
    });
    await desk.say();
    await desk.work(web);
    while ((await openTickets(system())) > 0);
    await work();
    expect(await incidents()).toEqual([`${number} investigating`]);
    expect((await getIncident(asAgent(), { number })).tickets).toMatchObject([{ child: true }]);
  });

  test('declares nothing of what is over by then, and two workers declare once', async () => {
    await go([{ page: [step()], waitMinutes: 5 }]);
    await desk.say();
    await desk.work(web);
    await resolveAlert(asAgent(), await desk.last());
    await work();
    expect(await incidents()).toEqual([]);
    await desk.say({ dedupKey: 'cpu' });
    await desk.work(web);
    await Promise.all([declareWished(system()), declareWished(system())]);
    expect(await incidents()).toEqual(['INC-1 investigating']);
  });

  test('while somebody declares the same by hand: there is one', async () => {
    await go([{ page: [step()], waitMinutes: 5 }]);
    await desk.say();
    await desk.work(web);
    await Promise.all([
      declareWished(system()),
      outcome(declareIncident(asAgent(), { title: 'Shop', severity: 1, services: [desk.service.id] })),
    ]);
    await work();
    expect((await incidents()).filter((line) => line.endsWith('investigating'))).toHaveLength(1);
  });

  test('that cannot be done says so in the log and pages people all the same', async () => {
    await go([{ page: [step(), ada()], waitMinutes: 5 }]);
    await desk.store.client.queue.updateMany({ data: { archivedAt: desk.clock.now() } });
    await fire();
    expect(await incidents()).toEqual([]);
    expect(await desk.store.client.alert.count({ where: { incidentAt: { not: null } } })).toBe(0);
    expect(await desk.store.client.page.count()).toBeGreaterThan(0);
    expect(await desk.store.client.alertEvent.count({ where: { kind: 'unticketed' } })).toBe(1);
  });

  test('names a queue and a person that there are', async () => {
    expect(
      await outcome(desk.policy([{ page: [step({ queueId: system().newId() })], waitMinutes: 5 }])),
    ).toBe('invalid');
  });
});

describe('a rule that declares', () => {
  const declare = (number: string, severity: 1 | 2 = 2) =>
    inTransaction(system(), async (ctx) => {
      const { id } = await ctx.db.ticket.findUniqueOrThrow({ where: { number } });
      const ruled = (await ruledTickets(ctx, [id])).get(id);
      if (!ruled) throw new Error('there is no such ticket');
      return act(ctx, { do: 'declare', severity }, ruled);
    });

  test('does so once of a ticket, and not of what people have said about', async () => {
    const number = await ticket();
    expect(await declare(number)).toEqual({ outcome: 'done', words: 'Declared a major incident.' });
    expect(await declare(number)).toMatchObject({ outcome: 'unchanged' });
    await cancelIncident(asAgent(), { number, reason: 'It is none.' });
    expect(await declare(number)).toMatchObject({ outcome: 'unchanged' });
    expect(await incidents()).toEqual([`${number} cancelled`]);
  });

  test('accepts what was proposed', async () => {
    const number = await ticket();
    await proposeIncident(asAgent(), { ticket: number, reason: 'Many ask.' });
    expect(await declare(number)).toMatchObject({ words: 'Accepted it as a major incident.' });
    expect(await incidents()).toEqual([`${number} investigating`]);
  });

  test('makes the ticket a part of what is open for its service, and of nothing else', async () => {
    const other = await ticket();
    await declare(other);
    const { number } = await declareIncident(asAgent(), {
      ...{ title: 'Shop', severity: 1, services: [desk.service.id], anyway: true },
    });
    const mine = await ticket();
    await desk.say();
    await desk.store.client.alert.updateMany({
      data: { ticketId: (await desk.store.client.ticket.findUniqueOrThrow({ where: { number: mine } })).id },
    });
    expect(await declare(mine)).toEqual({ outcome: 'done', words: `It is a part of ${number} now.` });
    expect((await getIncident(asAgent(), { number })).tickets).toMatchObject([{ number: mine, child: true }]);
    expect(await incidents()).toHaveLength(2);
  });

  test('waits for nobody who declares at that moment: it comes again', async () => {
    const number = await ticket();
    await inTransaction(system(), async (ctx) => {
      await ctx.db.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('major incident'))::text`;
      expect(await outcome(declare(number))).toBe('unavailable');
    });
    expect(await declare(number)).toMatchObject({ outcome: 'done' });
  });

  test('may be kept', async () => {
    const rule = await createAutomation(asAdmin(), {
      ...{ name: 'Outage', trigger: { on: 'opened' }, actions: [{ do: 'declare' }] },
    });
    expect(rule.actions).toEqual([{ do: 'declare', severity: 1 }]);
  });
});
