import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sender } from '../../src/chat/channel.ts';
import type { Outcome } from '../../src/chat/outcome.ts';
import { listEntries } from '../../src/domain/tickets/get.ts';
import { MINUTE, SECOND } from '../../src/lib/clock.ts';
import { type Cast, createCast } from '../domain/tickets/cast.ts';
import { recordingChannel } from '../support/recording-channel.ts';
import { deliverAll } from '../support/worker.ts';
import { fresh, message, send, user } from './inbound.ts';

let cast: Cast;
const EVERY = 'C-help';
const where = { conversation: EVERY };
const slack = recordingChannel({ name: 'slack' });
beforeAll(async () => {
  cast = await createCast();
  await cast.store.client.intakeConversation.create({
    data: {
      ...{ id: crypto.randomUUID(), queueId: cast.queue.id, channel: 'slack', conversation: EVERY },
      ...{ rule: 'every_thread', readUntil: cast.clock.now() },
    },
  });
  cast.bus.publish({ topic: 'directory' });
});
afterAll(() => cast.close());

const tickets = () => cast.store.client.ticket.count();
const told = ({ answer }: Outcome) => (answer.type === 'said' ? [answer.text] : []);
const written = async (number: string | null) =>
  (await listEntries(cast.ctxFor(cast.agent), { number: number ?? '', limit: 200 })).items
    .filter(({ kind }) => kind === 'reply')
    .map(({ body }) => body);
const audited = () => cast.store.client.auditEntry.findMany({ where: { action: 'conversation.quiet' } });

/** Says so much, each after the card of the one before. */
async function exchange(sender: Sender, count: number, wait: number = SECOND): Promise<Outcome[]> {
  const outcomes = [];
  for (let index = 0; index < count; index += 1) {
    outcomes.push(await send(cast, sender, message(`You wrote a card (${index})`), where));
    await deliverAll(cast, slack);
    cast.clock.advance(wait);
  }
  return outcomes;
}

describe('a program that writes as a person and answers every card', () => {
  test('gets five, is told once, and what it says besides is kept without an answer', async () => {
    const [before, entries] = [await tickets(), (await audited()).length];
    const program = user('Echo');
    const outcomes = await exchange(program, 12, 500);
    expect(await tickets()).toBe(before + 5);
    const last = outcomes[4]?.ticket ?? null;
    expect(outcomes.slice(5).map(({ ticket }) => ticket)).toEqual(Array(7).fill(last));
    expect(outcomes.flatMap(told)).toEqual([expect.stringContaining(`is kept on ${last}`)]);
    expect(await written(last)).toEqual(
      Array.from({ length: 8 }, (_, index) => `You wrote a card (${index + 4})`),
    );
    const all = (await audited()).slice(entries);
    expect(all).toMatchObject([{ subjectType: 'conversation', subjectId: `slack ${EVERY}` }]);
    expect(slack.shown(EVERY)).toHaveLength(5);
  });

  test('is heard again after a minute; others are not concerned, nor is it elsewhere', async () => {
    const program = user('Parrot');
    const outcomes = await exchange(program, 6);
    const quietFor = async (sender: Sender, at = {}) =>
      (await send(cast, sender, message('My screen is dark'), { ...where, ...at })).ticket ===
      outcomes[4]?.ticket;
    expect(await quietFor(program)).toBe(true);
    expect(await quietFor(user('Lin'))).toBe(false);
    expect(await quietFor(program, { conversation: 'direct:parrot', direct: true })).toBe(false);
    cast.clock.advance(MINUTE);
    expect(await quietFor(program)).toBe(false);
  });

  test('of words too', async () => {
    const greeting = () => send(cast, user('Myna'), message('hello', { thread: fresh('m') }));
    const before = await tickets();
    const outcomes = [];
    for (let index = 0; index < 9; index += 1) outcomes.push(await greeting());
    expect(outcomes.flatMap(told).map((text) => text.slice(0, 5))).toEqual([
      ...Array(5).fill('Hello'),
      'This ',
    ]);
    // Should it be a person after all, nothing is lost, and nothing more is sent.
    const first = await send(cast, user('Myna'), message('My screen is dark'));
    const second = await send(cast, user('Myna'), message('console'));
    expect([first.answer.type, second.answer.type]).toEqual(['done', 'done']);
    expect(await written(first.ticket)).toEqual(['My screen is dark', 'console']);
    expect(await tickets()).toBe(before + 1);
    expect(await cast.store.client.notice.count({ where: { kind: 'sign_in' } })).toBe(0);
  });

  test('and what somebody answers below what was kept comes to the same ticket, and a repeat makes nothing', async () => {
    const program = user('Lyre');
    const last = (await exchange(program, 6)).at(-1)?.ticket ?? null;
    const kept = message('Is this thing on?');
    const again = () => send(cast, program, kept, { ...where, delivery: 'kept' });
    await again();
    await send(cast, program, message('Still not', { thread: kept.message }), where);
    cast.clock.advance(MINUTE);
    expect((await again()).ticket).toBe(last);
    await send(cast, program, kept, where);
    expect((await written(last)).slice(2)).toEqual(['Is this thing on?', 'Still not']);
  });
});

describe('no such program is', () => {
  test('somebody who writes much at once, before there is an answer', async () => {
    const before = await tickets();
    const lin = user('Kim');
    const burst = Array.from({ length: 10 }, (_, index) => message(`Wish ${index}`));
    for (const wish of burst) await send(cast, lin, wish, where);
    await Promise.all(
      burst.map((wish) => send(cast, lin, { ...wish, message: fresh('m'), thread: fresh('t') })),
    );
    expect(await tickets()).toBe(before + 20);
  });

  test('somebody who takes their time', async () => {
    const before = await tickets();
    await exchange(user('Kai'), 8, 2.5 * SECOND);
    expect(await tickets()).toBe(before + 8);
  });

  test('one message that comes again and again', async () => {
    const one = message('The lift is stuck');
    const outcomes = [];
    for (let index = 0; index < 10; index += 1) {
      outcomes.push(await send(cast, user('Ola'), one, { ...where, delivery: 'the lift' }));
      await deliverAll(cast, slack);
    }
    expect(new Set(outcomes.map(({ ticket }) => ticket)).size).toBe(1);
    expect(outcomes.flatMap(told)).toEqual([]);
  });
});
