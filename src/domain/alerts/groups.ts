import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { refreshAlerts } from '../escalation/answered.ts';
import { recordAll } from './note.ts';

const NEXT = statement<{ id: string; instead: string; paged: boolean }>(
  'alert-group-next',
  `
WITH next AS (
  SELECT next.id, gone.id AS instead, gone.held_until
    FROM alert gone, LATERAL (
      SELECT id FROM alert WHERE group_id = gone.id AND state <> 'resolved' ORDER BY state, first_at, id LIMIT 1
    ) AS next
   WHERE gone.id = ANY ($1::uuid[])
), others AS (
  UPDATE alert SET group_id = next.id FROM next
   WHERE alert.group_id = next.instead AND alert.state <> 'resolved' AND alert.id <> next.id
)
UPDATE alert SET group_id = NULL,
       held_until = CASE WHEN state = 'triggered' AND next.held_until > $2::timestamptz THEN next.held_until END,
       escalate_at = CASE WHEN state = 'triggered' AND silenced_until IS NULL AND NOT coalesce(next.held_until > $2::timestamptz, false)
                          THEN $2::timestamptz END
  FROM next WHERE alert.id = next.id
RETURNING alert.id::text, next.instead::text, alert.escalate_at IS NOT NULL AS paged`,
);

/**
 * Alerts that paged for groups are over and others of those are not: the oldest of each pages for the rest from now on,
 * unless all of them are in hands. In the transaction in which they are over, with their services locked, before what held
 * them is forgotten.
 */
export async function passOn(ctx: Ctx, headIds: readonly string[]): Promise<void> {
  const next = await NEXT(ctx, headIds, ctx.now().toISOString());
  const paged = next.filter(({ paged }) => paged);
  await recordAll(
    ctx,
    paged.map(({ id, instead }) => ({ id, kind: 'released', detail: { instead } })),
  );
  await refreshAlerts(
    ctx,
    next.map(({ id }) => id),
  );
}

/** The alerts for which this one pages, of these states. */
export async function membersOf(
  ctx: Ctx,
  headId: string,
  states: ('triggered' | 'acknowledged')[],
): Promise<string[]> {
  const members = await ctx.db.alert.findMany({
    where: { groupId: headId, state: { in: states } },
    select: { id: true },
  });
  return members.map(({ id }) => id);
}
