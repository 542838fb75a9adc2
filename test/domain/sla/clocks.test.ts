import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { removePolicy, updatePolicy } from '../../../src/domain/sla/policies.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { deleteEntry } from '../../../src/domain/tickets/edit-entry.ts';
import { getTicket } from '../../../src/domain/tickets/get.ts';
import { holdTicket, resumeTicket } from '../../../src/domain/tickets/hold.ts';
import { listTickets } from '../../../src/domain/tickets/list.ts';
import { mergeTicket } from '../../../src/domain/tickets/merge.ts';
import { moveTicket } from '../../../src/domain/tickets/move.ts';
import { noteOnTicket, replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { reopenTicket, resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { takeTicket } from '../../../src/domain/tickets/take.ts';
import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { workweek } from '../../support/calendars.ts';
import { tokenOf } from '../tickets/cast.ts';
import { createSlaDesk, type SlaDesk, TERMS } from './sla-desk.ts';

let desk: SlaDesk;
beforeEach(async () => {
  desk = await createSlaDesk();
});
afterEach(() => desk.close());

const asAgent = () => desk.ctxFor(desk.agent);
const asRequester = () => desk.ctxFor(desk.requester);
const answer = (number: string, body = 'Have you tried turning it off?') =>
  replyToTicket(asAgent(), { number, body });
const ask = (number: string, body = 'Any news?') => replyToTicket(asRequester(), { number, body });
const later = (minutes: number) => desk.clock.advance(minutes * MINUTE);

describe('what is promised', () => {
  test('holds from the moment a ticket is opened; its agents see it, its requester does not', async () => {
    await desk.policy({ name: 'Gold' });
    const number = await desk.open();
    const seen = await getTicket(asAgent(), { number });
    expect(seen.sla).toMatchObject({ name: 'Gold', version: 1 });
    expect(await desk.lines(number)).toEqual(['first_response running 11:00', 'resolution running 01:00']);
    expect(seen.due).toEqual({
      metric: 'first_response',
      warnAt: '2026-01-05T10:30:00.000Z',
      at: '2026-01-05T11:00:00.000Z',
    });
    expect(await getTicket(asRequester(), { number })).toMatchObject({ sla: null, due: null });
    expect((await listTickets(asRequester(), {})).items[0]?.due).toBeNull();
    expect((await listTickets(asAgent(), {})).items[0]?.due?.at).toBe('2026-01-05T11:00:00.000Z');
  });

  test('is nothing where no policy holds', async () => {
    await desk.policy({ conditions: { kinds: ['incident'] } });
    await desk.policy({ enabled: false });
    const number = await desk.open({ kind: 'request' });
    expect(await getTicket(asAgent(), { number })).toMatchObject({ sla: null, due: null });
    expect(await desk.store.client.slaClock.count()).toBe(0);
  });

  test('is what the first policy says that holds: by queue, kind, priority, category and requester', async () => {
    const conditions = [
      { queues: [desk.otherQueue.id] },
      { kinds: ['incident' as const] },
      { priorities: [1, 2] },
      { categories: ['Hardware'] },
      { requester: { emails: [desk.stranger.email] } },
    ];
    for (const one of conditions) await desk.policy({ name: Object.keys(one)[0] ?? '', conditions: one });
    await desk.policy({ name: 'all others' });
    const by = async (number: string) => (await getTicket(asAgent(), { number })).sla?.name;
    expect(await by(await desk.open({ queue: desk.otherQueue }))).toBe('queues');
    expect(await by(await desk.open({ kind: 'incident' }))).toBe('kinds');
    expect(await by(await desk.open({ by: desk.stranger }))).toBe('requester');
    const number = await desk.open();
    expect(await by(number)).toBe('all others');
    await editTicket(asAgent(), { number, category: 'hardware' });
    expect(await by(number)).toBe('categories');
    await editTicket(asAgent(), { number, impact: 1 });
    expect(await by(number)).toBe('priorities');
    await editTicket(asAgent(), { number, kind: 'incident' });
    expect(await by(number)).toBe('kinds');
    await moveTicket(asAgent(), { number, queueId: desk.otherQueue.id });
    expect(await by(number)).toBe('queues');
  });

  test('is counted by the calendar of the ticket, else of its queue, else of the policy', async () => {
    const days = (hours: string) => desk.calendar({ timeZone: 'UTC', week: workweek(hours) });
    const [ofPolicy, ofQueue, own] = [
      await days('10:00-18:00'),
      await days('12:00-18:00'),
      await days('14:00-18:00'),
    ];
    await desk.policy({ terms: { calendarId: ofPolicy.id } });
    const number = await desk.open();
    const due = async () => (await desk.lines(number))[0];
    expect(await due()).toBe('first_response running 12:00');
    await desk.store.client.queue.update({
      where: { id: desk.otherQueue.id },
      data: { calendarId: ofQueue.id },
    });
    desk.bus.publish({ topic: 'directory' });
    await moveTicket(asAgent(), { number, queueId: desk.otherQueue.id });
    expect(await due()).toBe('first_response running 14:00');
    await editTicket(desk.ctxFor(desk.neighbour), { number, calendarId: own.id });
    expect(await due()).toBe('first_response running 16:00');
    await editTicket(desk.ctxFor(desk.neighbour), { number, calendarId: null });
    expect(await due()).toBe('first_response running 14:00');
  });
});

describe('a first response', () => {
  test('is what a human agent answers in public, and nothing else', async () => {
    await desk.policy();
    const number = await desk.open();
    later(10);
    await noteOnTicket(asAgent(), { number, body: 'Again that laptop.' });
    await takeTicket(asAgent(), { number });
    await ask(number);
    // A program, the desk itself, and somebody who takes part.
    await replyToTicket(desk.ctxFor(tokenOf(desk.agent, 'read', 'write')), { number, body: 'We are on it.' });
    await replyToTicket(desk.ctxFor('system'), { number, body: 'You are number one in the line.' });
    await desk.store.client.ticketWatcher.create({
      data: { ticketId: (await desk.row(number)).id, personId: desk.watcher.id },
    });
    await replyToTicket(desk.ctxFor(desk.watcher), { number, body: 'It is the same for me.' });
    expect((await desk.lines(number))[0]).toBe('first_response running 11:00');
    await answer(number);
    expect((await desk.lines(number))[0]).toBe('first_response met 11:00');
  });

  test('of an agent who asks for help themselves is not their own message', async () => {
    await desk.policy();
    const number = await desk.open({ by: desk.agent });
    await answer(number, 'It is urgent.');
    expect((await desk.lines(number))[0]).toContain('running');
    await replyToTicket(desk.ctxFor(desk.neighbour), { number, body: 'Coming.' });
    expect((await desk.lines(number))[0]).toContain('met');
  });

  test('given with the resolution counts', async () => {
    await desk.policy();
    const number = await desk.open();
    await resolveTicket(asAgent(), { number, resolution: 'Replaced.' });
    expect(await desk.lines(number)).toEqual(['first_response met 11:00', 'resolution met 01:00']);
    expect((await desk.row(number)).dueAt).toBeNull();
  });
});

describe('a next response', () => {
  test('is due for each message that waits; thanks wait for nothing, and what was taken back neither', async () => {
    await desk.policy();
    const number = await desk.open();
    await answer(number);
    later(10);
    await replyToTicket(asRequester(), { number, body: 'Thanks!' }, { delivery: 'thanks', intent: 'thanks' });
    expect(await desk.clocks(number)).toHaveLength(2);
    const asked = await ask(number);
    expect(await desk.lines(number)).toContain('next_response running 11:10');
    await deleteEntry(asRequester(), { id: asked?.entryId ?? '' });
    expect(await desk.clocks(number)).toHaveLength(2);
    await ask(number);
    later(10);
    await answer(number);
    await ask(number);
    expect((await desk.lines(number)).filter((line) => line.startsWith('next'))).toEqual([
      'next_response met 11:10',
      'next_response running 11:20',
    ]);
  });
});

describe('a hold', () => {
  test('stops the clocks for the reasons named; an answer of the requester starts them', async () => {
    await desk.policy();
    const number = await desk.open();
    later(30);
    await holdTicket(asAgent(), { number, reason: 'awaiting_requester', comment: 'Which laptop?' });
    expect(await desk.lines(number)).toEqual(['first_response met 11:00', 'resolution paused never']);
    expect((await desk.clocks(number))[1]?.leftMinutes).toBe(930);
    expect((await desk.row(number)).dueAt).toBeNull();
    later(120);
    await ask(number, 'The grey one.');
    expect(await desk.lines(number)).toEqual([
      'first_response met 11:00',
      'next_response running 13:30',
      'resolution running 03:00',
    ]);
    await holdTicket(asAgent(), { number, reason: 'awaiting_vendor' });
    expect((await desk.lines(number)).at(-1)).toBe('resolution running 03:00');
    await resumeTicket(asAgent(), { number });
    expect((await desk.lines(number)).at(-1)).toBe('resolution running 03:00');
  });
});

describe('a reopening', () => {
  test('goes on with the same clock', async () => {
    await desk.policy();
    const number = await desk.open();
    later(60);
    await resolveTicket(asAgent(), { number, resolution: 'Replaced.' });
    desk.at('07T10:00');
    await reopenTicket(asRequester(), { number });
    const [, resolution] = await desk.clocks(number);
    expect(resolution).toMatchObject({ state: 'running', dueAt: '2026-01-08T01:00:00.000Z' });
  });
});

describe('another priority', () => {
  test('counts from the creation and inherits pauses; thresholds that are passed by then tell nobody', async () => {
    await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['assignee'] }] } });
    const number = await desk.open();
    await takeTicket(asAgent(), { number });
    later(10);
    await holdTicket(desk.ctxFor('system'), { number, reason: 'awaiting_requester' });
    later(60);
    await resumeTicket(asAgent(), { number });
    later(30);
    // 40 minutes of two hours are gone. P1: a quarter of an hour is long over, and so is half of the hour.
    await editTicket(asAgent(), { number, impact: 1, urgency: 1 });
    expect(await desk.lines(number)).toEqual(['first_response breached 10:15', 'resolution running 11:00']);
    await desk.tick();
    expect(await desk.passed()).toEqual([
      'first_response 50?',
      'first_response 75?',
      'first_response 100?',
      'resolution 50?',
    ]);
    expect(await desk.store.client.notification.count()).toBe(0);
    // Those that are still to come do.
    later(5);
    await desk.tick();
    expect(await desk.passed()).toContain('resolution 75');
  });

  test('that is lower again has its thresholds before it once more', async () => {
    await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['assignee'] }] } });
    const number = await desk.open();
    await takeTicket(asAgent(), { number });
    later(61);
    await desk.tick();
    expect(await desk.passed()).toEqual(['first_response 50']);
    await editTicket(asAgent(), { number, urgency: 3 });
    later(60);
    await desk.tick();
    expect(await desk.passed()).toEqual(['first_response 50', 'first_response 50']);
  });
});

describe('another policy', () => {
  test('takes over open tickets; those that are done keep what held for them', async () => {
    const { id } = await desk.policy({ name: 'Gold' });
    const open = await desk.open();
    const done = await desk.open();
    await resolveTicket(asAgent(), { number: done, resolution: 'Replaced.' });
    const first = [10, 10, 10, 10, 10] as [number, number, number, number, number];
    await updatePolicy(desk.ctxFor(desk.admin), {
      id,
      name: 'Platinum',
      terms: { ...TERMS, targets: { ...TERMS.targets, first_response: first } },
    });
    await desk.tick();
    // Other processes may still open tickets by the policy as it was.
    expect((await desk.lines(open))[0]).toBe('first_response running 11:00');
    desk.clock.advance(6 * SECOND);
    await desk.tick();
    expect((await desk.lines(open))[0]).toBe('first_response running 09:10');
    expect((await getTicket(asAgent(), { number: open })).sla).toMatchObject({
      name: 'Platinum',
      version: 2,
    });
    expect((await getTicket(asAgent(), { number: done })).sla).toMatchObject({ name: 'Gold', version: 1 });
    await noteOnTicket(asAgent(), { number: done, body: 'A nice laptop.' });
    await editTicket(asAgent(), { number: done, category: 'Hardware' });
    expect((await desk.lines(done))[0]).toBe('first_response met 11:00');
    await reopenTicket(asRequester(), { number: done });
    expect((await getTicket(asAgent(), { number: done })).sla).toMatchObject({
      name: 'Platinum',
      version: 2,
    });
  });

  test('that goes leaves open tickets to the next one, or to none', async () => {
    const first = await desk.policy({ name: 'First' });
    const second = await desk.policy({ name: 'Second' });
    const number = await desk.open();
    const by = async () => (await getTicket(asAgent(), { number })).sla?.name;
    for (const { id, next } of [
      { id: first.id, next: 'Second' },
      { id: second.id, next: undefined },
    ]) {
      await removePolicy(desk.ctxFor(desk.admin), { id });
      desk.clock.advance(6 * SECOND);
      await desk.tick();
      expect(await by()).toBe(next);
    }
    expect(await desk.store.client.slaClock.count()).toBe(0);
    expect((await desk.row(number)).dueAt).toBeNull();
  });

  test('comes to all open tickets, however many', async () => {
    const numbers: string[] = [];
    for (let count = 0; count < 60; count += 1) numbers.push(await desk.open());
    await desk.policy();
    desk.clock.advance(6 * SECOND);
    await desk.tick();
    expect(await desk.store.client.slaClock.count()).toBe(120);
    expect(await desk.store.client.walk.count()).toBe(0);
  });
});

test('cards are drawn anew when something else is due next, and only then', async () => {
  await desk.policy();
  const number = await desk.open();
  const { notice } = desk.store.client;
  const { id: ticketId } = await desk.row(number);
  const place = { channel: 'web', conversation: 'triage' };
  await desk.store.client.view.create({
    data: { id: asAgent().newId(), ...place, ticketId, kind: 'triage_card', message: 'm1' },
  });
  const drawn = async () => {
    const { count } = await notice.deleteMany({ where: { ...place, entryId: null } });
    return count > 0;
  };
  await drawn();
  await answer(number);
  expect(await drawn()).toBe(true);
  await answer(number, 'And did it help?');
  expect(await drawn()).toBe(false);
  later(30);
  await ask(number, 'It did not.');
  expect(await drawn()).toBe(true);
  await deleteEntry(asRequester(), {
    id: (await desk.store.client.entry.findFirstOrThrow({ where: { body: 'It did not.' } })).id,
  });
  expect(await drawn()).toBe(true);
});

test('what comes over by a merge says nothing of the other ticket’s clocks', async () => {
  await desk.policy();
  const [source, target] = [await desk.open(), await desk.open()];
  await answer(source);
  await ask(source);
  await mergeTicket(asAgent(), { number: source, into: target });
  expect(await desk.lines(target)).toEqual(['first_response running 11:00', 'resolution running 01:00']);
  later(5);
  await answer(target);
  expect(await desk.lines(target)).toEqual(['first_response met 11:00', 'resolution running 01:00']);
  const sourceId = (await desk.row(source)).id;
  const left = await desk.store.client.slaClock.findMany({ where: { ticketId: sourceId } });
  expect(left.map(({ metric, state }) => `${metric} ${state}`).sort()).toEqual([
    'first_response met',
    'next_response cancelled',
    'resolution cancelled',
  ]);
});

test('agents list what is due next first, page by page, and nothing else', async () => {
  await desk.policy();
  const numbers: string[] = [];
  for (const impact of [3, 1, 2, 3, 1] as const) {
    const number = await desk.open();
    await editTicket(asAgent(), { number, impact });
    numbers.push(number);
    later(1);
  }
  const waiting = await desk.open();
  await answer(waiting);
  await holdTicket(asAgent(), { number: waiting, reason: 'awaiting_requester' });
  const listed: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listTickets(asAgent(), { sort: 'due', limit: 2, ...(cursor ? { cursor } : {}) });
    listed.push(...page.items.map(({ number }) => number));
    cursor = page.next ?? undefined;
  } while (cursor);
  const at = (index: number) => numbers[index];
  expect(listed).toEqual([at(1), at(4), at(2), at(0), at(3)]);
  await expect(listTickets(asRequester(), { sort: 'due' })).rejects.toMatchObject({ code: 'invalid' });
  await expect(listTickets(asAgent(), { sort: 'due', q: 'laptop' })).rejects.toMatchObject({
    code: 'invalid',
  });
});
