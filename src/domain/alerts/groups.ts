import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { refreshAlerts } from '../escalation/answered.ts';
import { record } from './note.ts';

const NEXT = statement<{ id: string; paged: boolean }>(
  'alert-group-next',
  `
WITH gone AS (
  SELECT id, held_until FROM alert WHERE id = $1::uuid
), next AS (
  SELECT a.id FROM alert a JOIN gone ON a.group_id = gone.id
   WHERE a.state <> 'resolved' ORDER BY a.state, a.first_at, a.id LIMIT 1
), others AS (
  UPDATE alert SET group_id = next.id FROM next
   WHERE alert.group_id = $1::uuid AND alert.state <> 'resolved' AND alert.id <> next.id
)
UPDATE alert SET group_id = NULL,
       held_until = CASE WHEN state = 'triggered' AND gone.held_until > $2::timestamptz THEN gone.held_until END,
       escalate_at = CASE WHEN state = 'triggered' AND silenced_until IS NULL AND NOT coalesce(gone.held_until > $2::timestamptz, false)
                          THEN $2::timestamptz END
  FROM next, gone WHERE alert.id = next.id
RETURNING alert.id::text, alert.escalate_at IS NOT NULL AS paged`,
);

/**
 * The alert that paged for a group is over and others of it are not: the oldest of them pages for the rest from now on,
 * unless all of them are in hands. In the transaction in which it is over, with its service locked, before what held it is
 * forgotten.
 */
export async function passOn(ctx: Ctx, headId: string): Promise<void> {
  const [next] = await NEXT(ctx, headId, ctx.now().toISOString());
  if (!next) return;
  if (next.paged) await record(ctx, [next.id], 'released', { instead: headId });
  await refreshAlerts(ctx, [next.id]);
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
