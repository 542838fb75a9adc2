import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SourceName } from '../../src/contract/services.ts';
import {
  addIntegration,
  previewMapping,
  revokeIntegration,
  rotateKey,
  updateIntegration,
} from '../../src/domain/services/integrations.ts';
import { listPayloads } from '../../src/domain/services/payloads.ts';
import { sourceRoutes } from '../../src/sources/routes.ts';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
import { outcome } from '../domain/tickets/cast.ts';
import { type ApiServer, startServer } from '../support/server.ts';

let desk: AlertDesk;
let server: ApiServer;
beforeEach(async () => {
  desk = await createAlertDesk();
  server = await startServer(desk, { platformRoutes: [sourceRoutes(desk)] });
});
afterEach(async () => {
  await server.close();
  await desk.close();
});

async function post(path: string, body: unknown, type = 'application/json', headers = {}) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { status, headers: answered } = response;
  return {
    status,
    again: answered.get('retry-after'),
    body: (await response.json()) as Record<string, unknown>,
  };
}
const open = (source: SourceName) =>
  addIntegration(desk.ctxFor(desk.admin), { id: desk.service.id, name: source, source });

test('what is answered with 202 stands in the database', async () => {
  const answer = await post(`/hooks/generic/${desk.key}`, { summary: 'The disk is full', dedupKey: 'disk' });
  expect(answer).toMatchObject({
    status: 202,
    body: { status: 'success', message: 'Event processed', count: 1, dedup_key: 'disk' },
  });
  expect(await desk.lines()).toEqual(['disk triggered 1']);
  // Many senders do not say that it is JSON.
  await post(`/hooks/generic/${desk.key}`, { summary: 'The disk is full', dedupKey: 'disk' }, 'text/plain');
  expect(await desk.lines()).toEqual(['disk triggered 2']);
});

test('what pages PagerDuty pages the desk, by another address alone', async () => {
  const { key } = await open('pagerduty');
  const event = (event_action: string) => ({
    ...{ routing_key: key, event_action, dedup_key: 'srv01/HTTP' },
    payload: { summary: 'HTTP is down', source: 'srv01', severity: 'critical' },
  });
  const said = async (action: string) => (await post('/v2/enqueue', event(action))).status;
  expect([await said('trigger'), await said('trigger'), await said('acknowledge')]).toEqual([202, 202, 202]);
  expect(await desk.lines()).toEqual(['srv01/HTTP acknowledged 2']);
  expect(await said('resolve')).toBe(202);
  expect(await desk.lines()).toEqual(['srv01/HTTP resolved 2']);
  const { status, body } = await post('/v2/enqueue', { ...event('trigger'), routing_key: 'x'.repeat(32) });
  expect([status, body.status]).toEqual([400, 'invalid event']);
});

test('what cannot be read is answered with what is wrong, and leaves nothing', async () => {
  const path = `/hooks/generic/${desk.key}`;
  expect(await post(path, { severity: 'error' })).toMatchObject({
    status: 400,
    body: { errors: [expect.stringMatching(/^summary: /)] },
  });
  expect(await post(path, '{')).toMatchObject({ status: 400, body: { message: 'The body is not JSON.' } });
  expect((await post(path, { summary: 'x'.repeat(3_000_000) })).status).toBe(413);
  expect(await desk.lines()).toEqual([]);
});

test('a door that is not there, is of another source, or was revoked is closed', async () => {
  const { key, integration } = await open('alertmanager');
  expect((await post(`/hooks/generic/${key}`, { summary: 'x' })).status).toBe(404);
  expect((await post(`/hooks/generic/${'x'.repeat(32)}`, { summary: 'x' })).status).toBe(404);
  expect((await post(`/hooks/nothing/${key}`, { summary: 'x' })).status).toBe(404);
  await revokeIntegration(desk.ctxFor(desk.admin), { id: integration.id });
  expect((await post(`/hooks/alertmanager/${key}`, {})).status).toBe(404);
  expect(await desk.lines()).toEqual([]);
});

test('what alerts Opsgenie alerts the desk: by its key in the header, closed by alias', async () => {
  const { key } = await open('opsgenie');
  const ask = (path: string, body: unknown, word = 'GenieKey') =>
    post(path, body, 'application/json', { authorization: `${word} ${key}` });
  const made = await ask('/v2/alerts', { message: 'The disk is full', alias: 'disk/1', priority: 'P1' });
  expect(made).toMatchObject({
    status: 202,
    body: { result: 'Request will be processed', requestId: 'disk/1' },
  });
  await ask('/v2/alerts/disk%2F1/acknowledge?identifierType=alias', {});
  expect(await desk.lines()).toEqual(['disk/1 acknowledged 1']);
  await ask('/v2/alerts/disk%2F1/close?identifierType=alias', '');
  expect(await desk.lines()).toEqual(['disk/1 resolved 1']);
  expect((await ask('/v2/alerts/disk%2F1/snooze', {})).status).toBe(404);
  expect((await ask('/v2/alerts', { message: 'x' }, 'Basic')).status).toBe(404);
});

test('a key may come in a header, and not in a query', async () => {
  const body = { summary: 'The disk is full', dedupKey: 'disk' };
  const headers = { 'x-deskbell-key': desk.key };
  expect((await post('/hooks/generic', body, 'application/json', headers)).status).toBe(202);
  expect((await post(`/hooks/generic?key=${desk.key}`, body)).status).toBe(404);
  expect(await desk.lines()).toEqual(['disk triggered 1']);
});

test('a key that was replaced opens nothing, the new one does', async () => {
  const path = `/hooks/generic/${desk.key}`;
  const { key } = await rotateKey(desk.ctxFor(desk.admin), { id: desk.door.id });
  expect((await post(path, { summary: 'x' })).status).toBe(404);
  expect((await post(`/hooks/generic/${key}`, { summary: 'x' })).status).toBe(202);
  await revokeIntegration(desk.ctxFor(desk.admin), { id: desk.door.id });
  expect(await outcome(rotateKey(desk.ctxFor(desk.admin), { id: desk.door.id }))).toBe('conflict');
});

test('past its rate an integration is told when to come back, and no other one is', async () => {
  const [busy, calm] = [await open('generic'), await open('generic')];
  const { id } = busy.integration;
  await updateIntegration(desk.ctxFor(desk.admin), { id, settings: { ratePerMinute: 2 } });
  const send = ({ key }: { key: string }) => post(`/hooks/generic/${key}`, { summary: 'x' });
  expect([(await send(busy)).status, (await send(busy)).status]).toEqual([202, 202]);
  const refused = await send(busy);
  expect(refused.status).toBe(429);
  expect(Number(refused.again)).toBeGreaterThan(0);
  expect((await send(calm)).status).toBe(202);
});

test('a mapping is tried out before it is used, and refused where it is none', async () => {
  const ctx = () => desk.ctxFor(desk.admin);
  const { id } = desk.door;
  const mapping = { summary: 'what', resolved: "state == 'ok'" };
  const body = JSON.stringify({ what: 'The disk is full', state: 'ok' });
  expect(await previewMapping(ctx(), { id, mapping, body })).toMatchObject({
    alerts: [{ action: 'resolve', summary: 'The disk is full', dedupKey: 'The disk is full' }],
  });
  expect(await desk.lines()).toEqual([]);
  expect(await outcome(previewMapping(ctx(), { id, mapping, body: '{' }))).toBe('invalid');
  const broken = { mapping: { ...mapping, source: 'a[' } };
  expect(await outcome(updateIntegration(ctx(), { id, settings: broken }))).toBe('invalid');
  await updateIntegration(ctx(), { id, settings: { mapping } });
  await post(`/hooks/generic/${desk.key}`, { what: 'The disk is full' });
  expect(await desk.lines()).toEqual(['The disk is full triggered 1']);
});

test('what came in last is kept without its secrets, and so is what was refused, with the reason', async () => {
  const path = `/hooks/generic/${desk.key}`;
  const secret = 'hunter2-hunter2';
  const labels = { api_key: secret, url: `https://example.com/?token=${secret}&page=2` };
  await post(path, { summary: 'The disk is full', labels });
  await post(path, { severity: 'error', password: secret });
  await post(path, `{ "token": "${secret}"`);
  for (let n = 0; n < 25; n++) await post(path, { summary: 'x', n });
  const { items } = await listPayloads(desk.ctxFor(desk.admin), { id: desk.door.id });
  const refused = items.filter(({ refusedBecause }) => refusedBecause !== null);
  expect(items).toHaveLength(22);
  expect(items[0]).toMatchObject({ refusedBecause: null, events: 1, body: '{"summary":"x","n":24}' });
  expect(refused).toMatchObject([
    { refusedBecause: 'The body is not JSON.', body: '{ "token": "(removed)"' },
    {
      refusedBecause: expect.stringMatching(/^summary: /),
      body: '{"severity":"error","password":"(removed)"}',
    },
  ]);
  const all = await desk.store.client.hookPayload.findMany();
  expect(JSON.stringify(all)).not.toContain(secret);
});
