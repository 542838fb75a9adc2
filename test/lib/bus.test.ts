import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bus, databaseBus, type News } from '../../src/lib/bus.ts';
import { createLog } from '../../src/lib/log.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const BUS = resolve(import.meta.dirname, '../../src/lib/bus.ts');

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const open: Bus[] = [];
afterEach(async () => {
  for (const bus of open.splice(0)) await bus.close();
});

/** A bus that hears others already, and what it has heard since. */
async function listening(): Promise<{ bus: Bus; heard: News[] }> {
  const bus = databaseBus(database.url, createLog('silent'));
  open.push(bus);
  const heard: News[] = [];
  const connected = new Promise((done) => bus.subscribe((news) => news.topic === 'outbox' && done(news)));
  await connected;
  bus.subscribe((news) => heard.push(news));
  return { bus, heard };
}

const presence = (id: string, name: string): News => ({
  ...{ topic: 'presence', id, personId: 'p', name, here: true },
});

describe('a bus between processes', () => {
  it('tells its own at once and the others soon, each once', async () => {
    const here = await listening();
    const there = await listening();
    here.bus.publish({ topic: 'audit' });
    expect(here.heard).toEqual([{ topic: 'audit' }]);
    await expect.poll(() => there.heard).toEqual([{ topic: 'audit' }]);
    there.bus.publish({ topic: 'directory' });
    await expect.poll(() => here.heard).toEqual([{ topic: 'audit' }, { topic: 'directory' }]);
  });

  it('brings more than one notification of PostgreSQL can hold, in any script', async () => {
    const here = await listening();
    const there = await listening();
    const news = Array.from({ length: 200 }, (_, index) => presence(`t${index}`, '渡辺恵子'.repeat(25)));
    for (const piece of news) here.bus.publish(piece);
    await expect.poll(() => there.heard).toEqual(news);
  });

  it('comes back after its connection was cut, and says that something may have been missed', async () => {
    const { heard } = await listening();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'deskbell bus' AND datname = current_database()`,
    );
    await client.end();
    await expect.poll(() => heard).toEqual([{ topic: 'directory' }, { topic: 'outbox' }]);
  });

  it('lets its process end when it is closed before it was connected', async () => {
    const script = `
      const { databaseBus } = await import(${JSON.stringify(BUS)});
      await databaseBus(${JSON.stringify(database.url)}, { warn() {} }).close();`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 20_000,
    });
    await expect(run).resolves.toEqual({ stdout: '', stderr: '' });
  });
});
