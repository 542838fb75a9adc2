import { type WholeDelivery, webhooks } from '../../contract/webhooks.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { attempt, type Sending, TARGET } from './attempt.ts';
import { written } from './body.ts';
import { deliveryView } from './deliveries.ts';
import { noSuchWebhook } from './view.ts';

/** Sends something at once, also while the webhook is switched off. It stands in the log and says nothing of its health. */
export async function testWebhook(ctx: Ctx, sending: Sending, input: { id: string }): Promise<WholeDelivery> {
  requireAdmin(ctx);
  const { id: webhookId } = parse(webhooks.test.input, input);
  const webhook =
    (await ctx.db.webhook.findUnique({ where: { id: webhookId }, select: { ...TARGET, name: true } })) ??
    noSuchWebhook();
  const at = ctx.now();
  const id = ctx.newId();
  const person = personOf(ctx.actor);
  const actor = person ? { id: person.id, name: person.name } : null;
  const body = written({ id, kind: 'test', at: at.toISOString(), ticket: null, actor });
  const made = await attempt(ctx, sending, webhook, { id, body });
  return inTransaction(ctx, async (ctx) => {
    const row = await ctx.db.webhookDelivery.create({
      data: {
        ...{ id, webhookId, kind: 'test', body, ...made, attempts: 1 },
        state: made.error === null ? 'delivered' : 'failed',
        ...{ firstAt: at, dueAt: at, createdAt: at, finishedAt: ctx.now() },
      },
    });
    await audit(ctx, {
      action: 'webhook.test',
      subject: { type: 'webhook', id: webhookId },
      detail: { delivery: id },
    });
    return { ...deliveryView({ ...row, webhook, ticket: null }), body, answer: made.answer };
  });
}
