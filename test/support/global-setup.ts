import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/lib/migrate.ts';
import { startPostgres } from '../../src/lib/postgres.ts';
import { endPostmaster, readPostmaster } from '../../src/lib/postmaster.ts';
import { dropDatabase } from './drop-database.ts';
import { fastFolder, makeFolder, ownerOf } from './folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server for this run: a URL that may create databases. */
    databaseUrl: string;
    /** Name of the migrated database that test files clone. */
    databaseTemplate: string;
    /** How the databases of this run are named, so that runs on one server keep apart. */
    databasePrefix: string;
  }
}

/** Gives all test files one PostgreSQL: `TEST_DATABASE_URL` or `DATABASE_URL` if set, or one of our own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env.TEST_DATABASE_URL || process.env.DATABASE_URL;
  const server = external ? { url: external, stop: async () => {} } : await startServer();
  const prefix = `deskbell_test_${randomBytes(4).toString('hex')}`;
  const template = `${prefix}_template`;
  const teardown = async () => {
    if (external) await dropAll(server.url, prefix);
    await server.stop();
  };
  try {
    await run(server.url, `create database ${template}`);
    const url = new URL(server.url);
    url.pathname = `/${template}`;
    await migrate({ url: url.href, dir: resolve(import.meta.dirname, '../../prisma/migrations') });
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('databaseUrl', server.url);
  project.provide('databaseTemplate', template);
  project.provide('databasePrefix', prefix);
  return teardown;
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  await sweep(await fastFolder());
  const dataDir = await makeFolder();
  const server = await startPostgres({ dataDir });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Clears away what test runs that were killed have left, their servers first. */
async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = ownerOf(name);
    if (pid === undefined || isRunning(pid)) continue;
    const folder = join(parent, name);
    const cluster = join(folder, 'postgres');
    const server = await readPostmaster(cluster).catch(() => undefined);
    if (server?.alive) await endPostmaster(server.pid, cluster).catch(() => {});
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function dropAll(url: string, prefix: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      'select datname as name from pg_database where starts_with(datname, $1)',
      [prefix],
    );
    for (const { name } of rows) await dropDatabase(url, name);
  } finally {
    await client.end();
  }
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
