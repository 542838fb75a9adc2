import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDatabaseAway } from '../../src/api/database-away.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openStore, type Store } from '../../src/lib/store.ts';
import { createDesk, type Desk } from '../support/desk.ts';

/** Every door to the database. */
const doors: [string, (store: Store) => Promise<unknown>][] = [
  ['Prisma', (store) => store.client.person.findFirst()],
  ['a transaction', (store) => store.client.$transaction((db) => db.person.findFirst())],
  ['a raw statement', (store) => store.client.$queryRaw`SELECT 1`],
  ['the pool', (store) => store.pool.query('SELECT 1')],
];
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error ?? new Error('nothing'),
  );

describe('a database that is away', () => {
  const store = openStore('postgresql://postgres@127.0.0.1:1/none', silentLog);
  afterAll(() => store.close());
  it.each(doors)('is recognised by %s', async (_, open) => {
    expect(isDatabaseAway(await failureOf(open(store)))).toBe(true);
  });
});

describe('a connection that is cut', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await createDesk();
  });
  afterAll(() => desk?.close());

  it('is recognised in the middle of a transaction', async () => {
    const failure = await failureOf(
      desk.store.client.$transaction(async (db) => {
        const [row] = await db.$queryRaw<[{ pid: number }]>`SELECT pg_backend_pid()::int AS pid`;
        await desk.store.pool.query('SELECT pg_terminate_backend($1)', [row.pid]);
        await db.$queryRaw`SELECT 1`;
      }),
    );
    expect(isDatabaseAway(failure)).toBe(true);
  });

  it('is recognised by a statement in the middle of a transaction', async () => {
    const failure = await failureOf(
      desk.store.transaction(async (_, sql) => {
        const pid = { name: 'pid', text: 'SELECT pg_backend_pid()::int AS pid' };
        const [row] = (await sql.query(pid)).rows as [{ pid: number }];
        await desk.store.pool.query('SELECT pg_terminate_backend($1)', [row.pid]);
        await sql.query(pid);
      }),
    );
    expect(isDatabaseAway(failure)).toBe(true);
  });

  it('is recognised in the middle of a statement', async () => {
    const slow = failureOf(desk.store.client.$queryRaw`SELECT 'find me', pg_sleep(10)`);
    const cut = () =>
      desk.store.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%find me%' AND pid <> pg_backend_pid()`,
      );
    await expect.poll(async () => (await cut()).rowCount).toBeGreaterThan(0);
    expect(isDatabaseAway(await slow)).toBe(true);
  });
});

it('is not seen in failures of other kinds', async () => {
  for (const error of [new Error('x'), null, undefined, 'text', { code: 'P2002' }, { code: '23505' }]) {
    expect(isDatabaseAway(error)).toBe(false);
  }
});
