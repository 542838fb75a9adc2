import { type DeliveryDeps, deliverOnce } from '../chat/deliver.ts';
import type { Ctx } from '../lib/context.ts';
import { type Loop, runLoop } from './loop.ts';

/** Woken by news of the outbox; should news get lost, it looks by itself. */
const EVERY = 500;

/** Delivers notices while the worker runs. */
export function startDelivery(ctx: () => Ctx, deps: DeliveryDeps): Loop {
  const { log, bus } = ctx();
  const loop = runLoop({ name: 'deliver', every: EVERY, log, work: () => deliverOnce(ctx(), deps) });
  const unsubscribe = bus.subscribe((news) => {
    if (news.topic === 'outbox') loop.wake();
  });
  return {
    wake: loop.wake,
    async stop() {
      unsubscribe();
      await loop.stop();
    },
  };
}
