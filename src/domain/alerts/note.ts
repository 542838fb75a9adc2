import type { AlertEvent } from '../../contract/alerts.ts';
import { type Ctx, personOf } from '../../lib/context.ts';

/** What has happened to an alert, for its timeline. In the transaction in which it happens. */
export async function noteEvent(
  ctx: Ctx,
  alertId: string,
  kind: (typeof AlertEvent.shape.kind.options)[number],
): Promise<void> {
  await ctx.db.alertEvent.create({
    data: { alertId, kind, actorId: personOf(ctx.actor)?.id ?? null, at: ctx.now() },
  });
  ctx.publish({ topic: 'alert', id: alertId });
}
