import type { Ctx } from '../../lib/context.ts';
import { eachApart } from '../sparing.ts';
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
  const done = await eachApart(ctx, 'swap', due, follow);
  return done.filter((was) => was).length;
}

/** @returns whether something was due still */
async function follow(ctx: Ctx, { id }: { id: string }): Promise<boolean> {
  const swap = await lockSwap(ctx, id);
  const now = ctx.now();
  if (swap.state !== 'open') return false;
  if (swap.expiresAt <= now) {
    await endSwap(ctx, swap, { state: 'expired' });
    return true;
  }
  if (!swap.remindAt || swap.remindAt > now) return false;
  await ctx.db.shiftSwap.update({ where: { id }, data: { remindAt: null } });
  await tellOfSwap(ctx, { swapId: id, to: swap.offererId, what: 'reminder' });
  return true;
}
