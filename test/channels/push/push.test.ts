import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPushChannel } from '../../../src/channels/push/channel.ts';
import type { Channel } from '../../../src/chat/channel.ts';
import { acknowledgeAlert, resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { getAlert } from '../../../src/domain/alerts/list.ts';
import { putPaging } from '../../../src/domain/escalation/paging.ts';
import { addDevice, getPush, removeDevice } from '../../../src/domain/push/devices.ts';
import { updateSettings } from '../../../src/domain/settings/settings.ts';
import { SECOND } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { type AlertDesk, createAlertDesk } from '../../domain/alerts/alert-desk.ts';
import { outcome } from '../../domain/tickets/cast.ts';
import { browserKeys } from '../../support/push/browser.ts';
import { fakePushService } from '../../support/push/service.ts';
import { type RecordingChannel, recordingChannel } from '../../support/recording-channel.ts';
import { PUSH_KEY } from '../../support/server.ts';

let desk: AlertDesk;
let service: Awaited<ReturnType<typeof fakePushService>>;
let mail: RecordingChannel;
let channel: Channel;
beforeEach(async () => {
  desk = await createAlertDesk();
  service = await fakePushService();
  mail = recordingChannel({ name: 'email', can: { edit: false } });
  channel = createPushChannel(desk, PUSH_KEY, () => 'https://desk.example.com');
  await allow(service.host);
});
afterEach(async () => {
  await service.close();
  await desk.close();
});

const allow = (...allowedHosts: string[]) => updateSettings(desk.ctxFor(desk.admin), { allowedHosts });
const asAgent = () => desk.ctxFor(desk.agent);
const keyOf = async (person = desk.agent) => (await getPush(desk.ctxFor(person), PUSH_KEY)).publicKey;
/** Somebody turns pushes on in a browser, and is paged there first, and by mail three minutes later. */
async function turnOn(id: string, person: ActingPerson = desk.agent) {
  const subscription = service.subscribe(await keyOf(person), id);
  const device = await addDevice(desk.ctxFor(person), PUSH_KEY, { ...subscription, name: id });
  const ways = [
    { via: 'push' as const, afterMinutes: 0 },
    { via: 'email' as const, afterMinutes: 3 },
  ];
  await putPaging(desk.ctxFor(person), { id: person.id, urgent: ways, normal: ways });
  return device;
}
const work = () => desk.work(mail, channel);
const fire = async (event?: Parameters<AlertDesk['say']>[0]) => {
  await desk.say(event);
  await work();
};
const pages = async () =>
  (await getAlert(asAgent(), await desk.last())).pages.map(({ via, state }) => `${via} ${state}`);
const error = async () => (await getAlert(asAgent(), await desk.last())).pages[0]?.error;
const names = async () => (await getPush(asAgent(), PUSH_KEY)).devices.map(({ name }) => name);

describe('a push', () => {
  test('shows the alert in every browser of whoever is paged, with a button', async () => {
    await turnOn('laptop');
    await turnOn('phone');
    await fire();
    const { id } = await desk.last();
    expect(service.pushed.map(({ device }) => device).toSorted()).toEqual(['laptop', 'phone']);
    expect(service.pushed[0]).toMatchObject({ ttl: 3_600 });
    expect(service.pushed[0]?.payload).toEqual({
      ...{ tag: `https://desk.example.com/alerts/${id}`, url: `https://desk.example.com/alerts/${id}` },
      title: 'Critical: The disk is full',
      body: 'Shop\nNobody has answered yet',
      button: { label: 'Acknowledge', alert: id, state: 'triggered' },
      link: expect.stringMatching(/^https:\/\/desk\.example\.com\/p\/[\w-]{44}$/),
      silent: false,
    });
    expect(await pages()).toEqual(['push sent', 'email waiting']);
    const { devices } = await getPush(asAgent(), PUSH_KEY);
    expect(devices.every(({ pushedAt }) => pushedAt === desk.clock.now().toISOString())).toBe(true);
  });

  test('says silently and once what became of the alert, and nothing of what it counts', async () => {
    await turnOn('laptop');
    await fire();
    await fire();
    desk.clock.advance(10 * SECOND);
    await work();
    expect(service.pushed).toHaveLength(1);
    await acknowledgeAlert(desk.ctxFor(desk.second), await desk.last());
    await work();
    await resolveAlert(asAgent(), await desk.last());
    await work();
    const [first, ...rest] = service.pushed;
    expect(rest.map(({ payload }) => payload)).toMatchObject([
      { silent: true, body: 'Shop\nAcknowledged by Ben', button: null },
      { silent: true, body: 'Shop\nResolved by Ada', button: null },
    ]);
    expect(new Set(rest.map(({ topic }) => topic))).toEqual(new Set([first?.topic]));
  });

  test('stays small, whatever an alert says', async () => {
    await turnOn('laptop');
    await fire({ summary: '𝕊'.repeat(1_000), source: 'x'.repeat(500), labels: { a: 'b'.repeat(500) } });
    expect(service.pushed).toHaveLength(1);
    expect(JSON.stringify(service.pushed[0]?.payload).length).toBeLessThan(2_000);
  });

  test('that a browser takes no more removes it, and the others are enough', async () => {
    await turnOn('laptop');
    await turnOn('phone');
    service.unsubscribe('phone');
    await fire();
    expect(await pages()).toEqual(['push sent', 'email waiting']);
    expect(await names()).toEqual(['laptop']);
    const told = await desk.store.client.auditEntry.findMany({ where: { action: 'person.push_remove' } });
    expect(told).toHaveLength(1);
  });

  test('that no browser takes any more brings the next way at once', async () => {
    await turnOn('laptop');
    service.unsubscribe('laptop');
    await fire();
    expect(await pages()).toEqual(['push failed', 'email sent']);
    expect(await error()).toMatch(/takes no pushes any more/);
    expect(await names()).toEqual([]);
    await fire({ dedupKey: 'heat' });
    expect(await error()).toBe('They have no browser that takes pushes.');
  });

  test('waits as long as the push service asks, while the next way is taken', async () => {
    await turnOn('laptop');
    service.fail('laptop', { status: 429, retryAfter: 20 });
    await fire();
    expect(await pages()).toEqual(['push waiting', 'email sent']);
    desk.clock.advance(19 * SECOND);
    await work();
    expect(service.pushed).toHaveLength(0);
    desk.clock.advance(SECOND);
    await work();
    expect(service.pushed).toHaveLength(1);
    expect(await names()).toEqual(['laptop']);
  });

  test('that is refused fails at once, and its browser stays', async () => {
    await turnOn('laptop');
    service.fail('laptop', { status: 403 });
    await fire();
    expect(await pages()).toEqual(['push failed', 'email sent']);
    expect(await error()).toBe('The push service answered with 403.');
    expect(await names()).toEqual(['laptop']);
  });

  test('of what became of the alert that nobody takes any more is left', async () => {
    await turnOn('laptop');
    await fire();
    service.unsubscribe('laptop');
    await acknowledgeAlert(asAgent(), await desk.last());
    await work();
    const page = await desk.store.client.page.findFirstOrThrow({ where: { via: 'push' } });
    expect(page).toMatchObject({ state: 'sent', workAt: null });
  });

  test('goes to no address that is not public, whenever it is so', async () => {
    await turnOn('laptop');
    await allow();
    await fire();
    expect(service.pushed).toHaveLength(0);
    expect(await error()).toMatch(/is not public/);
  });

  test('fails in words where SECRET_KEY is another one', async () => {
    await turnOn('laptop');
    channel = createPushChannel(desk, Buffer.alloc(32, 9), () => 'https://desk.example.com');
    await fire();
    expect(await pages()).toEqual(['push failed', 'email sent']);
    expect(await error()).toMatch(/SECRET_KEY/);
  });
});

describe('a browser', () => {
  const add = (more: object) =>
    addDevice(asAgent(), PUSH_KEY, {
      ...{ ...browserKeys(), endpoint: 'https://push.example.com/1', name: 'Firefox' },
      ...more,
    });

  test('is refused whose address is not public, or whose keys are none', async () => {
    await allow();
    for (const endpoint of [
      'http://push.example.com/1',
      'https://10.0.0.1/',
      'https://[::1]/',
      'https://a:b@push.example.com/',
    ]) {
      expect(await outcome(add({ endpoint })), endpoint).toBe('invalid');
    }
    const { keys } = browserKeys();
    expect(await outcome(add({ keys: { ...keys, auth: 'AAAA' } }))).toBe('invalid');
    expect(await outcome(add({ keys: { ...keys, p256dh: 'B'.repeat(87) } }))).toBe('invalid');
    expect(await outcome(add({}))).toBe('done');
  });

  test('is there once, and belongs to who turned it on last', async () => {
    const { endpoint, keys } = service.subscribe(await keyOf(), 'shared');
    const first = await add({ endpoint, keys });
    expect((await add({ endpoint, keys })).id).toBe(first.id);
    const taken = await addDevice(desk.ctxFor(desk.second), PUSH_KEY, { endpoint, keys, name: 'Firefox' });
    expect(taken.id).toBe(first.id);
    expect(await names()).toEqual([]);
    expect(await outcome(removeDevice(asAgent(), { id: first.id }))).toBe('not_found');
    await removeDevice(desk.ctxFor(desk.second), { id: first.id });
    expect(await desk.store.client.pushDevice.count()).toBe(0);
  });

  test('is one of ten at most, and all at once are no more', async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) => outcome(add({ endpoint: `https://push.example.com/${n}` }))),
    );
    expect(all.filter((one) => one === 'conflict')).toHaveLength(2);
    expect(await names()).toHaveLength(10);
  });

  test('subscribes with one key, whoever asks first, and nothing secret stands in the database', async () => {
    const asked = await Promise.all(
      [desk.agent, desk.second, desk.admin, desk.agent].map((one) => keyOf(one)),
    );
    expect(new Set(asked).size).toBe(1);
    const { endpoint, keys } = service.subscribe(asked[0] ?? '', 'laptop');
    await add({ endpoint, keys });
    const [key, device] = [
      await desk.store.client.pushKey.findFirstOrThrow(),
      await desk.store.client.pushDevice.findFirstOrThrow(),
    ];
    expect(Buffer.from(key.privateKey).length).toBeGreaterThan(43);
    expect(Buffer.from(device.subscription).toString('latin1')).not.toContain(endpoint);
  });
});
