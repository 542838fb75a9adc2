import { followThresholds } from '../domain/sla/follow.ts';
import { sweepThresholds } from '../domain/sla/sweep.ts';
import { walkClocks } from '../domain/sla/walk.ts';
import { SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { keepLooking, type Loop } from './loop.ts';

/** Finds the thresholds that clocks have passed, does what follows from them, and follows what admins change. */
export async function runClocks(ctx: Ctx): Promise<number> {
  const passed = await sweepThresholds(ctx);
  const followed = await followThresholds(ctx);
  return passed + followed + (await walkClocks(ctx));
}

/** Looks by itself: a clock tells nobody that it has come somewhere. */
export const startClocks = (ctx: () => Ctx): Loop =>
  keepLooking({ name: 'sla', ctx, work: runClocks, every: SECOND });
