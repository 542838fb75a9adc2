import pg from 'pg';
import type { Log } from './log.ts';
import { type Prisma, PrismaClient } from './prisma/client.ts';
import { type Sql, sharingConnection, withConnection } from './shared-connection.ts';

/** The Prisma client or, inside {@link inTransaction}, the transaction. */
export type Db = Prisma.TransactionClient;

/**
 * The database, by two doors on one pool: Prisma for everything, and `pool` for the few measured hot paths
 * (intake, claiming, search) that are one SQL statement each.
 */
export type Store = {
  client: PrismaClient;
  pool: pg.Pool;
  /** Runs `work` in a transaction that both doors lead into. */
  transaction<Result>(work: (db: Db, sql: Sql) => Promise<Result>): Promise<Result>;
  url: string;
  close(): Promise<void>;
};

// timestamptz stays what Prisma makes of it: a Date. bigint from raw statements: a number is exact up to 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export function openStore(url: string, log: Log, options: { connections?: number } = {}): Store {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 16,
    // A connection that goes away while idle must not end the process.
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    application_name: 'deskbell',
    options: '-c timezone=UTC -c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000',
  });
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle database connection was lost'));
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ error: error.message }, 'a database connection was lost'));
  });
  const client = new PrismaClient({
    adapter: withConnection(pool),
    transactionOptions: { maxWait: 10_000, timeout: 20_000 },
  });
  return {
    client,
    pool,
    transaction: (work) =>
      sharingConnection((connection) => client.$transaction((db) => work(db, connection()))),
    url,
    async close() {
      await client.$disconnect();
      await pool.end();
    },
  };
}
