import type { Ctx } from '../../lib/context.ts';
import { attempt, type Sending, TARGET } from './attempt.ts';
import { type ClaimedDelivery, claimDeliveries } from './claim.ts';
import { takesQueue } from './note.ts';
import { settle, settleRefused } from './settle.ts';
import { SWITCHED_OFF } from './switch-off.ts';

/**
 * Sends what is due, side by side. Any number of workers may: what one has claimed is left by the others, and what was
 * sent is noted at once, so that a crash leaves in doubt no more than what was just being sent.
 * @returns how many deliveries were claimed
 */
export async function sendDue(ctx: Ctx, sending: Sending): Promise<number> {
  const claimed = await claimDeliveries(ctx);
  if (claimed.length === 0) return 0;
  const found = await ctx.db.webhook.findMany({
    where: { id: { in: claimed.map(({ webhookId }) => webhookId) } },
    select: TARGET,
  });
  const webhooks = new Map(found.map((webhook) => [webhook.id, webhook]));
  const one = async (delivery: ClaimedDelivery) => {
    const webhook = webhooks.get(delivery.webhookId);
    if (!webhook) return;
    if (!webhook.enabled) return settleRefused(ctx, delivery, SWITCHED_OFF);
    // Between what was noted and now, the ticket may have gone where the webhook must not follow.
    if (delivery.queue.visibility === 'private' && !takesQueue(webhook, delivery.queue)) {
      return settleRefused(ctx, delivery, 'Its ticket is in a private queue now.');
    }
    await settle(ctx, delivery, await attempt(ctx, sending, webhook, delivery));
  };
  const ends = await Promise.allSettled(claimed.map(one));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return claimed.length;
}
