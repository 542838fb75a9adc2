import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Export } from '../../src/contract/exports.ts';
import { runNextExport } from '../../src/domain/exports/run.ts';
import { openTicket } from '../../src/domain/tickets/open.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type ApiServer, type Credentials, type Problem, startServer } from '../support/server.ts';

let desk: Desk;
let server: ApiServer;
let admin: ActingPerson;
let as: Credentials;
beforeAll(async () => {
  desk = await createDesk();
  server = await startServer(desk);
  admin = await desk.person({ roles: ['admin'] });
  await desk.person({ roles: ['admin'] });
  as = await server.signIn(admin);
  await openTicket(desk.ctxFor(admin), { title: 'Ünïcode ✓', description: 'x' });
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

const stopping = new AbortController().signal;
const run = () => runNextExport(desk.ctxFor('system'), { dataDir: server.deps.dataDir, stopping });
const actionsOn = async (id: string) =>
  (await desk.store.client.auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: 'asc' } })).map(
    ({ action }) => action,
  );

it('is started, written, fetched and removed, and all of it stands in the audit log', async () => {
  const body = { format: 'csv', zip: false, types: ['ticket'] };
  const { status, body: started } = await server.call<Export>('POST', '/exports', { as, body });
  expect([status, started.state, started.name]).toEqual([201, 'waiting', 'deskbell-ticket-2026-01-05.csv']);
  const path = `/exports/${started.id}`;
  const early = await server.call<Problem>('GET', `${path}/file`, { as });
  expect([early.status, early.body.code]).toEqual([409, 'conflict']);
  await run();
  const { body: done } = await server.call<Export>('GET', path, { as });
  expect(done).toMatchObject({ state: 'done', done: 1, total: 1, mine: true });
  const head = await server.call('HEAD', `${path}/file`, { as });
  expect(head.headers.get('content-length')).toBe(String(done.size));
  const file = await server.call('GET', `${path}/file`, { as });
  expect(file.status).toBe(200);
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(file.headers.get('content-disposition')).toContain(`filename="${done.name}"`);
  expect(file.headers.get('cache-control')).toBe('private, no-store');
  expect(Buffer.byteLength(file.text)).toBe(done.size);
  expect(file.text).toContain(',Ünïcode ✓,');
  expect((await server.call('DELETE', path, { as })).status).toBe(204);
  expect((await server.call('GET', `${path}/file`, { as })).status).toBe(404);
  expect((await server.call('DELETE', path, { as })).status).toBe(404);
  expect(await actionsOn(started.id)).toEqual(['export.start', 'export.download', 'export.remove']);
});

it('begun twice by the same key is one', async () => {
  const call = () =>
    server.call<Export>('POST', '/exports', { as, body: {}, headers: { 'idempotency-key': 'once' } });
  const [first, second] = [await call(), await call()];
  expect(second.body.id).toBe(first.body.id);
  expect(await actionsOn(first.body.id)).toEqual(['export.start']);
  await run();
});

it('who is no longer an admin does not get what only admins may have', async () => {
  const { body: started } = await server.call<Export>('POST', '/exports', { as, body: {} });
  await run();
  const get = async () => (await server.call('GET', `/exports/${started.id}/file`, { as })).status;
  expect(await get()).toBe(200);
  const be = (roles: ('agent' | 'admin')[]) =>
    desk.store.client.person.update({ where: { id: admin.id }, data: { roles } });
  await be(['agent']);
  expect(await get()).toBe(403);
  await be(['admin']);
  expect(await get()).toBe(200);
});

it.each(['nothing', '00000000-0000-7000-8000-000000000000', '..%2f..%2fsecret.key'])(
  'there is no file of %s',
  async (id) => {
    const answer = await server.call<Problem>('GET', `/exports/${id}/file`, { as });
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    expect((await server.call('POST', `/exports/${id}/file`, { as, body: {} })).status).toBe(405);
  },
);
