import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

// One that is just being sent will have been sent; then it is looked at again.
const CANCEL = statement<never>(
  'escalation-cancel-pages',
  `UPDATE page SET state = 'cancelled', work_at = NULL, stale = true
    WHERE alert_id = ANY ($1::uuid[]) AND state = 'waiting'`,
);
// Also what is just being sent: it is looked at again once that is noted.
const STALE = statement<never>(
  'escalation-stale-pages',
  `UPDATE page SET stale = true, work_at = CASE WHEN state = 'sent' THEN $2::timestamptz ELSE work_at END
    WHERE alert_id = ANY ($1::uuid[]) AND state IN ('waiting', 'sent')`,
);

/** Everything that shows these alerts will show them as they are then. In the transaction that changes them. */
export async function refreshAlerts(ctx: Ctx, alertIds: readonly string[]): Promise<void> {
  if (alertIds.length === 0) return;
  await STALE(ctx, alertIds, ctx.now().toISOString());
  ctx.publish({ topic: 'pages' });
}

/** Somebody has answered, or it is over: nobody else is paged. In the transaction in which that is so. */
export async function endEscalations(
  ctx: Ctx,
  alertIds: readonly string[],
  how: 'answered' | 'ended',
): Promise<void> {
  await ctx.db.escalation.updateMany({
    where: { alertId: { in: [...alertIds] }, state: { not: 'ended' } },
    data: { state: how, nextAt: null, endedAt: ctx.now() },
  });
  await CANCEL(ctx, alertIds);
  await refreshAlerts(ctx, alertIds);
}
