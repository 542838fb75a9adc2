import type { Ctx } from './context.ts';

const names = new Set<string>();

/**
 * One SQL statement of a measured hot path, with its types. It runs prepared on the pool or, inside
 * {@link inTransaction}, in the transaction. Every parameter carries a cast (`$1::uuid`), since the two ways
 * would guess its type differently; instants travel as ISO text.
 */
export function statement<Row>(name: string, text: string) {
  // PostgreSQL would refuse the second one, and only where both have run on one connection.
  if (names.has(name)) throw new Error(`There are two statements ${name}.`);
  names.add(name);
  return async (ctx: Ctx, ...values: unknown[]): Promise<Row[]> =>
    ctx.inTransaction
      ? ctx.db.$queryRawUnsafe<Row[]>(text, ...values)
      : ((await ctx.store.pool.query({ name, text, values })).rows as Row[]);
}
