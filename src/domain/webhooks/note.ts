import type { SlaMetric } from '../../contract/sla.ts';
import type { WebhookKind } from '../../contract/webhooks.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { HeardEvent } from '../automation/hear.ts';
import { directoryOf, type QueueFacts } from '../settings/directory.ts';
import { summariesOf } from '../tickets/find.ts';
import { type WebhookBody, written } from './body.ts';

/** What is known of a webhook to find out whether it wants to hear of something. */
export type ListeningWebhook = { id: string; kinds: readonly WebhookKind[]; queueIds: readonly string[] };

/** Whether a webhook takes tickets of a queue: of those that it names or, where it names none, of all that are open. */
export const takesQueue = (
  { queueIds }: Pick<ListeningWebhook, 'queueIds'>,
  queue: Pick<QueueFacts, 'id' | 'visibility'>,
): boolean => (queueIds.length > 0 ? queueIds.includes(queue.id) : queue.visibility === 'open');

/**
 * Notes what webhooks are to be told of what has happened. Inside the transaction in which it is heard.
 * @param events in their order
 * @param messages what was written, by entry
 */
export async function noteForWebhooks(
  ctx: Ctx,
  events: readonly HeardEvent[],
  messages: ReadonlyMap<string, string>,
): Promise<void> {
  const { webhooks, queues } = await directoryOf(ctx);
  const isWanted = ({ kind }: HeardEvent) => webhooks.some(({ kinds }) => kinds.some((one) => one === kind));
  const wanted = events.filter(isWanted);
  if (wanted.length === 0) return;
  const tickets = await summariesOf(
    ctx,
    wanted.map(({ ticketId }) => ticketId),
  );
  const actors = await ctx.db.person.findMany({
    where: { id: { in: wanted.flatMap(({ actorId }) => actorId ?? []) } },
    select: { id: true, name: true },
  });
  const deliveries = wanted.flatMap((event) => {
    const ticket = tickets.get(event.ticketId);
    const queue = ticket && queues.get(ticket.queue.id);
    if (!ticket || !queue) return [];
    return webhooks
      .filter(({ kinds }) => kinds.some((kind) => kind === event.kind))
      .filter((webhook) => takesQueue(webhook, queue))
      .map((webhook) => ({
        webhookId: webhook.id,
        body: {
          id: ctx.newId(),
          kind: event.kind as WebhookKind,
          at: event.at.toISOString(),
          ticket,
          actor: actors.find(({ id }) => id === event.actorId) ?? null,
          ...partsOf(event, messages),
        },
      }));
  });
  await keep(ctx, deliveries);
}

/** What is told of an event beside its ticket. */
function partsOf({ data }: HeardEvent, messages: ReadonlyMap<string, string>): Partial<WebhookBody> {
  const { changes, entryId, metric, threshold } = data;
  return {
    ...(changes ? { changes } : {}),
    ...(entryId ? { entry: { id: entryId, body: messages.get(entryId) ?? '' } } : {}),
    ...(metric && threshold ? { sla: { metric: metric as SlaMetric, threshold } } : {}),
  };
}

/**
 * Notes that a rule tells a webhook of a ticket. Inside the transaction in which the rule acts.
 * @returns whether the webhook takes tickets of its queue
 * @throws `not_found` when there is no such webhook any more, `conflict` when it is switched off
 */
export async function noteForRule(ctx: Ctx, webhookId: string, ticketId: string): Promise<boolean> {
  const webhook = await ctx.db.webhook.findUnique({
    where: { id: webhookId },
    select: { enabled: true, queueIds: true },
  });
  if (!webhook) return fail('not_found', 'The webhook was removed.');
  if (!webhook.enabled) fail('conflict', 'The webhook is switched off.');
  const ticket = (await summariesOf(ctx, [ticketId])).get(ticketId);
  const queue = ticket && (await directoryOf(ctx)).queues.get(ticket.queue.id);
  if (!queue || !takesQueue(webhook, queue)) return false;
  const rule = await ctx.db.automationRule.findFirstOrThrow({
    where: { id: ctx.cause?.at(-1) ?? '' },
    select: { id: true, name: true },
  });
  const at = ctx.now().toISOString();
  await keep(ctx, [{ webhookId, body: { id: ctx.newId(), kind: 'rule', at, ticket, actor: null, rule } }]);
  return true;
}

async function keep(ctx: Ctx, deliveries: readonly { webhookId: string; body: WebhookBody }[]) {
  if (deliveries.length === 0) return;
  const now = ctx.now();
  await ctx.db.webhookDelivery.createMany({
    data: deliveries.map(({ webhookId, body }) => ({
      ...{ id: body.id, webhookId, kind: body.kind, body: written(body) },
      ticketId: body.ticket?.id ?? null,
      dueAt: now,
      createdAt: now,
    })),
  });
  ctx.publish({ topic: 'webhooks' });
}
