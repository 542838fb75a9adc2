import { followThresholds } from '../domain/sla/follow.ts';
import { sweepThresholds } from '../domain/sla/sweep.ts';
import { walkClocks } from '../domain/sla/walk.ts';
import { SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { type Loop, runLoop } from './loop.ts';

/** Finds the thresholds that clocks have passed, does what follows from them, and follows what admins change. */
export async function runClocks(ctx: Ctx): Promise<number> {
  const passed = await sweepThresholds(ctx);
  const followed = await followThresholds(ctx);
  return passed + followed + (await walkClocks(ctx));
}

/** Looks by itself, every second: a clock tells nobody that it has come somewhere. */
export function startClocks(ctx: () => Ctx): Loop {
  const loop = runLoop({ name: 'sla', log: ctx().log, work: () => runClocks(ctx()) });
  const looking = setInterval(loop.wake, SECOND);
  return {
    wake: loop.wake,
    async stop() {
      clearInterval(looking);
      await loop.stop();
    },
  };
}
