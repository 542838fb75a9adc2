import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { dropDatabase } from './drop-database.ts';

export type TestDatabase = {
  url: string;
  /** Drops it, cutting off who is still connected. */
  drop(): Promise<void>;
};

/** A database of its own with all migrations applied: a clone of the run's template, some 30 ms. */
export function createDatabase(): Promise<TestDatabase> {
  return make(`template ${inject('databaseTemplate')}`);
}

/** A database of its own with nothing in it. */
export function emptyDatabase(): Promise<TestDatabase> {
  return make('template template0');
}

async function make(clause: string): Promise<TestDatabase> {
  const name = `${inject('databasePrefix')}_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name} ${clause}`);
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => dropDatabase(inject('databaseUrl'), name) };
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: inject('databaseUrl') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
