import type { z } from 'zod';
import { PageTarget } from '../../contract/escalation.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

type IncidentTarget = Extract<z.output<typeof PageTarget>, { who: 'incident' }>;

const LOCK = statement<{ wants: boolean }>(
  'alert-incident-wish-lock',
  `SELECT incident_wish IS NULL AS wants FROM alert WHERE id = $1::uuid FOR NO KEY UPDATE SKIP LOCKED`,
);

/**
 * An escalation step wants an alert to be a major incident, which is declared apart: nothing of it keeps anybody from
 * being paged. Of an alert it is wanted once, whatever becomes of it.
 * @returns whether it will be because of this; `locked`: somebody is changing the alert
 */
export async function wantIncident(
  ctx: Ctx,
  alertId: string,
  incidentWish: IncidentTarget,
): Promise<boolean | 'locked'> {
  // The escalation is locked by now, and whoever answers the alert locks them the other way round.
  const [alert] = await LOCK(ctx, alertId);
  if (!alert) return 'locked';
  if (!alert.wants) return false;
  await ctx.db.alert.update({ where: { id: alertId }, data: { incidentAt: ctx.now(), incidentWish } });
  ctx.publish({ topic: 'wishes' });
  return true;
}

/** What an escalation step has asked for. */
export function incidentWishOf(incidentWish: unknown): IncidentTarget | null {
  const wish = PageTarget.safeParse(incidentWish).data;
  return wish?.who === 'incident' ? wish : null;
}
