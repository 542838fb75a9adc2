import { type Ctx, inTransaction } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { endSwap } from './end.ts';
import { lockSwap } from './load.ts';
import { tellOfSwap } from './news.ts';

/**
 * Lets offers expire, and reminds their offerers once. Of several processes that find the same due one does it, since what
 * is due stands in the row that it locks.
 * @returns how many were due
 */
export async function followSwaps(ctx: Ctx): Promise<number> {
  const now = ctx.now();
  const due = await ctx.db.shiftSwap.findMany({
    where: { state: 'open', OR: [{ expiresAt: { lte: now } }, { remindAt: { lte: now } }] },
    orderBy: { expiresAt: 'asc' },
    select: { id: true },
  });
  let done = 0;
  for (const { id } of due) {
    try {
      done += await inTransaction(ctx, (ctx) => follow(ctx, id));
    } catch (error) {
      // One that makes trouble does not hold up the others.
      ctx.log.error({ swap: id, error: messageOf(error) }, 'an offer of a shift is left for later');
    }
  }
  return done;
}

async function follow(ctx: Ctx, id: string): Promise<number> {
  const swap = await lockSwap(ctx, id);
  const now = ctx.now();
  if (swap.state !== 'open') return 0;
  if (swap.expiresAt <= now) {
    await endSwap(ctx, swap, { state: 'expired' });
    return 1;
  }
  if (!swap.remindAt || swap.remindAt > now) return 0;
  await ctx.db.shiftSwap.update({ where: { id }, data: { remindAt: null } });
  await tellOfSwap(ctx, { swapId: id, to: swap.offererId, what: 'reminder' });
  return 1;
}
