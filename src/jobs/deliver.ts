import { type DeliveryDeps, deliverOnce } from '../chat/deliver.ts';
import type { Ctx } from '../lib/context.ts';
import { type Loop, runLoop } from './loop.ts';

/** Woken by news of the outbox; should news get lost, it looks by itself. */
const EVERY = 500;
/** A round lasts as long as its slowest conversation. So that nobody else waits for it, others go on beside it. */
const SIDE_BY_SIDE = 4;

/** Delivers notices while the worker runs. */
export function startDelivery(ctx: () => Ctx, deps: DeliveryDeps): Loop {
  const { log, bus } = ctx();
  const work = () => deliverOnce(ctx(), deps);
  const loops = Array.from({ length: SIDE_BY_SIDE }, () => runLoop({ name: 'deliver', log, work }));
  // One that was waiting is enough; those at work look again when they are done.
  const wake = () => loops.some((loop) => loop.wake());
  const looking = setInterval(wake, EVERY);
  const unsubscribe = bus.subscribe((news) => {
    if (news.topic === 'outbox') wake();
  });
  return {
    wake,
    async stop() {
      clearInterval(looking);
      unsubscribe();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
