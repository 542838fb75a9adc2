import { hearEvents } from '../domain/automation/hear.ts';
import { findIdle, walkIdle } from '../domain/automation/idle.ts';
import { runRules } from '../domain/automation/run.ts';
import { goRound } from '../domain/automation/schedule.ts';
import { MINUTE, SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { keepLooking, type Loop } from './loop.ts';

/** Hears what has happened to tickets, and does what rules have to do because of it. */
export async function runAutomation(ctx: Ctx): Promise<number> {
  const heard = await hearEvents(ctx);
  const rounds = await goRound(ctx);
  return heard + rounds + (await runRules(ctx)) + (await walkIdle(ctx));
}

/** Once each time: what was found is heard of like everything else. */
async function lookForIdle(ctx: Ctx): Promise<number> {
  await findIdle(ctx);
  return 0;
}

export function startAutomation(ctx: () => Ctx): Loop {
  const acting = keepLooking({
    name: 'automation',
    ctx,
    work: runAutomation,
    every: SECOND,
    on: 'events',
  });
  const idle = keepLooking({ name: 'idle tickets', ctx, work: lookForIdle, every: MINUTE });
  return {
    wake: acting.wake,
    async stop() {
      await Promise.all([acting.stop(), idle.stop()]);
    },
  };
}
