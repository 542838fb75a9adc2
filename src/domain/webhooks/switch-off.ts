import type { Ctx } from '../../lib/context.ts';
import type { Webhook } from '../../lib/prisma/client.ts';
import { audit } from '../audit/record.ts';
import { tellAdmins } from '../people/tell-admins.ts';

/** The webhook with its row locked until the transaction ends. */
export async function lockWebhook(ctx: Ctx, id: string): Promise<Webhook | null> {
  await ctx.db.$queryRaw`SELECT 1 FROM webhook WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return ctx.db.webhook.findUnique({ where: { id } });
}

/** What waits for a webhook that is switched off has failed; the log keeps it, to be replayed. */
export async function failWaiting(ctx: Ctx, webhookId: string): Promise<void> {
  await ctx.db.webhookDelivery.updateMany({
    where: { webhookId, state: 'waiting' },
    data: { state: 'failed', error: SWITCHED_OFF, finishedAt: ctx.now() },
  });
}

export const SWITCHED_OFF = 'The webhook was switched off.';

/** The desk gives a webhook up, and tells the admins. Inside the transaction in which its row was locked. */
export async function switchOff(
  ctx: Ctx,
  { id, name }: Pick<Webhook, 'id' | 'name'>,
  why: string,
): Promise<void> {
  await ctx.db.webhook.update({
    where: { id },
    data: { enabled: false, offBecause: why, updatedAt: ctx.now() },
  });
  await failWaiting(ctx, id);
  await audit(ctx, { action: 'webhook.off', subject: { type: 'webhook', id }, detail: { name, why } });
  const text = `The webhook “${name}” was switched off. ${why} What it missed stands in its log, under Settings, Webhooks.`;
  await tellAdmins(ctx, text);
  ctx.publish({ topic: 'directory' });
}
