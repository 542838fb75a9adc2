import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DeskbellError, fail, messageOf } from './errors.ts';
import {
  checkHistory,
  HISTORY_TABLE,
  type Migration,
  notYetApplied,
  type Queryable,
  readHistory,
  readMigrations,
} from './migrations.ts';

export type MigrateOptions = {
  /** A direct connection; a pooler that hands out a server per transaction would lose the lock. */
  url: string;
  /** The folder with `<name>/migration.sql`, applied in the order of their names. */
  dir: string;
  log?: (line: string) => void;
};

/** The lock that `prisma migrate` takes as well, so that the two never work at once. */
const LOCK = 72707369;

/**
 * Brings a database up to date. Each migration is one transaction, so one that fails leaves nothing behind
 * (and can hold nothing that PostgreSQL refuses in a transaction, such as `create index concurrently`).
 * Several processes may call this together: one works, the others wait and find it done. Raises
 * `unavailable`, saying how to mend it, when the history and the files disagree or a migration fails.
 */
export async function migrate({ url, dir, log = () => {} }: MigrateOptions): Promise<{ applied: string[] }> {
  const files = await readMigrations(dir);
  return withClient(url, async (client) => {
    // The server's own limits are meant for requests, not for this.
    await client.query(`set statement_timeout = 0; set lock_timeout = 0;
      set idle_in_transaction_session_timeout = 0; set client_min_messages = warning`);
    await takeLock(client, log);
    // Closing the connection lets the lock go, whatever happens.
    await client.query(HISTORY_TABLE);
    const history = await readHistory(client);
    checkHistory(files, history);
    const applied: string[] = [];
    for (const migration of notYetApplied(files, history)) {
      const began = performance.now();
      await apply(client, migration);
      applied.push(migration.name);
      log(`migrate: applied ${migration.name} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    }
    return { applied };
  });
}

/** Names of the migrations a database still lacks. Reads only, so it suits a readiness check. */
export async function pendingMigrations(
  source: { url: string; dir: string } | { client: Queryable; dir: string },
): Promise<string[]> {
  const files = await readMigrations(source.dir);
  const history =
    'client' in source ? await readHistory(source.client) : await withClient(source.url, readHistory);
  return notYetApplied(files, history).map((file) => file.name);
}

async function takeLock(client: Client, log: (line: string) => void): Promise<void> {
  const { rows } = await client.query('select pg_try_advisory_lock($1) as got', [LOCK]);
  if (rows[0].got) return;
  log('migrate: another process is migrating this database, waiting for it');
  await client.query('select pg_advisory_lock($1)', [LOCK]);
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query(
      `insert into "_prisma_migrations"
         (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    fail(
      'unavailable',
      `Migration ${name} failed${lineOf(sql, error)}: ${messageOf(error)}. Nothing of it has been kept; ` +
        'the migrations before it have. Mend the cause and start again.',
    );
  }
}

/** PostgreSQL says where it stumbled as a count of characters; people look for lines. */
function lineOf(sql: string, error: unknown): string {
  const position = Number((error as { position?: string }).position);
  return position > 0 ? ` in line ${sql.slice(0, position).split('\n').length}` : '';
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // Without a listener, a server that goes away would end this process; the query in hand fails anyway.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    fail(
      'unavailable',
      `The database ${client.database} at ${client.host}:${client.port} cannot be used: ${messageOf(error)}`,
      { retryAfter: 2 },
    );
  }
  try {
    return await work(client);
  } catch (error) {
    if (error instanceof DeskbellError) throw error;
    return fail('unavailable', `The database could not be migrated: ${messageOf(error)}`);
  } finally {
    await client.end().catch(() => {});
  }
}
