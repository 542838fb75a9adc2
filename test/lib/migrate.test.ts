import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate, pendingMigrations } from '../../src/lib/migrate.ts';
import { emptyDatabase, type TestDatabase } from '../support/database.ts';
import { deploy, diagnose } from '../support/schema-engine.ts';

const ONE = 'create table one (id int primary key);\ninsert into one values (1);\n';
const TWO = 'alter table one add column name text;\n';

let database: TestDatabase;
let dir: string;
let client: Client;

beforeEach(async () => {
  database = await emptyDatabase();
  dir = mkdtempSync(join(tmpdir(), 'deskbell-migrate-'));
  writeFileSync(join(dir, 'migration_lock.toml'), 'provider = "postgresql"\n');
  client = new Client({ connectionString: database.url });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await database.drop();
  rmSync(dir, { recursive: true, force: true });
});

function write(name: string, sql: string): void {
  mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, name, 'migration.sql'), sql);
}

const run = (log?: (line: string) => void) => migrate({ url: database.url, dir, log });

async function history(): Promise<Record<string, unknown>[]> {
  return (await client.query('select * from _prisma_migrations order by started_at')).rows;
}

describe('applying', () => {
  test('applies what is new in the order of the names and keeps books as Prisma does', async () => {
    write('20260102000000_two', TWO);
    write('20260101000000_one', ONE);
    expect(await pendingMigrations({ url: database.url, dir })).toHaveLength(2);
    const lines: string[] = [];
    expect(await run((line) => lines.push(line))).toEqual({
      applied: ['20260101000000_one', '20260102000000_two'],
    });
    expect(lines[0]).toMatch(/^migrate: applied 20260101000000_one in \d+\.\d s$/);

    const rows = await history();
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      checksum: createHash('sha256').update(ONE).digest('hex'),
      migration_name: '20260101000000_one',
      logs: null,
      rolled_back_at: null,
      applied_steps_count: 1,
    });
    expect(rows[0]?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(rows[0]?.finished_at).toBeInstanceOf(Date);

    expect(await run()).toEqual({ applied: [] });
    expect(await pendingMigrations({ client, dir })).toEqual([]);
  });

  test("carries on after Prisma's own migrate, and Prisma after it", async () => {
    const shape = `select column_name, data_type, character_maximum_length, is_nullable, column_default
      from information_schema.columns where table_name = '_prisma_migrations' order by ordinal_position`;
    const wellOrdered = { editedMigrationNames: [], failedMigrationNames: [], history: null };

    write('1_one', ONE);
    expect(await deploy(dir, database.url)).toEqual(['1_one']);
    const theirs = (await client.query(shape)).rows;
    write('2_two', TWO);
    expect(await run()).toEqual({ applied: ['2_two'] });
    expect(await diagnose(dir, database.url)).toMatchObject(wellOrdered);
    write('3_three', 'drop table one;\n');
    expect(await deploy(dir, database.url)).toEqual(['3_three']);
    expect(await run()).toEqual({ applied: [] });

    await client.query('drop table _prisma_migrations');
    expect((await run()).applied).toHaveLength(3);
    expect((await client.query(shape)).rows).toEqual(theirs);
    expect(await diagnose(dir, database.url)).toMatchObject(wellOrdered);
    expect(await deploy(dir, database.url)).toEqual([]);
  });

  test('refuses what a failed migration of Prisma left, until it is marked as rolled back', async () => {
    write('1_bad', 'create table two (id int); select 1 / 0;');
    await expect(deploy(dir, database.url)).rejects.toThrow('1_bad');
    write('1_bad', ONE);
    const error = await run().catch((caught: Error) => caught.message);
    expect(error).toContain('Migration 1_bad failed half-way');
    await client.query(String(error).match(/update _prisma_migrations .*;/)?.[0] ?? '');
    expect(await run()).toEqual({ applied: ['1_bad'] });
    expect(await deploy(dir, database.url)).toEqual([]);
  });

  test('of several starting together one applies and the others wait for it', async () => {
    write('1_one', `select pg_sleep(0.3); ${ONE}`);
    write('2_two', TWO);
    const lines: string[] = [];
    const results = await Promise.all(Array.from({ length: 6 }, () => run((line) => lines.push(line))));
    expect(results.flatMap((result) => result.applied).sort()).toEqual(['1_one', '2_two']);
    expect(lines.filter((line) => line.includes('waiting for it'))).toHaveLength(5);
    expect(await history()).toHaveLength(2);
  });

  test('is not cut short by limits that the server sets for requests', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await client.query(`alter database ${name} set statement_timeout = '50ms'`);
    write('1_slow', `select pg_sleep(0.2); ${ONE}`);
    expect(await run()).toEqual({ applied: ['1_slow'] });
  });
});

describe('failing', () => {
  test('a migration that fails leaves nothing behind, keeps those before it, and names the line', async () => {
    write('1_one', ONE);
    write('2_bad', 'create table two (id int);\n\nalter table nowhere add column x int;\n');
    await expect(run()).rejects.toThrow(/Migration 2_bad failed.*"nowhere" does not exist/);
    expect(
      (await client.query(`select to_regclass('one') as one, to_regclass('two') as two`)).rows[0],
    ).toEqual({
      one: 'one',
      two: null,
    });
    expect((await history()).map((row) => row.migration_name)).toEqual(['1_one']);

    write('2_bad', 'create table two (id int);\n\nselec 1;\n');
    await expect(run()).rejects.toThrow('Migration 2_bad failed in line 3: syntax error');

    write('2_bad', TWO);
    expect(await run()).toEqual({ applied: ['2_bad'] });
  });

  test('a changed file is refused', async () => {
    write('1_one', ONE);
    await run();
    write('1_one', ONE.replaceAll('\n', '\r\n'));
    await expect(run()).rejects.toThrow(/1_one is not the one this database was built with.*line endings/);
  });

  test('a database that a newer version has used is refused, but does not count as unready', async () => {
    write('1_one', ONE);
    write('2_two', TWO);
    await run();
    rmSync(join(dir, '2_two'), { recursive: true });
    await expect(run()).rejects.toThrow(/used by a newer Deskbell.*2_two/);
    expect(await pendingMigrations({ client, dir })).toEqual([]);
  });

  test('a missing folder, an empty migration and an unreachable server are said in words', async () => {
    mkdirSync(join(dir, '1_empty'));
    await expect(run()).rejects.toThrow('Migration 1_empty has no readable migration.sql');
    await expect(migrate({ url: database.url, dir: join(dir, 'none') })).rejects.toThrow(
      'There are no migrations',
    );
    rmSync(join(dir, '1_empty'), { recursive: true });
    const nowhere = migrate({ url: 'postgresql://me:secret@127.0.0.1:1/x', dir });
    await expect(nowhere).rejects.toThrow(/The database x at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED/);
    await expect(nowhere).rejects.not.toThrow('secret');
  });
});

test("Deskbell's own migrations build an empty database", async () => {
  const own = resolve(import.meta.dirname, '../../prisma/migrations');
  const { applied } = await migrate({ url: database.url, dir: own });
  expect(applied.length).toBeGreaterThan(0);
  expect(await pendingMigrations({ client, dir: own })).toEqual([]);
});
