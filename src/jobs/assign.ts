import { handBack } from '../domain/assignment/hand-back.ts';
import { giveWaiting } from '../domain/assignment/round.ts';
import { followSwitches } from '../domain/assignment/switch.ts';
import { SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { type Loop, runLoop } from './loop.ts';

/** News of a burst costs one round. */
const COLLECT = 100;

/**
 * Gives tickets to agents while the worker runs, and beside that has them wait for that who are handed back or whose
 * queue was switched. Woken by news, and by the clock should news get lost.
 */
export function startAssignment(ctx: () => Ctx): Loop {
  const { log, bus } = ctx();
  const giving = runLoop({ name: 'assign', log, work: () => giveWaiting(ctx()) });
  const following = runLoop({
    name: 'hand back',
    log,
    async work() {
      const count = (await followSwitches(ctx())) + (await handBack(ctx()));
      if (count > 0) giving.wake();
      return count;
    },
  });
  const loops = [giving, following];
  const wakeAll = () => loops.map((loop) => loop.wake()).includes(true);
  const looking = setInterval(wakeAll, SECOND);
  let waking: NodeJS.Timeout | undefined;
  const unsubscribe = bus.subscribe(({ topic }) => {
    if (topic === 'directory') following.wake();
    if (topic !== 'ticket' && topic !== 'directory') return;
    waking ??= setTimeout(() => {
      waking = undefined;
      giving.wake();
    }, COLLECT);
  });
  return {
    wake: wakeAll,
    async stop() {
      clearInterval(looking);
      clearTimeout(waking);
      unsubscribe();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
