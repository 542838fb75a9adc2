import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IntegrationSettings } from '../../../src/contract/services.ts';
import { resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { createMaintenance, endMaintenance } from '../../../src/domain/maintenance/maintenances.ts';
import { listHeartbeats } from '../../../src/domain/services/heartbeat-list.ts';
import { findMissing, ping } from '../../../src/domain/services/heartbeats.ts';
import {
  addIntegration,
  doorOf,
  revokeIntegration,
  updateIntegration,
} from '../../../src/domain/services/integrations.ts';
import { createService, updateService } from '../../../src/domain/services/services.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome, tokenOf } from '../tickets/cast.ts';

/** It is Monday at nine. */
let desk: AlertDesk;
beforeEach(async () => {
  desk = await createAlertDesk();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);
const system = () => desk.ctxFor('system');
const list = (input: Parameters<typeof listHeartbeats>[1] = {}) => listHeartbeats(asAgent(), input);
const names = async (input: Parameters<typeof listHeartbeats>[1] = {}) =>
  (await list(input)).items.map(({ name }) => name);

/** Something that beats every ten minutes, and may be two minutes late. */
async function add(name: string, serviceId = desk.service.id, settings: Partial<IntegrationSettings> = {}) {
  const { integration, key } = await addIntegration(asAdmin(), {
    ...{ id: serviceId, name, source: 'heartbeat' },
    settings: { everySeconds: 600, graceSeconds: 120, ...settings },
  });
  const beat = async () => {
    const door = await doorOf(system(), key);
    if (door) await ping(system(), door);
  };
  return { id: integration.id, beat };
}
/** What is said of the first of them, after some time. */
async function after(milliseconds: number) {
  desk.clock.advance(milliseconds);
  await findMissing(system());
  const [one] = (await list()).items;
  const { state, since, lastUsedAt, alertId } = one ?? {};
  const time = (at: string | null | undefined) => at?.slice(11, 19) ?? null;
  return [state, time(since), time(lastUsedAt), alertId ? 'alert' : null];
}

test('a heartbeat waits for the first one, is healthy, late and then missing, and comes back', async () => {
  const { beat } = await add('Backup');
  expect(await after(HOUR)).toEqual(['waiting', null, null, null]);
  await beat();
  expect(await after(10 * MINUTE - SECOND)).toEqual(['healthy', null, '10:00:00', null]);
  expect(await after(SECOND)).toEqual(['late', '10:10:00', '10:00:00', null]);
  expect(await desk.lines()).toEqual([]);
  expect(await after(2 * MINUTE)).toEqual(['missing', '10:12:00', '10:00:00', 'alert']);
  expect((await desk.store.client.alert.findFirstOrThrow()).summary).toBe(
    'No heartbeat of Backup for 12 min',
  );
  expect((await list()).items[0]?.alertId).toBe((await desk.last()).id);
  // Whoever resolves the alert does not make it heard.
  await resolveAlert(asAgent(), await desk.last());
  expect(await after(HOUR)).toEqual(['missing', '10:12:00', '10:00:00', null]);
  await beat();
  expect(await after(MINUTE)).toEqual(['healthy', null, '11:12:00', null]);
});

test('one that is overdue is missing also before an alert was opened for it', async () => {
  const { beat } = await add('Backup');
  await beat();
  desk.clock.advance(13 * MINUTE);
  expect((await list()).items).toMatchObject([{ state: 'missing', since: '2026-01-05T09:12:00.000Z' }]);
  expect(await names({ state: ['missing'] })).toEqual(['Backup']);
});

test('that it is waited for again is news, and that it goes on is none', async () => {
  const { beat } = await add('Backup');
  const news: string[] = [];
  const stop = desk.bus.subscribe(({ topic }) => news.push(topic));
  await beat();
  expect(news.filter((topic) => topic === 'directory')).toHaveLength(1);
  await beat();
  expect(news.filter((topic) => topic === 'directory')).toHaveLength(1);
  stop();
});

test('other settings count from when it was heard last', async () => {
  const { id, beat } = await add('Backup');
  const set = (everySeconds: number, graceSeconds: number) =>
    updateIntegration(asAdmin(), { id, settings: { everySeconds, graceSeconds } });
  expect((await set(600, 0)).pingDueAt).toBeNull();
  await beat();
  expect((await set(3_600, 60)).pingDueAt).toBe('2026-01-05T10:01:00.000Z');
  expect(await after(HOUR)).toEqual(['late', '10:00:00', '09:00:00', null]);
  await set(600, 0);
  expect(await after(0)).toEqual(['missing', '09:10:00', '09:00:00', 'alert']);
  // It is missing, whatever was wanted since.
  expect((await set(86_400, 0)).pingDueAt).toBeNull();
  expect(await after(0)).toEqual(['missing', '09:10:00', '09:00:00', 'alert']);
  expect(await outcome(set(600, -1))).toBe('invalid');
  expect(await outcome(set(600, 86_401))).toBe('invalid');
});

test('under maintenance it says so, whether or not it is missing, and of which', async () => {
  const { beat } = await add('Backup');
  const at = (milliseconds: number) => new Date(desk.clock.now().getTime() + milliseconds).toISOString();
  const plan = (name: string, from: number, to: number) =>
    createMaintenance(asAgent(), {
      ...{ name, serviceIds: [desk.service.id], startsAt: at(from), endsAt: at(to) },
    });
  await plan('Short', 0, HOUR);
  const { id } = await plan('Long', 0, 5 * HOUR);
  await plan('Later', 3 * HOUR, 9 * HOUR);
  await beat();
  expect((await list()).items).toMatchObject([{ state: 'maintenance', since: null, maintenance: { id } }]);
  expect(await after(2 * HOUR)).toEqual(['maintenance', '09:12:00', '09:00:00', 'alert']);
  expect(await names({ state: ['missing'] })).toEqual([]);
  await endMaintenance(asAgent(), { id });
  expect((await list()).items).toMatchObject([{ state: 'missing', maintenance: null }]);
});

test('the worst come first, then they go by name, page after page', async () => {
  for (const name of ['d', 'b', 'a', 'c', 'e 日本語']) {
    const { beat } = await add(name);
    if (name !== 'c') await beat();
  }
  desk.clock.advance(20 * MINUTE);
  await findMissing(system());
  const { beat } = await add('healthy');
  await beat();
  const order = ['a', 'b', 'd', 'e 日本語', 'c', 'healthy'];
  expect(await names()).toEqual(order);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await list({ limit: 2, ...(cursor ? { cursor } : {}) });
    expect(items.length).toBeLessThanOrEqual(2);
    seen.push(...items.map(({ name }) => name));
    cursor = next ?? undefined;
  } while (cursor);
  expect(seen).toEqual(order);
  for (const cursor of ['x', Buffer.from('1 x').toString('base64url'), 'MSAnOyBEUk9Q']) {
    expect(await outcome(list({ cursor }))).toBe('invalid');
  }
});

test('is found by state, service, team and words, none of which stand for others', async () => {
  const team = await desk.addTeam('Routers');
  const other = await createService(asAdmin(), { name: 'Router_1', teamId: team.id });
  await add('100% backup');
  const { beat } = await add('Ping', other.id);
  await beat();
  expect(await names({ state: ['waiting', 'late'] })).toEqual(['100% backup']);
  expect(await names({ service: [other.id] })).toEqual(['Ping']);
  expect(await names({ team: [desk.team.id] })).toEqual(['100% backup']);
  expect(await names({ text: 'ROUTER_' })).toEqual(['Ping']);
  expect(await names({ text: '0% B' })).toEqual(['100% backup']);
  expect(await names({ text: '0_' })).toEqual([]);
  expect(await names({ text: 'p', team: [team.id], state: ['missing'] })).toEqual([]);
  expect((await list({ service: [other.id] })).items).toMatchObject([
    { service: { id: other.id, name: 'Router_1' }, team: { id: team.id, name: 'Routers' } },
  ]);
});

test('what is revoked or archived, and what is none, does not stand there', async () => {
  const { id } = await add('Gone');
  const other = await createService(asAdmin(), { name: 'Old', teamId: desk.team.id });
  await add('Archived', other.id);
  expect(await names()).toEqual(['Archived', 'Gone']);
  await revokeIntegration(asAdmin(), { id });
  await updateService(asAdmin(), { id: other.id, archived: true });
  expect(await names()).toEqual([]);
});

test('agents and admins see it, as they see services', async () => {
  await add('Backup');
  for (const [who, expected] of [
    [desk.agent, 'done'],
    [desk.neighbour, 'done'],
    [desk.admin, 'done'],
    [tokenOf(desk.agent, 'read'), 'done'],
    [desk.requester, 'forbidden'],
    [desk.guest, 'forbidden'],
    [desk.external, 'forbidden'],
  ] as const) {
    expect(await outcome(listHeartbeats(desk.ctxFor(who), {}))).toBe(expected);
  }
  expect(JSON.stringify(await list())).not.toMatch(/key/i);
});

test('pings and the search for what is missing at once leave it heard, or missing with an alert', async () => {
  const beats = await Promise.all(['a', 'b', 'c'].map((name) => add(name)));
  for (const { beat } of beats) await beat();
  for (let round = 0; round < 5; round++) {
    desk.clock.advance(12 * MINUTE);
    await Promise.all([
      ...beats.flatMap(({ beat }) => [beat(), beat()]),
      findMissing(system()),
      findMissing(system()),
    ]);
    for (const { state, alertId } of (await list()).items) {
      expect([state, alertId]).toEqual(['healthy', null]);
    }
  }
});
