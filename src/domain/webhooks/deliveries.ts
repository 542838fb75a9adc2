import type { z } from 'zod';
import {
  type DeliveryKind,
  ListDeliveries,
  type WebhookDelivery,
  type WholeDelivery,
  webhooks,
} from '../../contract/webhooks.ts';
import type { Ctx } from '../../lib/context.ts';
import { olderThan, pageOf, readCursor } from '../../lib/cursor.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { requireAdmin } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { idOf } from '../tickets/load.ts';
import { queuesWorkedOn } from '../tickets/policy.ts';

/** Without what was sent and answered: a page of those would be large. */
const SHOWN = {
  ...{ id: true, kind: true, state: true, attempts: true, status: true, error: true },
  ...{ createdAt: true, dueAt: true, finishedAt: true },
  webhook: { select: { id: true, name: true } },
  ticket: { select: { number: true } },
} as const;
type Shown = Prisma.WebhookDeliveryGetPayload<{ select: typeof SHOWN }>;

/** What webhooks were told, newest first. A body says what stands in a ticket, so it must be one that the caller works on. */
export async function listDeliveries(
  ctx: Ctx,
  input: z.input<typeof ListDeliveries>,
): Promise<{ items: WebhookDelivery[]; next: string | null }> {
  requireAdmin(ctx);
  const { webhook, ticket, state, cursor, limit } = parse(ListDeliveries, input);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rows = await ctx.db.webhookDelivery.findMany({
    where: {
      ...(webhook ? { webhookId: webhook } : {}),
      ...(ticket ? { ticketId: await idOf(ctx, ticket) } : {}),
      ...(state ? { state } : {}),
      AND: [await visibleTo(ctx), olderThan('createdAt', after)],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: SHOWN,
  });
  return pageOf(rows, limit, ({ createdAt, id }) => ({ at: createdAt, id }), deliveryView);
}

/** A delivery with what was sent and what was answered. */
export async function getDelivery(ctx: Ctx, input: { id: string }): Promise<WholeDelivery> {
  requireAdmin(ctx);
  const { id } = parse(webhooks.delivery.input, input);
  const row = await ctx.db.webhookDelivery.findFirst({
    where: { id, ...(await visibleTo(ctx)) },
    select: { ...SHOWN, body: true, answer: true },
  });
  return row ? { ...deliveryView(row), body: row.body, answer: row.answer } : noSuchDelivery();
}

export const noSuchDelivery = (): never => fail('not_found', 'There is no such delivery.');

/** Of tickets that the caller works on, and of none. */
export async function visibleTo(ctx: Ctx): Promise<Prisma.WebhookDeliveryWhereInput> {
  const visible = queuesWorkedOn(ctx.actor, (await directoryOf(ctx)).queues);
  return { OR: [{ ticketId: null }, { ticket: { queueId: { in: visible } } }] };
}

export const deliveryView = (row: Shown): WebhookDelivery => ({
  id: row.id,
  webhook: { id: row.webhook.id, name: row.webhook.name },
  ticket: row.ticket?.number ?? null,
  ...{ kind: row.kind as DeliveryKind, state: row.state, attempts: row.attempts },
  ...{ status: row.status, error: row.error },
  at: row.createdAt.toISOString(),
  dueAt: row.state === 'waiting' ? row.dueAt.toISOString() : null,
  finishedAt: row.finishedAt?.toISOString() ?? null,
});
