import type pg from 'pg';
import type { Store } from './store.ts';

/** Rows that are held in memory at a time. Some are long: an entry has up to 200,000 characters. */
const PAGE = 250;

/** The database as it was at one moment. */
export type Snapshot = {
  one<Row>(query: Sql): Promise<Row>;
  /** All rows, a page after the other. One query at a time. */
  pages<Row>(query: Sql, size?: number): AsyncGenerator<Row[]>;
};
type Sql = { text: string; values: unknown[] };

/**
 * Runs `work` with the database as it is now: whatever is written meanwhile, it sees nothing of that. A cursor reads, so
 * that a query is planned and begun once however many rows it has.
 */
export async function inSnapshot<Result>(
  { pool }: Store,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let isDone = false;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Whoever reads may be slow, with a disk or a large file between two pages.
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = '10min'`);
    const result = await work(snapshotOf(client));
    await client.query('COMMIT');
    isDone = true;
    return result;
  } finally {
    // What is still under way ends with the connection.
    client.release(!isDone);
  }
}

const snapshotOf = (client: pg.PoolClient): Snapshot => ({
  async one<Row>(query: Sql) {
    return (await client.query(query)).rows[0] as Row;
  },
  async *pages<Row>({ text, values }: Sql, size = PAGE) {
    await client.query({ text: `DECLARE pages NO SCROLL CURSOR FOR ${text}`, values });
    for (;;) {
      const { rows } = await client.query(`FETCH ${size} FROM pages`);
      if (rows.length > 0) yield rows as Row[];
      if (rows.length < size) break;
    }
    await client.query('CLOSE pages');
  },
});
