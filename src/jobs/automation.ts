import { hearEvents } from '../domain/automation/hear.ts';
import { findIdle, walkIdle } from '../domain/automation/idle.ts';
import { runRules } from '../domain/automation/run.ts';
import { MINUTE, SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { type Loop, runLoop } from './loop.ts';

/** Hears what has happened to tickets, and does what rules have to do because of it. */
export async function runAutomation(ctx: Ctx): Promise<number> {
  const heard = await hearEvents(ctx);
  return heard + (await runRules(ctx)) + (await walkIdle(ctx));
}

/** Once each time: what was found is heard of like everything else. */
async function lookForIdle(ctx: Ctx): Promise<number> {
  await findIdle(ctx);
  return 0;
}

/** Woken by news; should news get lost, or a rule wait for its time, it looks by itself. */
export function startAutomation(ctx: () => Ctx): Loop {
  const { log, bus } = ctx();
  const loop = runLoop({ name: 'automation', log, work: () => runAutomation(ctx()) });
  const idle = runLoop({ name: 'idle tickets', log, work: () => lookForIdle(ctx()) });
  const looking = setInterval(loop.wake, SECOND);
  const lookingForIdle = setInterval(idle.wake, MINUTE);
  const unsubscribe = bus.subscribe((news) => {
    if (news.topic === 'events') loop.wake();
  });
  return {
    wake: loop.wake,
    async stop() {
      clearInterval(looking);
      clearInterval(lookingForIdle);
      unsubscribe();
      await Promise.all([loop.stop(), idle.stop()]);
    },
  };
}
