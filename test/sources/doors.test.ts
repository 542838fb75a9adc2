import { afterEach, beforeEach, expect, test } from 'vitest';
import { addIntegration, revokeIntegration } from '../../src/domain/services/integrations.ts';
import { sourceRoutes } from '../../src/sources/routes.ts';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
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

async function post(path: string, body: unknown, type = 'application/json') {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const open = (source: 'pagerduty' | 'alertmanager') =>
  addIntegration(desk.ctxFor(desk.admin), { id: desk.service.id, name: source, source });

test('what is answered with 202 stands in the database', async () => {
  const answer = await post(`/hooks/generic/${desk.key}`, { summary: 'The disk is full', dedupKey: 'disk' });
  expect(answer).toEqual({
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
