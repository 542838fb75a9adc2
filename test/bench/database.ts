import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/lib/migrate.ts';
import { MIGRATIONS } from '../../src/lib/paths.ts';
import { startPostgres } from '../../src/lib/postgres.ts';
import { dropDatabase } from '../support/drop-database.ts';

export type BenchDatabase = { url: string; drop(): Promise<void> };

export type DatabaseServer = {
  /** PostgreSQL's own words for its version. */
  version: string;
  /** With all migrations applied. */
  create(): Promise<BenchDatabase>;
  stop(): Promise<void>;
};

/** The server in use, or the embedded one, on disk and with the durability that everybody gets. */
export async function openServer(): Promise<DatabaseServer> {
  const external = process.env.DATABASE_URL;
  const server = external ? { url: external, stop: async () => {} } : await startEmbedded();
  let made = 0;
  return {
    version: (await query(server.url, 'SHOW server_version'))[0]?.server_version ?? '?',
    async create() {
      made += 1;
      const name = `deskbell_bench_${process.pid}_${made}`;
      await query(server.url, `CREATE DATABASE ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      await migrate({ url: url.href, dir: MIGRATIONS });
      return {
        url: url.href,
        drop: () => dropDatabase(server.url, name),
      };
    },
    stop: server.stop,
  };
}

async function startEmbedded() {
  const dataDir = await mkdtemp(join(tmpdir(), 'deskbell-bench-'));
  const server = await startPostgres({ dataDir });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** One statement on a connection of its own. */
export async function query(url: string, sql: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
