import { type DeliveryDeps, deliverOnce } from '../chat/deliver.ts';
import type { Ctx } from '../lib/context.ts';
import { keepLooking, type Loop } from './loop.ts';

/** Delivers notices while the worker runs. */
export const startDelivery = (ctx: () => Ctx, deps: DeliveryDeps): Loop =>
  keepLooking({
    ...{ name: 'deliver', ctx, every: 500, on: 'outbox' },
    work: (ctx) => deliverOnce(ctx, deps),
    // A round lasts as long as its slowest conversation.
    beside: 4,
  });
