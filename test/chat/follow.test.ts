import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Inbound } from '../../src/chat/channel.ts';
import { finishAll, following } from '../../src/chat/follow.ts';
import { DAY, MINUTE } from '../../src/lib/clock.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { fresh, message, user } from './inbound.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await createDesk();
});
afterAll(() => desk?.close());
beforeEach(() => desk.store.client.unfinished.deleteMany());

const ctx = () => desk.ctxFor('system');
const kept = () => desk.store.client.unfinished.count();
const OPENED = { answer: { type: 'done' as const }, ticket: 'REQ-1' };

function inboundWith(event: Inbound['event']): Inbound {
  const sender = user('Lin');
  return {
    ...{ channel: 'slack', delivery: fresh('delivery'), sender, conversation: 'C1', direct: false },
    event,
  };
}
const withFiles = () => inboundWith(message('Look', { filesFollow: true }));
const keep = (told: unknown = {}) => following(ctx(), withFiles(), OPENED, told, async () => 'done');
/** What is told again, so many milliseconds later. */
async function toldAfter(milliseconds: number, fails = false): Promise<unknown[]> {
  desk.clock.advance(milliseconds);
  const all: unknown[] = [];
  await finishAll(ctx(), 'slack', async (told) => {
    all.push(told);
    if (fails) throw new Error('away');
  });
  return all;
}

test.each([
  ['has files that follow', message('Look', { filesFollow: true })],
  ['calls the desk into a thread', message('Help', { thread: 'earlier', mentioned: true })],
])('a message that %s is kept until that is done', async (_, event) => {
  const follow = await following(ctx(), inboundWith(event), OPENED, {}, async (ticket) => ticket);
  expect(await kept()).toBe(1);
  expect(await follow?.()).toBe('REQ-1');
  expect(await kept()).toBe(0);
});

test('nothing follows from other messages, nor where there is no ticket', async () => {
  const none = async () => expect.fail('nothing is to be done');
  expect(await following(ctx(), inboundWith(message('Hi')), OPENED, {}, none)).toBeUndefined();
  expect(await following(ctx(), withFiles(), { ...OPENED, ticket: null }, {}, none)).toBeUndefined();
  expect(await kept()).toBe(0);
});

test('what a process left unfinished is told again as it was, once it cannot be at it any more', async () => {
  const told = { text: 'ünïcode 🖨️', nested: [1, null] };
  await keep(told);
  expect(await toldAfter(MINUTE - 1)).toEqual([]);
  expect(await toldAfter(1)).toEqual([told]);
});

test('of several processes, one gets each', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, index) => keep({ index })));
  desk.clock.advance(MINUTE);
  const all: unknown[] = [];
  await Promise.all(
    Array.from({ length: 4 }, () => finishAll(ctx(), 'slack', async (told) => all.push(told))),
  );
  expect(all).toHaveLength(20);
  expect(new Set(all.map((told) => JSON.stringify(told))).size).toBe(20);
});

test('what still fails waits longer each time, and is given up in the end', async () => {
  await keep();
  expect(await toldAfter(MINUTE, true)).toHaveLength(1);
  expect(await toldAfter(MINUTE, true)).toHaveLength(0);
  expect(await toldAfter(MINUTE, true)).toHaveLength(1);
  let count = 2;
  for (let days = 0; days < 10; days += 1) count += (await toldAfter(DAY, true)).length;
  expect(count).toBe(10);
  expect(await kept()).toBe(0);
});
