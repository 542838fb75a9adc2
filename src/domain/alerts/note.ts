import type { AlertEvent } from '../../contract/alerts.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { audit } from '../audit/record.ts';

export type EventKind = (typeof AlertEvent.shape.kind.options)[number];

/** Rows in a statement. */
const TOGETHER = 1_000;

/** What has happened to an alert, for its timeline. In the transaction in which it happens. */
export async function noteEvent(ctx: Ctx, alertId: string, kind: EventKind): Promise<void> {
  await noteEvents(ctx, [alertId], kind);
}

/** The same that has happened to many. */
async function noteEvents(ctx: Ctx, alertIds: readonly string[], kind: EventKind): Promise<void> {
  const about = { kind, actorId: personOf(ctx.actor)?.id ?? null, at: ctx.now() };
  for (let from = 0; from < alertIds.length; from += TOGETHER) {
    const data = alertIds.slice(from, from + TOGETHER).map((alertId) => ({ alertId, ...about }));
    await ctx.db.alertEvent.createMany({ data });
  }
  for (const id of alertIds) ctx.publish({ topic: 'alert', id });
}

/** The same, and in the audit log. */
export async function record(
  ctx: Ctx,
  alertIds: readonly string[],
  kind: EventKind,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await noteEvents(ctx, alertIds, kind);
  for (let from = 0; from < alertIds.length; from += TOGETHER) {
    const ids = alertIds.slice(from, from + TOGETHER);
    await audit(
      ctx,
      ...ids.map((id) => ({ action: `alert.${kind}`, subject: { type: 'alert', id }, detail })),
    );
  }
}
