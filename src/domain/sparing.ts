import { type Ctx, inTransaction } from '../lib/context.ts';
import { messageOf } from '../lib/errors.ts';

/**
 * Does the work for all of them at once or, where that fails, for each alone, so that one that makes trouble does not
 * hold up the others.
 * @param work in a transaction of its own
 * @returns how many it was done for
 */
export async function sparingTheOthers(
  ctx: Ctx,
  ids: readonly string[],
  work: (ids: readonly string[]) => Promise<number>,
): Promise<number> {
  if (ids.length === 0) return 0;
  try {
    return await work(ids);
  } catch (error) {
    if (ids.length === 1) {
      ctx.log.error({ id: ids[0], error: messageOf(error) }, 'this is left for later');
      return 0;
    }
  }
  let done = 0;
  for (const id of ids) done += await sparingTheOthers(ctx, [id], work);
  return done;
}

/**
 * Does the work for each of them in a transaction of its own; one that makes trouble is logged and does not hold up the
 * others.
 * @param noun as the log names it: `change`
 * @returns what came of those for which it was done
 */
export async function eachApart<Item extends { id: string }, Result>(
  ctx: Ctx,
  noun: string,
  items: readonly Item[],
  work: (ctx: Ctx, item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    try {
      results.push(await inTransaction(ctx, (ctx) => work(ctx, item)));
    } catch (error) {
      ctx.log.error({ [noun]: item.id, error: messageOf(error) }, 'this is left for later');
    }
  }
  return results;
}
