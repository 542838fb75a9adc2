import { claimDelivery } from '../domain/outbox/delivery.ts';
import { type Ctx, inTransaction } from '../lib/context.ts';
import type { Inbound } from './channel.ts';

/**
 * Does what an event asks for in one transaction with the note that it was handled. A repeat of the event does
 * nothing, however late it comes: what it asks for may make sense again and still is not meant.
 */
export function once(ctx: Ctx, inbound: Inbound, work: (ctx: Ctx) => Promise<unknown>): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    if (await claimDelivery(ctx, inbound.channel, inbound.delivery)) await work(ctx);
  });
}
