import { SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

// Until the acknowledgement ends, if the policy says that it does.
const ANSWERED = statement<never>(
  'escalation-answered',
  `
UPDATE escalation e
   SET state = 'answered', ended_at = $2::timestamptz, asked_at = NULL,
       next_at = $2::timestamptz + interval '1 minute' * (
         SELECT v.acknowledged_minutes FROM escalation_policy_version v
          WHERE v.policy_id = e.policy_id AND v.version = e.policy_version)
 WHERE e.alert_id = ANY ($1::uuid[])`,
);
// Whoever has it is not asked meanwhile whether they are still on it.
const SILENCED = statement<never>(
  'escalation-silenced',
  `
UPDATE escalation e
   SET state = 'answered', ended_at = $2::timestamptz, asked_at = NULL,
       next_at = CASE WHEN a.state = 'acknowledged' AND e.next_at IS NOT NULL THEN greatest(e.next_at, $3::timestamptz) END
  FROM alert a
 WHERE a.id = e.alert_id AND a.id = ANY ($1::uuid[])`,
);
const ENDED = statement<never>(
  'escalation-ended',
  `UPDATE escalation SET state = 'ended', next_at = NULL, ended_at = $2::timestamptz WHERE alert_id = ANY ($1::uuid[])`,
);
// One that is just being sent will have been sent; then it is looked at again.
const CANCEL = statement<never>(
  'escalation-cancel-pages',
  `
UPDATE page
   SET state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END, stale = true,
       work_at = CASE state WHEN 'sent' THEN least(work_at, $2::timestamptz) END
 WHERE alert_id = ANY ($1::uuid[]) AND state IN ('waiting', 'sent')`,
);
// Also what is just being sent: it is looked at again once that is noted.
const STALE = statement<never>(
  'escalation-stale-pages',
  `UPDATE page SET stale = true, work_at = CASE WHEN state = 'sent' THEN least(work_at, $2::timestamptz) ELSE work_at END
    WHERE alert_id = ANY ($1::uuid[]) AND state IN ('waiting', 'sent')`,
);
/** That it came once more may be shown a little later, so that many times are one edit. */
export const NO_HURRY = 5 * SECOND;

/**
 * Everything that shows these alerts will show them as they are then. In the transaction that changes them.
 * @param after so many milliseconds later at most
 */
export async function refreshAlerts(ctx: Ctx, alertIds: readonly string[], after = 0): Promise<void> {
  if (alertIds.length === 0) return;
  await STALE(ctx, alertIds, new Date(ctx.now().getTime() + after).toISOString());
  tellOf(ctx, alertIds);
}

function tellOf(ctx: Ctx, alertIds: readonly string[]): void {
  for (const id of alertIds) ctx.publish({ topic: 'alert', id });
  ctx.publish({ topic: 'pages' });
}

/** What waits is not sent, and what was sent shows it. */
async function cancelPages(ctx: Ctx, alertIds: readonly string[]): Promise<void> {
  await CANCEL(ctx, alertIds, ctx.now().toISOString());
  tellOf(ctx, alertIds);
}

/** Somebody has answered: nobody else is paged, as long as that holds. In the transaction in which that is so. */
export async function holdEscalations(ctx: Ctx, alertIds: readonly string[]): Promise<void> {
  await ANSWERED(ctx, alertIds, ctx.now().toISOString());
  await cancelPages(ctx, alertIds);
}

/** Nobody is paged until then. In the transaction in which that is so. */
export async function silenceEscalations(ctx: Ctx, alertIds: readonly string[], until: Date): Promise<void> {
  await SILENCED(ctx, alertIds, ctx.now().toISOString(), until.toISOString());
  await cancelPages(ctx, alertIds);
}

/** It is over: nobody is paged any more. In the transaction in which that is so. */
export async function endEscalations(ctx: Ctx, alertIds: readonly string[]): Promise<void> {
  await ENDED(ctx, alertIds, ctx.now().toISOString());
  await cancelPages(ctx, alertIds);
}
