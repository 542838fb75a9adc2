import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hearEvents } from '../../../src/domain/automation/hear.ts';
import { replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { attempt } from '../../../src/domain/webhooks/attempt.ts';
import { claimDeliveries } from '../../../src/domain/webhooks/claim.ts';
import { sendDue } from '../../../src/domain/webhooks/send.ts';
import { settle } from '../../../src/domain/webhooks/settle.ts';
import { startWebhooks } from '../../../src/jobs/webhooks.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { type Received, receiver, verify } from './receiver.ts';
import { createWebhookDesk, type WebhookDesk } from './webhook-desk.ts';

let desk: WebhookDesk;
beforeEach(async () => {
  desk = await createWebhookDesk();
});
afterEach(() => desk.close());

const system = () => desk.ctxFor('system');
const say = (number: string, body: string) => replyToTicket(desk.ctxFor(desk.agent), { number, body });
const numberIn = ({ body }: Received) => (body.ticket as { number: string }).number;
const wordsIn = ({ body }: Received) => (body.entry as { body: string } | undefined)?.body;
const ids = () => desk.there.received.map(({ body }) => body.id);
const only = () => desk.store.client.webhookDelivery.findFirstOrThrow();

describe('an attempt', () => {
  test('succeeds by any 2xx, and is kept with the beginning of its answer, as text', async () => {
    await desk.webhook({ kinds: ['opened'] });
    desk.there.answer(() => ({ status: 202, body: `<script>\u0000${'a'.repeat(5_000)}` }));
    await desk.open();
    await desk.work();
    const { answer, ...row } = await only();
    expect(row).toMatchObject({ state: 'delivered', attempts: 1, status: 202, error: null });
    expect(answer).toHaveLength(1_000);
    expect(answer).toMatch(/^<script>␀a+…$/);
  });

  test.each([
    [500, 'It answered with 500.'],
    [404, 'It answered with 404.'],
    [429, 'It answered with 429.'],
  ])('fails by %i, and is tried again', async (status, error) => {
    await desk.webhook({ kinds: ['opened'] });
    desk.there.answer(() => ({ status, body: 'no' }));
    await desk.open();
    await desk.work();
    expect(await only()).toMatchObject({ state: 'waiting', attempts: 1, status, answer: 'no', error });
    desk.there.answer(() => 200);
    await desk.wait(MINUTE);
    expect(await desk.lines()).toEqual(['opened delivered 2']);
    expect(new Set(ids()).size).toBe(1);
  });

  test('follows no redirect', async () => {
    const elsewhere = await receiver();
    await desk.webhook({ kinds: ['opened'] });
    desk.there.answer(() => ({ status: 307, headers: { location: elsewhere.url } }));
    await desk.open();
    await desk.work();
    expect(await only()).toMatchObject({
      status: 307,
      error: 'It answered with a redirect (307), which is not followed.',
    });
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  test('goes to no address that is not public, unless an admin allows it', async () => {
    await desk.webhook({ kinds: ['opened'] });
    await desk.allow();
    await desk.open();
    await desk.work();
    expect(await only()).toMatchObject({
      status: null,
      error: '127.0.0.1 is not public. An admin can allow it in the settings.',
    });
    expect(desk.there.received).toEqual([]);
    await desk.allow('127.0.0.1');
    await desk.wait(MINUTE);
    expect(desk.there.received).toHaveLength(1);
  });

  test('goes nowhere by a name that changes its mind', async () => {
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const resolve = async () => (answers.shift() ?? []).map((address) => ({ address, family: 4 }));
    await desk.webhook({ kinds: ['opened'], url: `http://rebind.example:${desk.there.port}/` });
    await desk.open();
    await desk.open();
    await hearEvents(system());
    await sendDue(system(), { ...desk.sending, resolve });
    expect(desk.there.received).toHaveLength(1);
    const failed = await desk.store.client.webhookDelivery.findFirstOrThrow({ where: { state: 'waiting' } });
    expect(failed.error).toContain('rebind.example is not public');
  });

  test('brings headers of its own, but not in place of ours', async () => {
    const headers = [{ name: 'Authorization', value: 'Bearer abc' }];
    const { secret } = await desk.webhook({ kinds: ['opened'], headers });
    await desk.open();
    await desk.work();
    const [one] = desk.there.received;
    expect(one?.headers).toMatchObject({ authorization: 'Bearer abc', 'content-type': 'application/json' });
    expect(verify(one as Received, secret, desk.clock.now())).toBe(true);
  });

  test('fails by a fault of ours without an end to the others', async () => {
    const { id } = await desk.webhook({ kinds: ['opened'] });
    await desk.webhook({ kinds: ['opened'] });
    await desk.store.client.webhook.update({ where: { id }, data: { secret: new Uint8Array([1, 2, 3]) } });
    await desk.open();
    await desk.work();
    expect(await desk.lines()).toEqual(['opened waiting 1', 'opened delivered 1']);
    const row = await only();
    expect(row.error).toBe('It could not be sent by a fault of the desk; the log says more.');
  });
});

describe('trying again', () => {
  test('goes on for 48 hours from the first attempt, less and less often, then it has failed', async () => {
    await desk.webhook({ kinds: ['opened'] });
    // Another ticket gets through all the time, so that the webhook is not given up.
    const poison = await desk.open();
    const times: number[] = [];
    desk.there.answer((one) => {
      if (numberIn(one) !== poison) return 200;
      times.push(desk.clock.now().getTime());
      return 500;
    });
    const start = desk.clock.now().getTime();
    await desk.work();
    for (let hour = 0; hour < 50; hour++) {
      await desk.open();
      await desk.work();
      await desk.wait(HOUR);
    }
    const row = await desk.store.client.webhookDelivery.findFirstOrThrow({ orderBy: { seq: 'asc' } });
    expect(row).toMatchObject({ state: 'failed', attempts: times.length, error: 'It answered with 500.' });
    expect(times.at(-1)).toBe(start + 2 * DAY);
    expect(row.finishedAt?.getTime()).toBe(start + 2 * DAY);
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    const wanted = [5 * SECOND, 20 * SECOND, 80 * SECOND, 320 * SECOND, 1_280 * SECOND, 5_120 * SECOND];
    for (const [index, pause] of pauses.slice(0, -1).entries()) {
      const about = wanted[index] ?? 4 * HOUR;
      expect(pause).toBeGreaterThanOrEqual(about * 0.75 - 1);
      expect(pause).toBeLessThanOrEqual(about * 1.25 + 1);
    }
    expect(times.length).toBeGreaterThan(15);
    expect(new Set(pauses.map((pause) => pause % SECOND)).size).toBeGreaterThan(1);
    expect((await desk.store.client.webhook.findFirstOrThrow()).enabled).toBe(true);
  });

  test('is signed anew, with the same id', async () => {
    const { secret } = await desk.webhook({ kinds: ['opened'] });
    desk.there.answer(() => 503);
    await desk.open();
    await desk.work();
    await desk.wait(HOUR);
    const { received } = desk.there;
    expect(received.length).toBeGreaterThan(3);
    const last = received.at(-1) as Received;
    const sentAt = new Date(Number(last.headers['webhook-timestamp']) * 1_000);
    expect(verify(last, secret, sentAt)).toBe(true);
    expect(verify(last, secret, new Date(sentAt.getTime() + HOUR))).toBe(false);
    expect(last.headers['webhook-timestamp']).not.toBe(received[0]?.headers['webhook-timestamp']);
    expect(new Set(ids()).size).toBe(1);
    expect(new Set(received.map(({ text }) => text)).size).toBe(1);
  });
});

describe('of one ticket', () => {
  test('what comes later waits for what came before; other tickets go on', async () => {
    await desk.webhook({ kinds: ['opened', 'replied'] });
    const [bad, good] = [await desk.open(), await desk.open()];
    desk.there.answer((one) => (numberIn(one) === bad ? 500 : 200));
    await desk.work();
    await say(bad, 'one');
    await say(bad, 'two');
    await say(good, 'three');
    await desk.work();
    expect(await desk.lines()).toEqual([
      'opened waiting 1',
      'opened delivered 1',
      'replied waiting 0',
      'replied waiting 0',
      'replied delivered 1',
    ]);
    desk.there.answer(() => 200);
    await desk.wait(MINUTE);
    const ofBad = desk.there.received.filter((one) => numberIn(one) === bad).map(wordsIn);
    expect(ofBad).toEqual([undefined, undefined, 'one', 'two']);
    expect(await desk.store.client.webhookDelivery.count({ where: { state: 'delivered' } })).toBe(5);
  });

  test('one that is given up lets the others go', async () => {
    await desk.webhook({ kinds: ['opened', 'replied'] });
    const number = await desk.open();
    const other = await desk.open();
    desk.there.answer(({ body }) =>
      body.kind === 'opened' && numberIn({ body } as Received) === number ? 422 : 200,
    );
    await desk.work();
    await say(number, 'after');
    await desk.work();
    for (let half = 0; half < 5; half++) {
      await desk.wait(DAY / 2);
      await say(other, 'still here');
      await desk.work();
    }
    const rows = await desk.store.client.webhookDelivery.findMany({
      where: { ticket: { number } },
      orderBy: { seq: 'asc' },
    });
    expect(rows.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['opened failed', 'replied delivered']);
  });

  test('order holds with many workers, failures and answers that are lost', async () => {
    await desk.webhook({ kinds: ['opened', 'replied'] });
    const numbers = [await desk.open(), await desk.open(), await desk.open(), await desk.open()];
    for (let turn = 1; turn <= 6; turn++) for (const number of numbers) await say(number, String(turn));
    const atOnce = new Map<string, number>();
    let most = 0;
    let count = 0;
    desk.there.answer(async (one) => {
      const number = numberIn(one);
      const running = (atOnce.get(number) ?? 0) + 1;
      atOnce.set(number, running);
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce.set(number, running - 1);
      // Every third is refused.
      count += 1;
      return count % 3 === 0 ? 500 : 200;
    });
    await hearEvents(system());
    const waiting = () => desk.store.client.webhookDelivery.count({ where: { state: 'waiting' } });
    while ((await waiting()) > 0) {
      await Promise.all(Array.from({ length: 6 }, () => sendDue(system(), desk.sending)));
      desk.clock.advance(10 * SECOND);
    }
    expect(await desk.store.client.webhookDelivery.count({ where: { state: 'delivered' } })).toBe(28);
    expect(most).toBe(1);
    for (const number of numbers) {
      const words = desk.there.received.filter((one) => numberIn(one) === number).map(wordsIn);
      const firsts = [...new Set(words)];
      expect(firsts).toEqual([undefined, '1', '2', '3', '4', '5', '6']);
      // Repeats follow at once what they repeat.
      expect(words.filter((word, index) => word !== words[index - 1] || index === 0)).toEqual(firsts);
    }
    expect(count).toBeGreaterThan(28);
  });
});

describe('a worker that dies', () => {
  test('between sending and noting leaves in doubt that one alone', async () => {
    await desk.webhook({ kinds: ['opened', 'replied'] });
    const number = await desk.open();
    await desk.work();
    await say(number, 'in doubt');
    await say(number, 'behind it');
    await hearEvents(system());
    desk.there.received.length = 0;
    const [first, ...others] = await claimDeliveries(system());
    if (!first) return expect.fail('Nothing was claimed.');
    expect(others).toEqual([]);
    const target = await desk.store.client.webhook.findFirstOrThrow();
    await attempt(system(), desk.sending, target, first);
    // While the lease lasts, nobody repeats it, and nothing passes it.
    await desk.send();
    expect(desk.there.received.map(wordsIn)).toEqual(['in doubt']);
    desk.clock.advance(15 * SECOND);
    await desk.send();
    expect(desk.there.received.map(wordsIn)).toEqual(['in doubt', 'in doubt', 'behind it']);
    expect(new Set(ids()).size).toBe(2);
    // The worker was only slow: what it notes now changes nothing.
    await settle(system(), first, { status: 500, answer: '', error: 'It answered with 500.' });
    expect((await desk.lines()).filter((line) => line.startsWith('replied'))).toEqual([
      'replied delivered 2',
      'replied delivered 1',
    ]);
    expect((await desk.store.client.webhook.findFirstOrThrow()).failures).toBe(0);
  });

  test('and answers that are lost are repeats that can be known by their id', async () => {
    await desk.webhook({ kinds: ['opened'] });
    desk.there.lose(true);
    await desk.open();
    await desk.work();
    expect((await only()).error).toContain('cannot be reached');
    desk.there.lose(false);
    await desk.wait(MINUTE);
    expect(ids()).toHaveLength(2);
    expect(new Set(ids()).size).toBe(1);
  });
});

test('the job sends when it is told that there is something', async () => {
  await desk.webhook({ kinds: ['opened'] });
  const arrived = new Promise<void>((resolve) =>
    desk.there.answer(() => {
      resolve();
      return 200;
    }),
  );
  const job = startWebhooks(system, desk.sending);
  await desk.open();
  await hearEvents(system());
  await arrived;
  await job.stop();
  expect(await desk.lines()).toEqual(['opened delivered 1']);
});
