import type { Ctx } from './context.ts';

const taken = new Set<string>();

/**
 * One SQL statement of a measured hot path, with its types. It runs prepared on the pool or, inside
 * {@link inTransaction}, in the transaction. Every parameter carries a cast (`$1::uuid`), so that nothing is guessed;
 * instants travel as ISO text.
 */
export function statement<Row>(name: string, text: string) {
  // PostgreSQL would refuse the second one, and only where both have run on one connection.
  if (taken.has(name)) throw new Error(`There are two statements ${name}.`);
  taken.add(name);
  return async (ctx: Ctx, ...values: unknown[]): Promise<Row[]> =>
    (await ctx.sql.query({ name, text, values })).rows as Row[];
}

/**
 * Stands, where it is asked of a row, for: the commit need not wait for the disk. A later commit that does brings it there
 * as well. For what is done once more, and no worse than that, after a database server has crashed.
 */
export const UNHURRIED = `set_config('synchronous_commit', 'off', true) = 'off'`;
