import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acknowledgeAlert, escalateAlert, resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { getAlert } from '../../../src/domain/alerts/list.ts';
import { silenceAlert, unsilenceAlert } from '../../../src/domain/alerts/silence.ts';
import { makeTicket } from '../../../src/domain/alerts/tickets.ts';
import { createMaintenance } from '../../../src/domain/maintenance/maintenances.ts';
import { directConversation } from '../../../src/domain/outbox/enqueue.ts';
import { updateService } from '../../../src/domain/services/services.ts';
import { closeTicket, resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { HOUR, MINUTE } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { type RecordingChannel, recordingChannel } from '../../support/recording-channel.ts';
import { outcome } from '../tickets/cast.ts';
import { type AlertDesk, createAlertDesk } from './alert-desk.ts';

/** Ada is paged first, Ben five minutes later, and nobody after him. */
let desk: AlertDesk;
let web: RecordingChannel;
beforeEach(async () => {
  desk = await createAlertDesk();
  web = recordingChannel();
});
afterEach(() => desk.close());

const asAgent = () => desk.ctxFor(desk.agent);
const later = async (minutes: number) => {
  desk.clock.advance(minutes * MINUTE);
  await desk.work(web);
};
const fire = async (event?: Parameters<AlertDesk['say']>[0]) => {
  await desk.say(event);
  await desk.work(web);
  return desk.last();
};
const told = (person: ActingPerson) => web.lines(directConversation(person.id)).length;
const both = () => [told(desk.agent), told(desk.second)];
const card = () => {
  const [first] = web.shown(directConversation(desk.agent.id));
  return JSON.stringify(first?.content);
};
const kinds = async (id: string) => (await getAlert(asAgent(), { id })).events.map(({ kind }) => kind);

describe('an alert that is silenced', () => {
  test('pages nobody for an hour and counts on; still open then, it pages from the start', async () => {
    const alert = await fire();
    await silenceAlert(asAgent(), alert);
    await fire();
    await later(59);
    expect(both()).toEqual([1, 0]);
    expect(await desk.lines()).toEqual(['disk triggered 2']);
    expect(card()).toContain('Pages nobody until');
    expect(card()).toContain('End the silence');
    await later(1);
    expect(both()).toEqual([2, 0]);
    expect(card()).not.toContain('Pages nobody until');
    await later(5);
    expect(both()).toEqual([2, 1]);
    expect(await kinds(alert.id)).toEqual(['triggered', 'silenced', 'unsilenced']);
  });

  test('for other times, and once more from then on', async () => {
    const alert = await fire();
    await silenceAlert(asAgent(), { ...alert, minutes: 10 });
    await later(8);
    await silenceAlert(asAgent(), { ...alert, minutes: 10 });
    await later(9);
    expect(both()).toEqual([1, 0]);
    await later(1);
    expect(both()).toEqual([2, 0]);
    for (const minutes of [0, 1.5, 10_081]) {
      expect(await outcome(silenceAlert(asAgent(), { ...alert, minutes }))).toBe('invalid');
    }
  });

  test('pages at once when that is ended, once', async () => {
    const alert = await fire();
    expect(await outcome(unsilenceAlert(asAgent(), alert))).toBe('conflict');
    await silenceAlert(asAgent(), alert);
    const ended = await Promise.all([1, 2, 3].map(() => outcome(unsilenceAlert(asAgent(), alert))));
    expect(ended.filter((one) => one === 'conflict')).toHaveLength(2);
    await desk.work(web);
    expect(both()).toEqual([2, 0]);
    await later(61);
    expect(both()).toEqual([2, 1]);
  });

  test.each([
    ['acknowledged', acknowledgeAlert],
    ['resolved', resolveAlert],
  ])('and %s pages nobody after it', async (state, answer) => {
    const alert = await fire();
    await silenceAlert(asAgent(), alert);
    await answer(asAgent(), alert);
    await later(120);
    expect(both()).toEqual([1, 0]);
    expect(await getAlert(asAgent(), alert)).toMatchObject({ state, silencedUntil: null });
  });

  test('and over by its source pages nobody; what comes then is new, and pages', async () => {
    const alert = await fire();
    await silenceAlert(asAgent(), alert);
    await fire({ action: 'resolve' });
    await later(120);
    expect(both()).toEqual([1, 0]);
    expect(await outcome(silenceAlert(asAgent(), alert))).toBe('conflict');
    await fire();
    expect(both()).toEqual([2, 0]);
  });

  test('pages the next one when it is escalated, and silenced before it began, the first', async () => {
    const alert = await fire();
    await silenceAlert(asAgent(), alert);
    await escalateAlert(asAgent(), alert);
    await desk.work(web);
    expect(both()).toEqual([1, 1]);
    await desk.say({ dedupKey: 'cpu' });
    await silenceAlert(asAgent(), await desk.last());
    await desk.work(web);
    expect(both()).toEqual([1, 1]);
    await escalateAlert(asAgent(), await desk.last());
    await desk.work(web);
    expect(both()).toEqual([2, 1]);
  });

  test('that somebody has is theirs, and they are not asked meanwhile', async () => {
    const steps = [{ page: [{ who: 'person' as const, personId: desk.agent.id }], waitMinutes: 5 }];
    const policy = await desk.policy(steps, { acknowledgedMinutes: 30 });
    await updateService(desk.ctxFor(desk.admin), { id: desk.service.id, escalationPolicyId: policy.id });
    const alert = await fire();
    await acknowledgeAlert(asAgent(), alert);
    await silenceAlert(asAgent(), alert);
    await later(59);
    expect(both()).toEqual([1, 0]);
    expect(await getAlert(asAgent(), alert)).toMatchObject({ state: 'acknowledged' });
    await later(1);
    expect(await kinds(alert.id)).toContain('asked');
  });

  test('silences its group, also when the next of it would page', async () => {
    await updateService(desk.ctxFor(desk.admin), {
      ...{ id: desk.service.id, settings: { group: { minutes: 60, labels: [] } } },
    });
    const head = await fire({ dedupKey: 'a' });
    await fire({ dedupKey: 'b' });
    await silenceAlert(asAgent(), head);
    await fire({ dedupKey: 'a', action: 'resolve' });
    await later(59);
    expect(both()).toEqual([1, 0]);
    await later(1);
    expect(both()).toEqual([2, 0]);
  });

  test('waits for the end of a maintenance, and a maintenance for its end', async () => {
    const maintain = (minutes: number) =>
      createMaintenance(asAgent(), {
        ...{ name: 'New disks', serviceIds: [desk.service.id] },
        endsAt: new Date(desk.clock.now().getTime() + minutes * MINUTE).toISOString(),
      });
    await maintain(120);
    await silenceAlert(asAgent(), await fire());
    await later(60);
    expect(both()).toEqual([0, 0]);
    await later(60);
    expect(both()).toEqual([1, 0]);
    await resolveAlert(asAgent(), await desk.last());
    await maintain(30);
    await silenceAlert(asAgent(), await fire());
    await later(30);
    const before = both();
    await later(30);
    expect(both()).toEqual([(before[0] ?? 0) + 1, before[1]]);
  });

  test('is silenced by agents, and not by who asks for help', async () => {
    const alert = await fire();
    expect(await outcome(silenceAlert(desk.ctxFor(desk.requester), alert))).toBe('forbidden');
    expect(await outcome(makeTicket(desk.ctxFor(desk.requester), alert))).toBe('forbidden');
  });
});

describe('a ticket made by hand', () => {
  test('is one however often it is asked for, and stands on the card', async () => {
    const alert = await fire();
    const made = await Promise.all([1, 2, 3].map(() => makeTicket(asAgent(), alert)));
    expect(new Set(made.map(({ ticket }) => ticket)).size).toBe(1);
    expect(await desk.store.client.ticket.count()).toBe(1);
    expect(await desk.store.client.ticket.findFirst()).toMatchObject({
      ...{ requesterId: desk.agent.id, queueId: desk.queue.id, title: 'The disk is full' },
    });
    await desk.work(web);
    expect(card()).toContain(`Ticket ${made[0]?.ticket}`);
    expect(card()).not.toContain('Make a ticket');
    expect(await kinds(alert.id)).toContain('ticketed');
  });

  test('is another one once that is closed', async () => {
    const alert = await fire();
    const { ticket } = await makeTicket(asAgent(), alert);
    await resolveTicket(asAgent(), { number: ticket, resolution: 'Done' });
    desk.clock.advance(HOUR);
    await closeTicket(asAgent(), { number: ticket });
    expect((await makeTicket(asAgent(), alert)).ticket).not.toBe(ticket);
  });
});
