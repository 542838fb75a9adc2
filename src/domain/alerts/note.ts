import type { AlertEvent } from '../../contract/alerts.ts';
import { AlertHappening } from '../../contract/automation.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { audit } from '../audit/record.ts';
import { listensFor, tellRules } from '../automation/events.ts';

type EventKind = (typeof AlertEvent.shape.kind.options)[number];

/** Rows in a statement. */
const TOGETHER = 1_000;

/** What has happened to alerts: for their timelines, and in the audit log. In the transaction in which it happens. */
export async function record(
  ctx: Ctx,
  alertIds: readonly string[],
  kind: EventKind,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const about = { kind, actorId: personOf(ctx.actor)?.id ?? null, at: ctx.now() };
  for (let from = 0; from < alertIds.length; from += TOGETHER) {
    const ids = alertIds.slice(from, from + TOGETHER);
    await ctx.db.alertEvent.createMany({ data: ids.map((alertId) => ({ alertId, ...about })) });
    await audit(
      ctx,
      ...ids.map((id) => ({ action: `alert.${kind}`, subject: { type: 'alert', id }, detail })),
    );
  }
  const heard = AlertHappening.safeParse(kind);
  if (heard.success) await tellRulesOf(ctx, alertIds, heard.data);
  for (const id of alertIds) ctx.publish({ topic: 'alert', id });
}

/** Rules act on the tickets of alerts. */
async function tellRulesOf(ctx: Ctx, alertIds: readonly string[], happened: AlertHappening): Promise<void> {
  if (!(await listensFor(ctx, 'alert'))) return;
  const alerts = await ctx.db.alert.findMany({
    where: { id: { in: [...alertIds] }, ticketId: { not: null } },
    select: { id: true, ticketId: true },
  });
  for (const { id, ticketId } of alerts) {
    if (ticketId) await tellRules(ctx, ticketId, 'alert', { alertId: id, happened });
  }
}
