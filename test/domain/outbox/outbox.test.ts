import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliverOnce } from '../../../src/chat/deliver.ts';
import { claimNotices, LEASE, releaseClaim } from '../../../src/domain/outbox/claim.ts';
import { refreshCards } from '../../../src/domain/outbox/enqueue.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { noteOnTicket, replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { takeTicket } from '../../../src/domain/tickets/take.ts';
import { DAY, MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { type Ctx, inTransaction } from '../../../src/lib/context.ts';
import { type RecordingChannel, recordingChannel } from '../../support/recording-channel.ts';
import { deliverAll } from '../../support/worker.ts';
import { type Cast, createCast } from '../tickets/cast.ts';

let cast: Cast;
let channel: RecordingChannel;
let asAgent: Ctx;
let asRequester: Ctx;
beforeEach(async () => {
  cast = await createCast();
  channel = recordingChannel();
  asAgent = cast.ctxFor(cast.agent);
  asRequester = cast.ctxFor(cast.requester);
});
afterEach(() => cast.close());

const TRIAGE = 'triage:it';
const direct = () => `direct:${cast.requester.id}`;
const deps = (patience?: number) => ({
  channels: new Map([[channel.name, channel]]),
  publicUrl: () => 'https://desk.example.com',
  signInMessage: async () => ({
    type: 'card' as const,
    card: { title: 'Sign in', tone: 'neutral' as const, blocks: [] },
  }),
  ...(patience === undefined ? {} : { patience }),
});
const once = (patience?: number) => deliverOnce(cast.ctxFor('system'), deps(patience));
const all = () => deliverAll(cast, channel);
/** Delivers as the clock goes on, a minute at a time. */
const patiently = async (minutes = 5) => {
  for (let minute = 0; minute < minutes; minute += 1) {
    await all();
    cast.clock.advance(MINUTE);
  }
  await all();
};
const notices = (state: 'pending' | 'sending' | 'sent' | 'failed') =>
  cast.store.client.notice.count({ where: { state } });
const replies = (number: string, ...bodies: string[]) =>
  bodies.reduce(
    (before, body) => before.then(() => replyToTicket(asRequester, { number, body })),
    Promise.resolve<unknown>(undefined),
  );

describe('order and collapse', () => {
  test('a ticket’s card comes first and everything said before it was posted follows in its thread', async () => {
    const number = await cast.open();
    await replies(number, 'one', 'two');
    await noteOnTicket(asAgent, { number, body: 'three' });
    await all();
    expect(channel.lines(TRIAGE)).toEqual([
      `${number} · Laptop`,
      'Grace: one',
      'Grace: two',
      'Ada (internal): three',
    ]);
    const [card, ...rest] = channel.shown(TRIAGE);
    expect(new Set(rest.map((message) => message.thread))).toEqual(new Set([card?.message]));
    expect(channel.lines(direct())).toEqual([`${number} · Laptop`, 'Grace: one', 'Grace: two']);
  });

  test('messages of many tickets in one conversation arrive in the order in which they were written', async () => {
    const numbers = [];
    for (let count = 0; count < 30; count += 1) numbers.push(await cast.open({ title: `Ticket ${count}` }));
    await all();
    expect(channel.lines(TRIAGE)).toEqual(numbers.map((number, index) => `${number} · Ticket ${index}`));
    expect(channel.overlaps).toBe(0);
  });

  test('many changes become one edit', async () => {
    const number = await cast.open();
    await all();
    channel.calls.length = 0;
    for (let count = 0; count < 20; count += 1)
      await editTicket(asAgent, { number, title: `Title ${count}` });
    await all();
    expect(channel.calls.map((call) => call.kind)).toEqual(['edit', 'edit']);
    expect(channel.lines(TRIAGE)).toEqual([`${number} · Title 19`]);
    channel.calls.length = 0;
    await refreshCards(cast.ctxFor('system'), [(await cast.row(number)).id]);
    await all();
    expect(channel.calls).toEqual([]);
  });
});

describe('no change is lost', () => {
  test('one that is committed while its card is being posted is shown afterwards', async () => {
    const number = await cast.open();
    let changes = 0;
    channel.during = async () => {
      if (changes < 4) await editTicket(asAgent, { number, title: `Title ${++changes}` });
    };
    await all();
    expect(changes).toBe(4);
    // Two conversations are delivered to side by side, so either of the last two titles may be the last one.
    const { title } = await cast.row(number);
    expect(channel.lines(TRIAGE)).toEqual([`${number} · ${title}`]);
    expect(channel.lines(direct())).toEqual([`${number} · ${title}`]);
  });

  test('one whose transaction was open while the first card was posted is shown after its commit', async () => {
    const number = await cast.open();
    await inTransaction(asAgent, async (ctx) => {
      await takeTicket(ctx, { number });
      await all();
    });
    await all();
    const [card] = channel.shown(TRIAGE);
    expect(JSON.stringify(card?.content)).toContain('In progress');
  });

  test('a message whose card is held back by an open transaction waits for it', async () => {
    const number = await cast.open();
    await replies(number, 'first');
    await inTransaction(asAgent, async (ctx) => {
      await takeTicket(ctx, { number });
      await all();
    });
    await all();
    expect(channel.lines(TRIAGE)).toEqual([`${number} · Laptop`, 'Grace: first']);
  });
});

describe('several workers', () => {
  test('deliver each notice once and never talk into one conversation at the same time', async () => {
    const numbers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => cast.open({ by: index % 2 ? cast.requester : cast.stranger })),
    );
    await Promise.all(
      numbers.slice(0, 10).map((number) => noteOnTicket(asAgent, { number, body: `note ${number}` })),
    );
    const worker = async () => {
      // Several may find nothing while others are at it; all is done when nothing waits any more.
      while ((await once()) > 0 || (await notices('pending')) + (await notices('sending')) > 0);
    };
    await Promise.all([worker(), worker(), worker()]);
    expect(channel.overlaps).toBe(0);
    const keys = channel.calls.filter((call) => call.kind === 'post').map((call) => call.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(channel.shown(TRIAGE)).toHaveLength(50);
    expect(await notices('failed')).toBe(0);
  });

  test('a lease that runs out is taken over; what comes back late changes nothing', async () => {
    const number = await cast.open();
    channel.fail('hang', { times: 2 });
    const stalled = once();
    await expect.poll(() => channel.calls.length).toBe(2);
    expect(await once()).toBe(0);
    cast.clock.advance(LEASE);
    await takeTicket(asAgent, { number });
    expect(await once()).toBeGreaterThan(0);
    await all();
    const views = await cast.store.client.view.findMany({ orderBy: { id: 'asc' } });
    channel.release();
    await stalled;
    expect(await cast.store.client.view.findMany({ orderBy: { id: 'asc' } })).toEqual(views);
    expect(await notices('sent')).toBeGreaterThan(0);
    expect(await notices('sending')).toBe(0);
  });

  test('a lane that was claimed by a worker that died is free again after the lease', async () => {
    await cast.open();
    const dead = await claimNotices(cast.ctxFor('system'));
    expect(dead.lanes.flat()).toHaveLength(2);
    await all();
    expect(channel.calls).toEqual([]);
    cast.clock.advance(LEASE);
    await all();
    expect(channel.shown(TRIAGE)).toHaveLength(1);
    await releaseClaim(cast.ctxFor('system'), dead);
    expect(await cast.store.client.deliveryLane.count()).toBe(0);
  });
});

describe('in doubt', () => {
  test('a post whose answer got lost is looked for before it is repeated, and brought up to date', async () => {
    channel = recordingChannel({ finds: true });
    const number = await cast.open();
    channel.fail('lost', { times: 2, when: (call) => call.kind === 'post' });
    await all();
    await takeTicket(asAgent, { number });
    await patiently();
    for (const conversation of [TRIAGE, direct()]) {
      const shown = channel.shown(conversation);
      expect(shown).toHaveLength(1);
      expect(JSON.stringify(shown[0]?.content)).toContain('In progress');
    }
    expect(await notices('failed')).toBe(0);
  });

  test('where the platform knows keys, the repeat makes no second message, and what stands there is the newest', async () => {
    channel = recordingChannel({ recognisesKeys: true });
    const number = await cast.open();
    channel.fail('lost', { times: 2, when: (call) => call.kind === 'post' });
    await all();
    await takeTicket(asAgent, { number });
    await patiently();
    for (const conversation of [TRIAGE, direct()]) {
      const shown = channel.shown(conversation);
      expect(shown).toHaveLength(1);
      expect(JSON.stringify(shown[0]?.content)).toContain('In progress');
    }
  });

  test('a platform that never answers holds up nobody else, and is asked again', async () => {
    channel = recordingChannel({ finds: true });
    const number = await cast.open();
    channel.fail('hang', { when: (call) => call.conversation === TRIAGE });
    await once(20);
    expect(channel.lines(direct())).toEqual([`${number} · Laptop`]);
    expect(channel.lines(TRIAGE)).toEqual([]);
    await patiently(1);
    expect(channel.lines(TRIAGE)).toEqual([`${number} · Laptop`]);
    channel.release();
  });
});

describe('trouble', () => {
  test('a notice that cannot be delivered fails after five tries, and only its own ticket waited for it', async () => {
    const [poison, fine] = [await cast.open({ title: 'Poison' }), await cast.open({ title: 'Fine' })];
    await replies(fine, 'still here');
    const isPoison = (call: { conversation: string; content?: unknown }) =>
      call.conversation === TRIAGE && JSON.stringify(call.content).includes('Poison');
    channel.fail('throw', { times: 100, when: isPoison });
    await all();
    expect(channel.lines(TRIAGE)).toEqual([`${fine} · Fine`, 'Grace: still here']);
    await patiently(8);
    expect(channel.calls.filter(isPoison)).toHaveLength(5);
    expect(await cast.store.client.notice.findMany({ where: { state: 'failed' } })).toMatchObject([
      { attempts: 5, error: 'a fault of ours', conversation: TRIAGE },
    ]);
    expect(channel.lines(direct())).toContain(`${poison} · Poison`);
    expect((await notices('pending')) + (await notices('sending'))).toBe(0);
  });

  test('a platform that says “later” is left alone for as long as it asked, in that conversation only', async () => {
    const number = await cast.open();
    channel.fail('later', { retryAfter: 120, when: (call) => call.conversation === TRIAGE });
    await all();
    await replies(number, 'one');
    cast.clock.advance(119 * SECOND);
    await all();
    expect(channel.lines(TRIAGE)).toEqual([]);
    expect(channel.lines(direct())).toEqual([`${number} · Laptop`, 'Grace: one']);
    expect(channel.calls.filter((call) => call.conversation === TRIAGE)).toHaveLength(1);
    cast.clock.advance(SECOND);
    await all();
    expect(channel.lines(TRIAGE)).toEqual([`${number} · Laptop`, 'Grace: one']);
  });

  test('a platform that is away for hours gets everything once it is back, in order; after a day it has failed', async () => {
    const number = await cast.open();
    await replies(number, 'one');
    const away = (call: { conversation: string }) => call.conversation === TRIAGE;
    channel.fail('later', { times: 10, when: away });
    await patiently(12);
    expect(channel.lines(TRIAGE)).toEqual([`${number} · Laptop`, 'Grace: one']);
    const lost = await cast.open({ title: 'Lost' });
    channel.fail('later', { times: 1_000, when: away });
    await all();
    cast.clock.advance(DAY);
    await all();
    expect(await cast.store.client.notice.findMany({ where: { state: 'failed' } })).toMatchObject([
      { ticketId: (await cast.row(lost)).id, error: 'the platform says later' },
    ]);
  });

  test('what is refused fails at once and the next goes on', async () => {
    const [first, second] = [await cast.open({ title: 'First' }), await cast.open({ title: 'Second' })];
    channel.fail('refused', { when: (call) => call.conversation === TRIAGE });
    await all();
    expect(channel.lines(TRIAGE)).toEqual([`${second} · Second`]);
    expect(channel.lines(direct())).toEqual([`${first} · First`, `${second} · Second`]);
    expect(await notices('failed')).toBe(1);
  });

  test('notices for a channel that is not set up fail, and do not stop the others', async () => {
    await cast.open();
    const number = await cast.open();
    await cast.store.client.notice.updateMany({
      where: { ticketId: (await cast.row(number)).id },
      data: { channel: 'pigeon' },
    });
    await all();
    expect(await notices('failed')).toBe(2);
    expect(channel.shown(TRIAGE)).toHaveLength(1);
  });

  test('between two messages into one conversation passes the time that its platform asks for', async () => {
    channel = recordingChannel({ can: { pause: 1_000 } });
    for (let count = 0; count < 3; count += 1) await cast.open();
    for (let posted = 1; posted <= 3; posted += 1) {
      await all();
      await all();
      expect(channel.shown(TRIAGE)).toHaveLength(posted);
      cast.clock.advance(1_000);
    }
  });

  test('where nothing can be edited, the first card stays as it is and no edit is tried', async () => {
    channel = recordingChannel({ can: { edit: false } });
    const number = await cast.open();
    await all();
    await resolveTicket(asAgent, { number, resolution: 'Done.' });
    await all();
    expect(channel.calls.every((call) => call.kind === 'post')).toBe(true);
    expect(channel.lines(direct())).toEqual([`${number} · Laptop`, 'Ada: Done.']);
  });
});
