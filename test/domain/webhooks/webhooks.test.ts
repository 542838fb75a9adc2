import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { moveTicket } from '../../../src/domain/tickets/move.ts';
import { replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { getDelivery, listDeliveries } from '../../../src/domain/webhooks/deliveries.ts';
import { replayDelivery, replayFailed } from '../../../src/domain/webhooks/replay.ts';
import { rotateSecret } from '../../../src/domain/webhooks/rotate.ts';
import { sweepDeliveries } from '../../../src/domain/webhooks/sweep.ts';
import { testWebhook } from '../../../src/domain/webhooks/try-out.ts';
import { listWebhooks, removeWebhook, updateWebhook } from '../../../src/domain/webhooks/webhooks.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { recordingChannel } from '../../support/recording-channel.ts';
import { deliverAll } from '../../support/worker.ts';
import { outcome, refusal, tokenOf } from '../tickets/cast.ts';
import { type Received, verify } from './receiver.ts';
import { createWebhookDesk, type WebhookDesk } from './webhook-desk.ts';

let desk: WebhookDesk;
beforeEach(async () => {
  desk = await createWebhookDesk();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const key = () => desk.sending.key;
const update = (input: Parameters<typeof updateWebhook>[2]) => updateWebhook(asAdmin(), key(), input);
const list = async () => (await listWebhooks(asAdmin())).items;
const log = async (input: Parameters<typeof listDeliveries>[1] = {}, by = desk.admin) =>
  (await listDeliveries(desk.ctxFor(by), input)).items;
const last = () => desk.there.received.at(-1) as Received;
const audits = async () =>
  (
    await desk.store.client.auditEntry.findMany({
      where: { subjectType: 'webhook' },
      orderBy: { id: 'asc' },
    })
  ).map(({ action, detail }) => ({ action, detail: detail ?? '' }));

describe('webhooks', () => {
  test('are made, changed and removed, with entries in the audit log', async () => {
    const headers = [{ name: 'authorization', value: 'Bearer very-secret' }];
    const { webhook, secret } = await desk.webhook({ name: 'Paging', headers, kinds: ['opened', 'opened'] });
    expect(secret).toMatch(/^whsec_.{44}$/);
    expect(webhook).toMatchObject({
      ...{ name: 'Paging', kinds: ['opened'], headerNames: ['authorization'], enabled: true },
      ...{ queueIds: [], offBecause: null, failures: 0, waiting: 0, failed: 0, oldSecretUntil: null },
    });
    const { id } = webhook;
    await update({ id, name: 'Pager', kinds: ['sla'] });
    await update({ id, name: 'Pager' });
    expect(await list()).toMatchObject([{ name: 'Pager', kinds: ['sla'] }]);
    await update({ id, headers: [{ name: 'authorization', value: 'Bearer other-secret' }] });
    await removeWebhook(asAdmin(), { id });
    expect(await list()).toEqual([]);
    expect((await audits()).map(({ action }) => action)).toEqual([
      ...['webhook.create', 'webhook.update', 'webhook.update', 'webhook.remove'],
    ]);
  });

  test('keep their secrets: encrypted in the database, and nowhere else', async () => {
    const headers = [{ name: 'x-key', value: 'very-secret' }];
    const { id, secret } = await desk.webhook({ headers, kinds: ['opened'] });
    const { secret: second } = await rotateSecret(asAdmin(), key(), { id });
    desk.there.answer(() => 500);
    await desk.open();
    await desk.work();
    const tried = await testWebhook(asAdmin(), desk.sending, { id });
    const row = await desk.store.client.webhook.findUniqueOrThrow({ where: { id } });
    const bytes = [row.secret, row.oldSecret, row.headers].map((sealed) =>
      Buffer.from(sealed ?? []).toString('latin1'),
    );
    const shown = JSON.stringify([await list(), await log(), tried, await audits(), bytes]);
    for (const one of [secret, second, 'very-secret']) expect(shown).not.toContain(one.replace('whsec_', ''));
  });

  test('have names of their own, and are 50 at most', async () => {
    const { id } = await desk.webhook({ name: 'One' });
    expect(await refusal(desk.webhook({ name: 'One' }))).toMatchObject({ code: 'conflict' });
    await desk.webhook({ name: 'Two' });
    expect(await outcome(update({ id, name: 'Two' }))).toBe('conflict');
    for (let count = 2; count < 50; count++) await desk.webhook();
    expect(await refusal(desk.webhook())).toMatchObject({ message: 'There can be 50 webhooks at most.' });
  });

  test.each([
    [{ url: 'ftp://example.com/' }, 'url'],
    [{ url: 'https://ada:secret@example.com/' }, 'url'],
    [{ url: 'example.com' }, 'url'],
    [{ url: `https://example.com/${'x'.repeat(2_000)}` }, 'url'],
    [{ kinds: [] }, 'kinds'],
    [{ kinds: ['idle' as never] }, 'kinds.0'],
    [{ queueIds: ['00000000-0000-4000-8000-000000000000'] }, 'queueIds'],
    [{ headers: [{ name: 'Webhook-Id', value: 'x' }] }, 'headers.0.name'],
    [{ headers: [{ name: 'content-length', value: '1' }] }, 'headers.0.name'],
    [{ headers: [{ name: 'x y', value: '1' }] }, 'headers.0.name'],
    [{ headers: [{ name: 'x-a', value: '1\r\nx-b: 2' }] }, 'headers.0.value'],
    [
      {
        headers: [
          { name: 'x-a', value: '1' },
          { name: 'X-A', value: '2' },
        ],
      },
      'headers',
    ],
    [{ headers: Array.from({ length: 11 }, (_, at) => ({ name: `x-${at}`, value: '1' })) }, 'headers'],
  ])('refuse %j', async (wrong, field) => {
    expect(await refusal(desk.webhook(wrong))).toMatchObject({ code: 'invalid', fields: [field] });
  });

  test('are for admins alone', async () => {
    const { id } = await desk.webhook({ kinds: ['opened'] });
    await desk.open();
    await desk.work();
    const [delivery] = await log();
    const nobodies = [
      ...['nobody' as const, desk.requester, desk.agent, desk.guest, desk.external],
      tokenOf(desk.admin, 'read', 'write'),
    ];
    for (const who of nobodies) {
      const ctx = desk.ctxFor(who);
      const refused = await Promise.all(
        [
          listWebhooks(ctx),
          updateWebhook(ctx, key(), { id, enabled: false }),
          removeWebhook(ctx, { id }),
          rotateSecret(ctx, key(), { id }),
          testWebhook(ctx, desk.sending, { id }),
          listDeliveries(ctx, {}),
          getDelivery(ctx, { id: delivery?.id ?? '' }),
          replayDelivery(ctx, { id: delivery?.id ?? '' }),
          replayFailed(ctx, { id, since: '2026-01-01T00:00:00Z' }),
        ].map(outcome),
      );
      expect(new Set(refused)).toEqual(new Set([who === 'nobody' ? 'unauthenticated' : 'forbidden']));
    }
    expect(desk.there.received).toHaveLength(1);
  });

  test('there are not are not found', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const since = '2026-01-01T00:00:00Z';
    const refused = [
      update({ id, enabled: false }),
      removeWebhook(asAdmin(), { id }),
      rotateSecret(asAdmin(), key(), { id }),
      testWebhook(asAdmin(), desk.sending, { id }),
      getDelivery(asAdmin(), { id }),
      replayDelivery(asAdmin(), { id }),
      replayFailed(asAdmin(), { id, since }),
    ];
    expect(new Set(await Promise.all(refused.map(outcome)))).toEqual(new Set(['not_found']));
  });
});

describe('a new secret', () => {
  test('signs at once, and the old one beside it for 24 hours', async () => {
    const { id, secret: old } = await desk.webhook({ kinds: ['opened'] });
    const { secret, webhook } = await rotateSecret(asAdmin(), key(), { id });
    expect(secret).not.toBe(old);
    expect(webhook.oldSecretUntil).toBe(new Date(desk.clock.now().getTime() + DAY).toISOString());
    const signedBy = async () => {
      await desk.open();
      await desk.work();
      return [secret, old].map((one) => verify(last(), one, desk.clock.now()));
    };
    expect(await signedBy()).toEqual([true, true]);
    expect(String(last().headers['webhook-signature'])).toMatch(/^v1,\S{44} v1,\S{44}$/);
    desk.clock.advance(DAY - 1);
    expect(await signedBy()).toEqual([true, true]);
    desk.clock.advance(1);
    expect(await signedBy()).toEqual([true, false]);
    expect((await list())[0]?.oldSecretUntil).toBe(null);
  });

  test('twice leaves the first one behind', async () => {
    const { id, secret: first } = await desk.webhook({ kinds: ['opened'] });
    const { secret: second } = await rotateSecret(asAdmin(), key(), { id });
    const { secret: third } = await rotateSecret(asAdmin(), key(), { id });
    await desk.open();
    await desk.work();
    const signed = [first, second, third].map((one) => verify(last(), one, desk.clock.now()));
    expect(signed).toEqual([false, true, true]);
  });
});

describe('trying it out', () => {
  test('sends something at once, also while it is off', async () => {
    const { id, secret } = await desk.webhook({ enabled: false });
    desk.there.answer(() => ({ status: 200, body: 'hello' }));
    const tried = await testWebhook(asAdmin(), desk.sending, { id });
    expect(tried).toMatchObject({ kind: 'test', state: 'delivered', status: 200, answer: 'hello' });
    expect(last().body).toEqual({
      ...{ id: tried.id, kind: 'test', at: desk.clock.now().toISOString(), ticket: null },
      actor: { id: desk.admin.id, name: 'Root' },
    });
    expect(verify(last(), secret, desk.clock.now())).toBe(true);
    expect(await getDelivery(asAdmin(), { id: tried.id })).toEqual(tried);
  });

  test('fails once, and says nothing of its health', async () => {
    const { id } = await desk.webhook();
    desk.there.answer(() => 410);
    const { state, error } = await testWebhook(asAdmin(), desk.sending, { id });
    expect({ state, error }).toEqual({ state: 'failed', error: 'It answered that it is gone (410).' });
    await desk.wait(HOUR);
    expect(desk.there.received).toHaveLength(1);
    expect(await list()).toMatchObject([{ enabled: true, failures: 0 }]);
  });
});

describe('the log', () => {
  test('is by webhook, state and ticket, newest first, page by page', async () => {
    const { id } = await desk.webhook({ kinds: ['opened'] });
    await desk.webhook({ kinds: ['opened'] });
    desk.there.answer(({ body }) => ((body.ticket as { title: string }).title === 'Bad' ? 410 : 200));
    const numbers = [await desk.open(), await desk.open()];
    await desk.work();
    desk.clock.advance(SECOND);
    const bad = await desk.open({ title: 'Bad' });
    await desk.work();
    const tickets = async (input: Parameters<typeof log>[0]) =>
      (await log(input)).map(({ ticket, state }) => `${ticket} ${state}`);
    expect(await tickets({ webhook: id })).toEqual([
      ...[`${bad} failed`, `${numbers[1]} delivered`, `${numbers[0]} delivered`],
    ]);
    expect(await tickets({ state: 'failed' })).toHaveLength(2);
    expect(await tickets({ ticket: numbers[0] ?? '' })).toHaveLength(2);
    const pages: unknown[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await listDeliveries(asAdmin(), { limit: 4, ...(cursor ? { cursor } : {}) });
      pages.push(page.items.length);
      cursor = page.next;
    }
    expect(pages).toEqual([4, 2]);
  });

  test('says what was sent and answered', async () => {
    await desk.webhook({ kinds: ['opened'] });
    desk.there.answer(() => ({ status: 500, body: '<b>broken</b>' }));
    await desk.open({ title: 'Printer' });
    await desk.work();
    const [one] = await log();
    const { body, ...rest } = await getDelivery(asAdmin(), { id: one?.id ?? '' });
    expect(body).toBe(last().text);
    expect(rest).toEqual({ ...one, answer: '<b>broken</b>' });
    expect(one).toMatchObject({ state: 'waiting', status: 500, attempts: 1, finishedAt: null });
    expect(Date.parse(one?.dueAt ?? '')).toBeGreaterThan(desk.clock.now().getTime());
    expect(await list()).toMatchObject([{ failures: 1, waiting: 1, failed: 0 }]);
  });

  test('hides tickets of private queues from admins who do not work there', async () => {
    await desk.webhook({ kinds: ['opened'] });
    const number = await desk.open();
    await desk.work();
    const [one] = await log();
    await moveTicket(desk.ctxFor('system'), { number, queueId: desk.privateQueue.id });
    expect(await log()).toEqual([]);
    const id = one?.id ?? '';
    expect(await outcome(getDelivery(asAdmin(), { id }))).toBe('not_found');
    expect(await outcome(replayDelivery(asAdmin(), { id }))).toBe('not_found');
    const boss = { ...desk.confidant, roles: ['admin' as const] };
    expect(await log({}, boss)).toMatchObject([{ id }]);
  });

  test('is kept for 30 days', async () => {
    await desk.webhook({ kinds: ['opened'] });
    await desk.open();
    await desk.work();
    desk.clock.advance(30 * DAY);
    await desk.open();
    await desk.work();
    await sweepDeliveries(desk.ctxFor('system'));
    expect(await log()).toHaveLength(2);
    desk.clock.advance(1);
    await sweepDeliveries(desk.ctxFor('system'));
    expect(await log()).toHaveLength(1);
  });
});

describe('a replay', () => {
  test('sends the same body with the same id once more', async () => {
    await desk.webhook({ kinds: ['opened'] });
    await desk.open();
    await desk.work();
    desk.clock.advance(HOUR);
    const [one] = await log();
    const replayed = await replayDelivery(asAdmin(), { id: one?.id ?? '' });
    expect(replayed).toMatchObject({ id: one?.id, state: 'waiting', attempts: 0 });
    expect(await outcome(replayDelivery(asAdmin(), { id: replayed.id }))).toBe('conflict');
    await desk.work();
    const [first, second] = desk.there.received;
    expect(second?.text).toBe(first?.text);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature']);
    expect(await log()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  });

  test('of all that failed since an instant goes in its order', async () => {
    const { id } = await desk.webhook({ kinds: ['opened', 'replied'] });
    await desk.webhook({ kinds: ['opened'] });
    desk.there.answer(() => 410);
    const old = await desk.open();
    await desk.work();
    desk.clock.advance(HOUR);
    const since = desk.clock.now().toISOString();
    await update({ id, enabled: true });
    const number = await desk.open();
    await replyToTicket(desk.ctxFor(desk.agent), { number, body: 'one' });
    await desk.work();
    const refused = await refusal(replayFailed(asAdmin(), { id, since }));
    expect(refused).toEqual({ code: 'conflict', message: 'Switch the webhook on first.', fields: [] });
    await update({ id, enabled: true });
    await testWebhook(asAdmin(), desk.sending, { id });
    desk.there.answer(() => 200);
    desk.there.received.length = 0;
    expect(await replayFailed(asAdmin(), { id, since })).toEqual({ count: 2 });
    await desk.work();
    expect(desk.there.received.map(({ body }) => body.kind)).toEqual(['opened', 'replied']);
    expect(await log({ webhook: id, ticket: old })).toMatchObject([{ state: 'failed' }]);
    expect(await replayFailed(asAdmin(), { id, since })).toEqual({ count: 0 });
  });

  test('of a test is none', async () => {
    const { id } = await desk.webhook();
    const tried = await testWebhook(asAdmin(), desk.sending, { id });
    expect(await outcome(replayDelivery(asAdmin(), { id: tried.id }))).toBe('conflict');
  });
});

describe('is switched off', () => {
  const told = async () => {
    const channel = recordingChannel();
    await deliverAll(desk, channel);
    return channel.lines(`direct:${desk.admin.id}`);
  };

  test('at once by 410; admins are told, and the audit log knows why', async () => {
    const { id } = await desk.webhook({ name: 'Paging', kinds: ['opened', 'replied'] });
    desk.there.answer(() => 410);
    const number = await desk.open();
    await replyToTicket(desk.ctxFor(desk.agent), { number, body: 'behind it' });
    await desk.work();
    expect(desk.there.received).toHaveLength(1);
    expect(await list()).toMatchObject([
      { enabled: false, offBecause: 'It answered that it is gone (410).', waiting: 0, failed: 2 },
    ]);
    expect((await log()).map(({ error }) => error)).toEqual([
      'The webhook was switched off.',
      'It answered that it is gone (410).',
    ]);
    expect((await audits()).at(-1)).toEqual({
      action: 'webhook.off',
      detail: JSON.stringify({ name: 'Paging', why: 'It answered that it is gone (410).' }),
    });
    expect(await told()).toEqual([
      'desk: The webhook “Paging” was switched off. It answered that it is gone (410). What it missed stands in its log, under Settings, Webhooks.',
    ]);
    await update({ id, enabled: true });
    expect(await list()).toMatchObject([{ enabled: true, offBecause: null, failures: 0 }]);
  });

  test('after 20 failures in a row, but not by an outage of minutes', async () => {
    await desk.webhook({ kinds: ['opened'] });
    desk.there.answer(() => 500);
    for (let count = 0; count < 25; count++) await desk.open();
    await desk.work();
    expect(await list()).toMatchObject([{ enabled: true, failures: 25, waiting: 25 }]);
    desk.there.answer(() => 200);
    await desk.wait(MINUTE);
    expect(await list()).toMatchObject([{ enabled: true, failures: 0, failingSince: null, waiting: 0 }]);
    desk.there.answer(() => 500);
    for (let count = 0; count < 5; count++) await desk.open();
    await desk.wait(0);
    await desk.work();
    await desk.wait(2 * HOUR);
    const [webhook] = await list();
    expect(webhook).toMatchObject({ enabled: false, waiting: 0 });
    expect(webhook?.offBecause).toMatch(/^All of the last \d+ attempts failed\.$/);
    expect(await told()).toHaveLength(1);
  });

  test('after 24 hours in which nothing got through', async () => {
    await desk.webhook({ kinds: ['opened'] });
    desk.there.answer(() => 500);
    await desk.open();
    await desk.work();
    await desk.wait(DAY - 1);
    expect(await list()).toMatchObject([{ enabled: true }]);
    await desk.wait(5 * HOUR);
    expect(await list()).toMatchObject([{ enabled: false, offBecause: 'All attempts of 24 hours failed.' }]);
  });

  test('by an admin: what waited has failed, and what was just being sent is noted', async () => {
    const { id } = await desk.webhook({ kinds: ['opened', 'replied'] });
    const number = await desk.open();
    await replyToTicket(desk.ctxFor(desk.agent), { number, body: 'behind it' });
    desk.there.answer(async () => {
      await update({ id, enabled: false });
      return 200;
    });
    await desk.work();
    expect(await desk.lines()).toEqual(['opened delivered 1', 'replied failed 0']);
  });
});
