import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../src/lib/free-port.ts';
import { createStatusDesk, type StatusDesk } from '../domain/status/status-desk.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
const PATIENCE = { timeout: 60_000, interval: 100 };

let desk: StatusDesk;
let dataDir: string;
let way: Awaited<ReturnType<typeof wayTo>>;
let port: number;
let running: ReturnType<typeof start> | undefined;

beforeAll(async () => {
  desk = await createStatusDesk();
  dataDir = await mkdtemp(join(tmpdir(), 'deskbell-status-'));
  way = await wayTo(new URL(desk.store.url));
  port = await freePort();
});
afterAll(async () => {
  await running?.stop();
  await way?.close();
  await desk?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** The database by another port, which can be shut. */
async function wayTo(database: URL) {
  const own = await freePort();
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const close = async () => {
    const closing = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    if (closing) await new Promise((done) => closing.close(done));
  };
  const open = async () => {
    server = createServer((near) => {
      const far = connect(Number(database.port), database.hostname);
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => {}).on('close', () => sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
    server.listen(own, '127.0.0.1');
    await once(server, 'listening');
  };
  const url = new URL(database);
  url.hostname = '127.0.0.1';
  url.port = String(own);
  await open();
  return { url: url.href, open, close };
}

/** The web part as people run it. */
function start() {
  const child = spawn(process.execPath, [MAIN], {
    cwd: dataDir,
    env: {
      ...process.env,
      ...{ NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ROLE: 'web', LOG_LEVEL: 'warn' },
      ...{
        DATA_DIR: dataDir,
        DATABASE_URL: way.url,
        SECRET_KEY: 'a secret key of this test alone, and long',
      },
    },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  return {
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const get = (path: string) =>
  fetch(`http://127.0.0.1:${port}${path}`).then(
    async (answer) => ({ status: answer.status, text: await answer.text() }),
    () => ({ status: 0, text: '' }),
  );
const statusOf = async (path: string) => (await get(path)).status;

test('a process that starts without its database shows what was last known, and goes on when that is back', async () => {
  const number = await desk.declare();
  await desk.publish(number, { title: 'Orders fail', text: 'We look.', public: true });
  running = start();
  await expect.poll(() => statusOf('/readyz'), PATIENCE).not.toBe(0);
  await expect.poll(async () => (await get('/status')).text, PATIENCE).toContain('Orders fail');
  await expect.poll(() => readdir(dataDir), PATIENCE).toContain('status-page.json');
  await running.stop();

  await way.close();
  running = start();
  await expect.poll(() => statusOf('/status'), PATIENCE).toBe(200);
  const { text } = await get('/status');
  expect(text).toContain('Orders fail');
  for (const path of ['/status.json', '/status.atom', '/healthz']) expect(await statusOf(path)).toBe(200);
  for (const path of ['/readyz', '/api/v1/services', '/']) expect(await statusOf(path)).toBe(503);

  await way.open();
  await expect.poll(() => statusOf('/api/v1/services'), PATIENCE).toBe(401);
  expect((await get('/status')).text).toContain('Orders fail');
  await running.stop();

  // Nobody may see it any more, so it is not there either.
  await desk.settings({ public: false });
  running = start();
  await expect.poll(() => statusOf('/status'), PATIENCE).toBe(404);
  await expect.poll(() => readdir(dataDir), PATIENCE).not.toContain('status-page.json');
  await running.stop();
  await way.close();
  running = start();
  await running.ended;
  running = undefined;
}, 240_000);
