import { type DeliveryDeps, deliverOnce } from '../chat/deliver.ts';
import type { Ctx } from '../lib/context.ts';
import { keepLooking, type Loop } from './loop.ts';

/** What is shown a moment later costs a part of it: much of a round is the same for one message and for fifty. */
const APART = 40;

/** Delivers notices while the worker runs. */
export const startDelivery = (ctx: () => Ctx, deps: DeliveryDeps): Loop =>
  keepLooking({
    ...{ name: 'deliver', ctx, every: 500, on: 'outbox', apart: APART },
    work: (ctx) => deliverOnce(ctx, deps),
    // A round lasts as long as its slowest conversation.
    beside: 4,
  });
