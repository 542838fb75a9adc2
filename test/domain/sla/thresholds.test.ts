import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Card } from '../../../src/contract/card.ts';
import { sweepNotifications } from '../../../src/domain/people/sweep.ts';
import { followThresholds } from '../../../src/domain/sla/follow.ts';
import { sweepThresholds } from '../../../src/domain/sla/sweep.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { moveTicket } from '../../../src/domain/tickets/move.ts';
import { replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { assignTicket, takeTicket } from '../../../src/domain/tickets/take.ts';
import { runClocks } from '../../../src/jobs/sla.ts';
import { DAY, MINUTE } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { type RecordingChannel, recordingChannel } from '../../support/recording-channel.ts';
import { deliverAll } from '../../support/worker.ts';
import { createSlaDesk, type SlaDesk } from './sla-desk.ts';

let desk: SlaDesk;
let channel: RecordingChannel;
beforeEach(async () => {
  desk = await createSlaDesk();
  channel = recordingChannel();
});
afterEach(() => desk.close());

const later = (minutes: number) => desk.clock.advance(minutes * MINUTE);
const deliver = () => deliverAll(desk, channel);
const direct = (person: ActingPerson) => `direct:${person.id}`;
const cards = (conversation: string): Card[] =>
  channel.shown(conversation).flatMap(({ content }) => (content.type === 'card' ? [content.card] : []));
/** What stands on a card: label, value, and when. */
const facts = (card: Card | undefined) =>
  card?.blocks.flatMap((block) =>
    block.type === 'facts'
      ? block.facts.map(({ label, value, at }) => `${label}: ${value}${at ? ` ${at.slice(11, 16)}` : ''}`)
      : [],
  );
/** What somebody was told in a conversation of their own, besides cards of their requests. */
const told = (person: ActingPerson) =>
  cards(direct(person)).flatMap((card) =>
    /needs? you/.test(card.title) ? [[card.title, ...(facts(card) ?? [])]] : [],
  );

describe('a threshold', () => {
  test('is passed once, however many workers look, in the order of time', async () => {
    await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['assignee'] }] } });
    for (let count = 0; count < 40; count += 1) {
      await desk.open();
      desk.clock.advance(1_000);
    }
    later(24 * 60);
    const swept = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        let passed = 0;
        for (let found = 1; found > 0; ) {
          found = await sweepThresholds(desk.ctxFor('system'));
          passed += found;
        }
        return passed;
      }),
    );
    // Six to each ticket: 50, 75 and 100 per cent of two clocks.
    expect(swept.reduce((sum, one) => sum + one, 0)).toBe(240);
    expect(await desk.store.client.slaEvent.count()).toBe(240);
    expect(await sweepThresholds(desk.ctxFor('system'))).toBe(0);
    const followed = await Promise.all([1, 2, 3].map(() => followAll()));
    expect(followed.reduce((sum, one) => sum + one, 0)).toBe(240);
    const said = await desk.store.client.entry.count({ where: { kind: 'event' } });
    // 50 % and the end of each are said; nobody is told of the colour of a card.
    expect(said).toBe(160);
    expect(await desk.store.client.auditEntry.count({ where: { action: 'ticket.sla' } })).toBe(160);
  });

  test('turns the colour of the agents’ card, and the state of its clock', async () => {
    await desk.policy();
    const number = await desk.open();
    const card = async () => {
      await desk.tick();
      await deliver();
      const [one] = cards('triage:it');
      return [one?.tone, facts(one)?.at(-1)];
    };
    expect(await card()).toEqual(['neutral', 'Due: First response · 11:00']);
    later(90);
    expect(await card()).toEqual(['waiting', 'Due: First response · 11:00']);
    later(30);
    expect(await card()).toEqual(['bad', 'Overdue since: First response · 11:00']);
    expect((await desk.lines(number))[0]).toBe('first_response breached 11:00');
    expect(await desk.events(number)).toEqual(['sla first_response']);
    await replyToTicket(desk.ctxFor(desk.agent), { number, body: 'On my way.' });
    await takeTicket(desk.ctxFor(desk.agent), { number });
    expect(await card()).toEqual(['active', 'Due: Resolution · 01:00']);
  });

  test('is told to whom the policy names', async () => {
    const lead = await desk.person({ name: 'Lea', roles: ['agent'], teams: [desk.team], lead: true });
    const manager = await desk.person({ name: 'Mo', roles: ['agent'] });
    await desk.store.client.person.update({ where: { id: desk.agent.id }, data: { managerId: manager.id } });
    await desk.policy({
      terms: {
        thresholds: [
          { percent: 50, tell: ['assignee'] },
          { percent: 100, tell: ['assignee', 'lead'] },
          { minutesAfter: 30, tell: ['manager', 'queue'] },
        ],
      },
    });
    const number = await desk.open({ title: 'Printer' });
    await takeTicket(desk.ctxFor(desk.agent), { number });
    for (const minutes of [60, 60, 30]) {
      later(minutes);
      await desk.tick();
      await deliver();
    }
    const due = (words: string) => [
      `${number} needs you`,
      `${number} · Printer: First response: ${words} · due 11:00`,
    ];
    expect(told(desk.agent)).toEqual([due('50 % of the time is gone'), due('the time is over')]);
    expect(told(lead)).toEqual([due('the time is over')]);
    expect(told(manager)).toEqual([due('overdue for 30 minutes of working time')]);
    expect(channel.lines('triage:it')).toEqual([
      `${number} · Printer`,
      'desk (internal): First response: overdue for 30 minutes of working time',
    ]);
  });

  test('of a ticket that nobody has is told where agents talk', async () => {
    await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['assignee'] }] } });
    const number = await desk.open({ title: 'Printer' });
    await deliver();
    later(60);
    await desk.tick();
    await deliver();
    expect(channel.lines('triage:it')).toEqual([
      `${number} · Printer`,
      'desk (internal): First response: 50 % of the time is gone',
    ]);
    // Its requester reads nothing of it.
    expect(channel.lines(direct(desk.requester))).toEqual([`${number} · Printer`]);
  });

  test('of a private queue is told to nobody who may not see the ticket', async () => {
    await desk.store.client.person.update({
      where: { id: desk.confidant.id },
      data: { managerId: desk.admin.id },
    });
    await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['assignee', 'manager'] }] } });
    const number = await desk.open({ queue: desk.privateQueue });
    await takeTicket(desk.ctxFor(desk.confidant), { number });
    later(60);
    await desk.tick();
    await deliver();
    expect(told(desk.confidant)).toHaveLength(1);
    expect(told(desk.admin)).toEqual([]);
  });

  test('is not told any more to who may not see the ticket by the time it is sent', async () => {
    await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['assignee'] }] } });
    const number = await desk.open();
    await takeTicket(desk.ctxFor(desk.agent), { number });
    later(60);
    await desk.tick();
    await moveTicket(desk.ctxFor('system'), { number, queueId: desk.privateQueue.id });
    await deliver();
    expect(told(desk.agent)).toEqual([]);
    expect(await desk.store.client.notification.count({ where: { toldAt: null } })).toBe(0);
  });

  test('that was answered before anybody was told of it is told to nobody', async () => {
    await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['assignee'] }] } });
    const number = await desk.open();
    await takeTicket(desk.ctxFor(desk.agent), { number });
    later(60);
    await sweepThresholds(desk.ctxFor('system'));
    await replyToTicket(desk.ctxFor(desk.agent), { number, body: 'On my way.' });
    await desk.tick();
    await deliver();
    expect(told(desk.agent)).toEqual([]);
  });

  test('that makes trouble does not hold up the others', async () => {
    await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['assignee'] }] } });
    const numbers = [await desk.open(), await desk.open(), await desk.open()];
    for (const number of numbers) await takeTicket(desk.ctxFor(desk.agent), { number });
    const bad = await desk.row(numbers[1] ?? '');
    await desk.store.pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF NEW.ticket_id = '${bad.id}' THEN RAISE 'no room'; END IF; RETURN NEW; END $$`,
    );
    await desk.store.pool.query(
      'CREATE TRIGGER refuse BEFORE INSERT ON notification FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    later(60);
    await desk.tick();
    expect(await desk.store.client.notification.count()).toBe(2);
    await desk.store.pool.query('DROP TRIGGER refuse ON notification');
    await desk.tick();
    expect(await desk.store.client.notification.count()).toBe(3);
  });
});

describe('after a stop of ten minutes', () => {
  test('all that was passed is caught up in order, and a person gets it in one message', async () => {
    await desk.policy({
      terms: {
        thresholds: [
          { percent: 50, tell: ['assignee'] },
          { percent: 100, tell: ['assignee'] },
        ],
      },
    });
    const numbers: string[] = [];
    for (let count = 0; count < 30; count += 1) {
      const number = await desk.open({ title: `Printer ${count}` });
      await takeTicket(desk.ctxFor(desk.agent), { number });
      numbers.push(number);
      desk.clock.advance(20_000);
    }
    later(115);
    // The workers were away for all of it.
    while ((await runClocks(desk.ctxFor('system'))) > 0);
    await deliver();
    const messages = told(desk.agent);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.[0]).toBe('30 things need you');
    const { rows } = await desk.store.pool.query<{ at: Date }>(
      `SELECT e.at FROM sla_event e JOIN notification n ON n.ticket_id = e.ticket_id AND n.data ->> 'threshold' = e.threshold
        ORDER BY n.id`,
    );
    expect(rows.map(({ at }) => at.getTime())).toEqual(
      rows.map(({ at }) => at.getTime()).toSorted((a, b) => a - b),
    );
    // It goes on as if nothing had been.
    later(30);
    await desk.tick();
    await deliver();
    expect(told(desk.agent)).toHaveLength(2);
  });
});

describe('who cannot be told in their chat', () => {
  test('is told in another place', async () => {
    await desk.store.client.identity.create({
      data: {
        id: desk.ctxFor('system').newId(),
        personId: desk.agent.id,
        channel: 'slack',
        externalId: 'T1:U1',
        createdAt: desk.clock.now(),
      },
    });
    await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['assignee'] }] } });
    const number = await desk.open();
    await assignTicket(desk.ctxFor('system'), { number, assigneeId: desk.agent.id });
    later(60);
    await desk.tick();
    const slack = recordingChannel({ name: 'slack' });
    slack.fail('refused', { times: 9 });
    await deliverAll(desk, channel, slack);
    expect(slack.calls.length).toBeGreaterThan(0);
    expect(told(desk.agent)).toHaveLength(1);
    expect(
      await desk.store.client.notice.findFirst({ where: { kind: 'notifications', instead: 'web' } }),
    ).toBeNull();
  });
});

test('what is promised anew is told anew, and what has been told is not', async () => {
  await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['assignee'] }] } });
  const number = await desk.open();
  await takeTicket(desk.ctxFor(desk.agent), { number });
  later(60);
  await desk.tick();
  await editTicket(desk.ctxFor(desk.agent), { number, category: 'Hardware' });
  await desk.tick();
  await deliver();
  expect(told(desk.agent)).toHaveLength(1);
});

async function followAll(): Promise<number> {
  let done = 0;
  for (let found = 1; found > 0; ) {
    found = await followThresholds(desk.ctxFor('system'));
    done += found;
  }
  return done;
}

test('what somebody was told is kept for two weeks, what waits to be told longer', async () => {
  await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['assignee'] }] } });
  const notifications = () => desk.store.client.notification.count();
  const number = await desk.open();
  await assignTicket(desk.ctxFor('system'), { number, assigneeId: desk.agent.id });
  later(60);
  await desk.tick();
  desk.clock.advance(20 * DAY);
  await sweepNotifications(desk.ctxFor('system'));
  expect(await notifications()).toBe(1);
  await deliverAll(desk, channel);
  desk.clock.advance(14 * DAY + 1);
  await sweepNotifications(desk.ctxFor('system'));
  expect(await notifications()).toBe(0);
});
