import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase, Pool } from 'pg';
import { fail } from './errors.ts';

/** One folder of `prisma/migrations`. The checksum is Prisma's: SHA-256 of the file's bytes, in hex. */
export type Migration = { name: string; sql: string; checksum: string };

/** One row of `_prisma_migrations` that has not been rolled back. `finished` is false after a failure. */
export type AppliedMigration = { name: string; checksum: string; finished: boolean; startedAt: Date };

export type Queryable = Pick<ClientBase, 'query'> | Pick<Pool, 'query'>;

/** Exactly the table that Prisma's own `migrate deploy` makes, so that either can go on after the other. */
export const HISTORY_TABLE = `
  create table if not exists "_prisma_migrations" (
    id                  varchar(36) primary key not null,
    checksum            varchar(64) not null,
    finished_at         timestamptz,
    migration_name      varchar(255) not null,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

/** The migrations in a folder, oldest first; `unavailable` when the folder is missing or one is empty. */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() =>
    fail('unavailable', `There are no migrations in ${dir}: the installation is incomplete.`),
  );
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const bytes = await readFile(join(dir, name, 'migration.sql')).catch(() =>
        fail('unavailable', `Migration ${name} has no readable migration.sql in ${dir}.`),
      );
      return {
        name,
        sql: bytes.toString('utf8'),
        checksum: createHash('sha256').update(bytes).digest('hex'),
      };
    }),
  );
}

/** What the database says it has, oldest first; nothing when it has never been migrated. */
export async function readHistory(client: Queryable): Promise<AppliedMigration[]> {
  const { rows: found } = await client.query(`select to_regclass('"_prisma_migrations"') is not null as yes`);
  if (!found[0].yes) return [];
  const { rows } = await client.query(
    `select migration_name as name, checksum, finished_at is not null as finished, started_at as "startedAt"
     from "_prisma_migrations" where rolled_back_at is null order by started_at, migration_name`,
  );
  return rows;
}

/** Refuses to build on a history that does not match the files, each time saying how to mend it. */
export function checkHistory(files: Migration[], history: AppliedMigration[]): void {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const { name, checksum, finished, startedAt } of history) {
    const file = byName.get(name);
    if (!finished) {
      fail(
        'unavailable',
        `Migration ${name} failed half-way on ${startedAt.toISOString()}, so the database may be incomplete. ` +
          'Restore the backup made before it; or, if you have undone by hand what it had done, run this in ' +
          `the database and start again: update _prisma_migrations set rolled_back_at = now() where ` +
          `migration_name = '${name}';`,
      );
    }
    if (!file) {
      fail(
        'unavailable',
        `The database has been used by a newer Deskbell: this one does not know its migration ${name}. ` +
          'Start the newer version, or restore a backup from before the upgrade.',
      );
    }
    if (file.checksum !== checksum) {
      fail(
        'unavailable',
        `The file of migration ${name} is not the one this database was built with (SHA-256 ` +
          `${file.checksum.slice(0, 12)}, the database says ${checksum.slice(0, 12)}). Restore ` +
          'its migration.sql as it was released, with its line endings; a change of the schema needs a new migration.',
      );
    }
  }
}

/** The migrations of the folder that the database does not have yet, oldest first. */
export function notYetApplied(files: Migration[], history: AppliedMigration[]): Migration[] {
  const applied = new Set(history.filter((row) => row.finished).map((row) => row.name));
  return files.filter((file) => !applied.has(file.name));
}
