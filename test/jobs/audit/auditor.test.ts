import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuditor } from '../../src/jobs/audit.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import { createDesk, type Desk } from '../support/desk.ts';

let desk: Desk;
let url: string;
let status = 200;
const heard: { status: string; breaches: string[] }[] = [];
const watcher = createServer(async (req, res) => {
  heard.push(JSON.parse(await text(req)));
  res.writeHead(status).end();
});
beforeAll(async () => {
  desk = await createDesk();
  await new Promise<void>((done) => watcher.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(watcher.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  watcher.close();
  await desk?.close();
});

it('tells that all is well each time, a breach once, and when it is over', async () => {
  const auditor = createAuditor({ ctx: () => desk.ctxFor('system'), url });
  const hears = async () => {
    heard.length = 0;
    await auditor.tick();
    return heard.map(({ status, breaches }) => [status, ...breaches]);
  };
  expect(await hears()).toEqual([['ok']]);
  expect(await hears()).toEqual([['ok']]);

  const now = desk.clock.now();
  const notice = await desk.store.client.notice.create({
    data: { kind: 'sign_in', channel: 'web', conversation: 'x', dueAt: now, createdAt: now },
  });
  expect(await hears()).toEqual([['ok']]);
  desk.clock.advance(2 * MINUTE);
  // What was not taken counts as untold.
  status = 503;
  expect(await hears()).toEqual([['breach', 'delivery']]);
  status = 200;
  expect(await hears()).toEqual([['breach', 'delivery']]);
  expect(await hears()).toEqual([]);
  await desk.store.client.notice.delete({ where: { id: notice.id } });
  expect(await hears()).toEqual([['ok']]);
});

it('tells when the database cannot be asked', async () => {
  const ctx = desk.ctxFor('system');
  const query = () => Promise.reject(new Error('away'));
  const pool = Object.assign(Object.create(ctx.store.pool), { query });
  const away = { ...ctx, store: { ...ctx.store, pool } };
  let calls = 0;
  const auditor = createAuditor({ ctx: () => (calls++ === 0 ? away : ctx), url });
  heard.length = 0;
  await auditor.tick();
  expect(heard).toMatchObject([{ status: 'breach', breaches: ['database'] }]);
});
