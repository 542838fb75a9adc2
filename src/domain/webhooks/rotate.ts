import { type Webhook, webhooks } from '../../contract/webhooks.ts';
import { DAY } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { newSigningSecret, sealSecret } from './secrets.ts';
import { lockWebhook } from './switch-off.ts';
import { noSuchWebhook, webhookView } from './view.ts';

/** So long the secret before signs as well. */
const OVERLAP = DAY;

/**
 * Makes a new secret. The one before signs beside it for a day, so that the other side can take the new one at its
 * leisure; rotated twice, it does so no more.
 * @returns the secret, which is never shown again
 */
export async function rotateSecret(
  ctx: Ctx,
  key: Buffer,
  input: { id: string },
): Promise<{ webhook: Webhook; secret: string }> {
  requireAdmin(ctx);
  const { id } = parse(webhooks.rotate.input, input);
  return inTransaction(ctx, async (ctx) => {
    const row = (await lockWebhook(ctx, id)) ?? noSuchWebhook();
    const secret = newSigningSecret();
    const now = ctx.now();
    const updated = await ctx.db.webhook.update({
      where: { id },
      data: {
        secret: sealSecret(key, id, secret),
        oldSecret: row.secret,
        oldUntil: new Date(now.getTime() + OVERLAP),
        updatedAt: now,
      },
    });
    await audit(ctx, { action: 'webhook.rotate', subject: { type: 'webhook', id } });
    return { webhook: await webhookView(ctx, updated), secret };
  });
}
