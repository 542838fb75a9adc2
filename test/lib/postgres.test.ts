import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startPostgres } from '../../src/lib/postgres.ts';
import { endPostmaster, readPostmaster } from '../../src/lib/postmaster.ts';

const isRoot = process.getuid?.() === 0;
const linux = process.platform === 'linux';
const module = new URL('../../src/lib/postgres.ts', import.meta.url).href;

/** A Deskbell in small: starts the server, then writes rows one by one and says each that was acknowledged. */
const script = `
  const { startPostgres } = await import(${JSON.stringify(module)});
  const pg = await startPostgres({ dataDir: process.argv[1], log: (line) => console.log('log', line) });
  console.log('url', pg.url);
  const { Client } = (await import(${JSON.stringify(import.meta.resolve('pg'))})).default;
  const client = new Client({ connectionString: pg.url });
  client.on('error', () => {});
  await client.connect();
  await client.query('create table if not exists written (n int primary key)');
  for (let n = 1; ; n += 1) {
    await client.query('insert into written values ($1)', [n]);
    console.log('wrote', n);
  }`;

let dataDir: string;
const children: ChildProcess[] = [];
const servers: EmbeddedPostgres[] = [];

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'deskbell-postgres-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop();
});

afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(options: { port?: number; dataDir?: string; log?: (line: string) => void } = {}) {
  const server = await startPostgres({ dataDir, ...options });
  servers.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

function small(folder = dataDir): { child: ChildProcess; lines: Interface } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout }) };
}

/** Lets a small Deskbell write `count` rows and kills it amid the next; gives what was acknowledged. */
async function killAmidWrites(count: number, alsoServer: boolean): Promise<number> {
  const { child, lines } = small();
  let wrote = 0;
  lines.on('line', (line: string) => {
    if (line.startsWith('wrote ')) wrote = Number(line.slice(6));
  });
  while (wrote < count) await once(lines, 'line');
  const postmaster = await readPostmaster(join(dataDir, 'postgres'));
  child.kill('SIGKILL');
  if (alsoServer) process.kill(postmaster?.pid ?? 0, 'SIGKILL');
  await once(child, 'close');
  return wrote;
}

async function written(url: string): Promise<number> {
  const rows = await query(url, 'select count(*)::int as n, max(n) as top from written');
  expect(rows[0]?.n).toBe(rows[0]?.top);
  return Number(rows[0]?.n);
}

describe('a server', () => {
  test('starts on an empty folder, durable, neutral and only for this machine', async () => {
    const lines: string[] = [];
    const { url, adopted } = await start({ log: (line) => lines.push(line) });
    expect(adopted).toBe(false);
    expect(lines).toEqual([
      'postgres: first start, creating the database files',
      expect.stringMatching(/^postgres: ready on 127\.0\.0\.1:\d+ after \d\.\d s$/),
    ]);
    const settings = ['fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'timezone'];
    const shown = [...settings, 'server_encoding', 'data_checksums'];
    const [row] = await query(url, `select ${shown.map((name) => `current_setting('${name}') as ${name}`)}`);
    expect(row).toEqual({
      ...{ fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', data_checksums: 'on' },
      ...{ listen_addresses: '127.0.0.1', timezone: 'UTC', server_encoding: 'UTF8' },
    });
    expect(await query(url, `select lower('ÄÉЖ') as low, 'Z' < 'a' as by_code_point`)).toEqual([
      { low: 'äéж', by_code_point: true },
    ]);
  });

  test('gives a user that may make databases and trusted extensions, and is no superuser', async () => {
    const { url } = await start();
    const [role] = await query(
      url,
      'select rolsuper, rolcreatedb, current_database() as name from pg_roles where rolname = current_user',
    );
    expect(role).toEqual({ rolsuper: false, rolcreatedb: true, name: 'deskbell' });
    await query(url, 'create extension if not exists pg_trgm');
    await expect(query(url, `copy (select 1) to program 'true'`)).rejects.toThrow(/permission denied/);
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/);
  });

  test('keeps its files to itself and does not hear the Ctrl-C of the terminal', async () => {
    await start();
    for (const [name, mode] of Object.entries({ postgres: 0o700, 'postgres.password': 0o600 })) {
      const found = statSync(join(dataDir, name));
      expect(found.mode & 0o777).toBe(mode);
      if (isRoot) expect(found.uid).not.toBe(0);
    }
    const pid = (await readPostmaster(join(dataDir, 'postgres')))?.pid;
    const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' });
    expect(Number(group)).toBe(pid);
  });

  test('keeps what was written, takes a given port, and can be stopped twice', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 7 as n');
    await Promise.all([first.stop(), first.stop()]);
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
    const second = await start({ port: first.port });
    expect(second.port).toBe(first.port);
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('stops in order although clients are connected and at work', async () => {
    const { url, stop } = await start();
    const client = new Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    const work = client.query('select pg_sleep(60)').catch((error: Error) => error.message);
    const began = performance.now();
    await stop();
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await work).toMatch(/terminat/);
  });

  test('ignores PostgreSQL variables of the environment', async () => {
    process.env.PGPORT = '1';
    process.env.PGDATA = '/nonexistent';
    try {
      const { url } = await start();
      expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
    } finally {
      for (const name of ['PGPORT', 'PGDATA']) delete process.env[name];
    }
  });
});

describe('after a kill', () => {
  test('of Deskbell alone the server is taken over, with all that was acknowledged', async () => {
    const acknowledged = await killAmidWrites(200, false);
    const server = await start();
    expect(server.adopted).toBe(true);
    expect(await written(server.url)).toBeGreaterThanOrEqual(acknowledged);
    await query(server.url, 'drop table written');
    await server.stop();
    await expect(query(server.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
    expect(await readPostmaster(join(dataDir, 'postgres'))).toBeUndefined();
  });

  test('of Deskbell alone, a server on another port than wanted is ended first', async () => {
    await killAmidWrites(1, false);
    const before = await readPostmaster(join(dataDir, 'postgres'));
    const lines: string[] = [];
    const wanted = await unusedPort();
    const server = await start({ port: wanted, log: (line) => lines.push(line) });
    expect(server).toMatchObject({ adopted: false, port: wanted });
    expect(lines[0]).toBe(`postgres: ending the server of an earlier process (pid ${before?.pid})`);
    await query(server.url, 'drop table written');
  });

  test.each([1, 2, 3])('of both, nothing that was acknowledged is lost (%i)', async () => {
    const acknowledged = await killAmidWrites(100, true);
    const server = await start();
    expect(server.adopted).toBe(false);
    expect(await written(server.url)).toBeGreaterThanOrEqual(acknowledged);
    await query(server.url, 'drop table written');
  });

  test('in the middle of the first start, the next one begins anew', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deskbell-postgres-'));
    try {
      const { child, lines } = small(folder);
      await once(lines, 'line');
      // The catalogue files are there: initdb is at work.
      while (!readdirSync(folder).some((name) => existsSync(join(folder, name, 'base', '1')))) await pause();
      child.kill('SIGKILL');
      await once(child, 'close');
      expect(existsSync(join(folder, 'postgres'))).toBe(false);
      const server = await start({ dataDir: folder });
      expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
      await server.stop();
      const again = await start({ dataDir: folder });
      await again.stop();
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  test.skipIf(!linux)('a lock file whose pid now belongs to a stranger does not block', async () => {
    const stranger = spawn('sleep', ['60'], isRoot ? { uid: 65534, gid: 65534 } : {});
    children.push(stranger);
    await once(stranger, 'spawn');
    await (await start()).stop();
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    writeFileSync(file, `${stranger.pid}\n${join(dataDir, 'postgres')}\n1\n5432\n\n127.0.0.1\n`, {
      mode: 0o600,
    });
    if (isRoot) execFileSync('chown', ['65534:65534', file]);
    const began = performance.now();
    expect((await start()).adopted).toBe(false);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(stranger.exitCode).toBeNull();
  });
});

describe('a start that cannot succeed', () => {
  test('names the port that is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const port = (blocker.address() as { port: number }).port;
    try {
      await expect(start({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
    } finally {
      blocker.close();
    }
  });

  test("shows the server's last words", async () => {
    const file = join(dataDir, 'postgres', 'postgresql.conf');
    const before = readFileSync(file);
    appendFileSync(file, '\nno_such_setting = 1\n');
    try {
      await expect(start()).rejects.toThrow(
        /did not start[\s\S]*unrecognized configuration parameter "no_such_setting"/,
      );
    } finally {
      writeFileSync(file, before);
    }
  });

  test('says that the password is gone, and does not make a new one', async () => {
    const file = join(dataDir, 'postgres.password');
    const before = readFileSync(file);
    rmSync(file);
    try {
      await expect(start()).rejects.toThrow(/its password cannot be read.*Restore .*postgres\.password/);
      expect(existsSync(file)).toBe(false);
    } finally {
      writeFileSync(file, before, { mode: 0o600 });
      if (isRoot) execFileSync('chown', ['65534:65534', file]);
    }
  });
});

describe.skipIf(!isRoot || !linux)('started by root', () => {
  test('works below a folder that only root may enter', async (context) => {
    if (spawnSync('setpriv', ['--version']).status !== 0) context.skip();
    const closed = mkdtempSync(join(tmpdir(), 'deskbell-postgres-'));
    chmodSync(closed, 0o700);
    try {
      const server = await start({ dataDir: join(closed, 'data') });
      const pid = (await readPostmaster(join(closed, 'data', 'postgres')))?.pid;
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      expect(status).toMatch(/^Uid:\s65534\s65534/m);
      // Bit 1 is CAP_DAC_OVERRIDE, and there is no other.
      expect(status).toMatch(/^CapEff:\s0*2$/m);
      await server.stop();
      expect(statSync(closed).mode & 0o777).toBe(0o700);
    } finally {
      rmSync(closed, { recursive: true, force: true });
    }
  });

  test.each([
    ['as the owner of the data folder', 'games', 'games'],
    ['as nobody when the owner of the data folder has no name', '12345', 'nobody'],
  ])('runs %s', async (_, owner, user) => {
    const owned = mkdtempSync(join(tmpdir(), 'deskbell-postgres-'));
    execFileSync('chown', [owner, owned]);
    try {
      const server = await start({ dataDir: owned });
      const pid = String((await readPostmaster(join(owned, 'postgres')))?.pid);
      expect(execFileSync('ps', ['-o', 'user=', '-p', pid], { encoding: 'utf8' }).trim()).toBe(user);
      await server.stop();
    } finally {
      rmSync(owned, { recursive: true, force: true });
    }
  });
});

test('a postmaster is ended by force when it does not go in time', async () => {
  const { url } = await start();
  const cluster = join(dataDir, 'postgres');
  const pid = (await readPostmaster(cluster))?.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  const ending = endPostmaster(pid, cluster, 300);
  await pause(400);
  process.kill(pid, 'SIGCONT');
  await ending;
  await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function pause(milliseconds = 5): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
