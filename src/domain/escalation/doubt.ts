import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/*
 * A page that may have gone out although nobody noted it: the process died, or the answer got lost. What costs, and
 * rings, is not repeated again and again because of that, whatever process is at it, so it stands in the row.
 */

const BEGIN = statement<{ doubts: number }>(
  'page-doubt-begin',
  `UPDATE page SET doubts = doubts + 1 WHERE id = $1::uuid AND doubts < $2::int RETURNING doubts`,
);

/**
 * It is about to be sent, and in doubt from now on.
 * @param most how often it may be sent without knowing
 * @returns how often it is in doubt by now; undefined: that was as often as may be
 */
export async function beginDoubt(ctx: Ctx, pageId: string, most: number): Promise<number | undefined> {
  return (await BEGIN(ctx, pageId, most))[0]?.doubts;
}

/** It is known that it has not gone out this time. */
export async function endDoubt(ctx: Ctx, pageId: string): Promise<void> {
  await ctx.db.page.updateMany({
    where: { id: pageId, doubts: { gt: 0 } },
    data: { doubts: { decrement: 1 } },
  });
}
