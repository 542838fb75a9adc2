import type { z } from 'zod';
import { type WebhookDelivery, webhooks } from '../../contract/webhooks.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { deliveryView, noSuchDelivery, visibleTo } from './deliveries.ts';
import { lockWebhook } from './switch-off.ts';
import { noSuchWebhook } from './view.ts';

/** With the same id and body, so that the other side knows a repeat; it has 48 hours again. */
const anew = (ctx: Ctx) => ({
  ...{ state: 'waiting' as const, attempts: 0, firstAt: null, finishedAt: null, error: null },
  dueAt: ctx.now(),
});

/**
 * Sends a delivery once more, before those of its ticket that wait.
 * @throws `conflict` while it waits, while its webhook is switched off, and for a test
 */
export async function replayDelivery(ctx: Ctx, input: { id: string }): Promise<WebhookDelivery> {
  requireAdmin(ctx);
  const { id } = parse(webhooks.replay.input, input);
  return inTransaction(ctx, async (ctx) => {
    const found = await ctx.db.webhookDelivery.findFirst({ where: { id, ...(await visibleTo(ctx)) } });
    if (!found) return noSuchDelivery();
    if (found.kind === 'test') fail('conflict', 'This was a test; send another one.');
    await requireOn(ctx, found.webhookId);
    const { count } = await ctx.db.webhookDelivery.updateMany({
      where: { id, state: { not: 'waiting' } },
      data: anew(ctx),
    });
    if (count === 0) fail('conflict', 'It waits to be sent already.');
    await audit(ctx, {
      action: 'webhook.replay',
      subject: { type: 'webhook', id: found.webhookId },
      detail: { delivery: id },
    });
    ctx.publish({ topic: 'webhooks' });
    return deliveryView(
      await ctx.db.webhookDelivery.findUniqueOrThrow({
        where: { id },
        include: { webhook: true, ticket: true },
      }),
    );
  });
}

/**
 * Sends once more all that has failed since an instant.
 * @throws `conflict` while the webhook is switched off
 */
export async function replayFailed(
  ctx: Ctx,
  input: z.input<typeof webhooks.replayFailed.input>,
): Promise<{ count: number }> {
  requireAdmin(ctx);
  const { id, since } = parse(webhooks.replayFailed.input, input);
  return inTransaction(ctx, async (ctx) => {
    await requireOn(ctx, id);
    const { count } = await ctx.db.webhookDelivery.updateMany({
      where: { webhookId: id, state: 'failed', kind: { not: 'test' }, createdAt: { gte: new Date(since) } },
      data: anew(ctx),
    });
    await audit(ctx, {
      action: 'webhook.replay',
      subject: { type: 'webhook', id },
      detail: { since, count },
    });
    ctx.publish({ topic: 'webhooks' });
    return { count };
  });
}

async function requireOn(ctx: Ctx, webhookId: string): Promise<void> {
  const { enabled } = (await lockWebhook(ctx, webhookId)) ?? noSuchWebhook();
  if (!enabled) fail('conflict', 'Switch the webhook on first.');
}
