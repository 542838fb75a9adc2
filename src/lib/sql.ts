import type { Ctx } from './context.ts';

/** By their text. */
const names = new Map<string, string>();
const taken = new Set<string>();

/**
 * One SQL statement of a measured hot path, with its types. It runs prepared on the pool or, inside
 * {@link inTransaction}, in the transaction. Every parameter carries a cast (`$1::uuid`), since the two ways
 * would guess its type differently; instants travel as ISO text.
 */
export function statement<Row>(name: string, text: string) {
  // PostgreSQL would refuse the second one, and only where both have run on one connection.
  if (taken.has(name)) throw new Error(`There are two statements ${name}.`);
  taken.add(name);
  names.set(text, name);
  return async (ctx: Ctx, ...values: unknown[]): Promise<Row[]> =>
    ctx.inTransaction
      ? ctx.db.$queryRawUnsafe<Row[]>(text, ...values)
      : ((await ctx.store.pool.query({ name, text, values })).rows as Row[]);
}

/** What a {@link statement} of ours with this text is called, so that it is planned once within transactions, too. */
export const nameOf = (text: string): string | undefined => names.get(text);

/**
 * Stands, where it is asked of a row, for: the commit need not wait for the disk. A later commit that does brings it there
 * as well. For what is done once more, and no worse than that, after a database server has crashed.
 */
export const UNHURRIED = `set_config('synchronous_commit', 'off', true) = 'off'`;
