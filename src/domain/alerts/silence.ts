import type { z } from 'zod';
import { alerts, SilenceAlert } from '../../contract/alerts.ts';
import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { statement } from '../../lib/sql.ts';
import { refreshAlerts, silenceEscalations } from '../escalation/answered.ts';
import { membersOf } from './groups.ts';
import { lockOpenAlert } from './lock.ts';
import { record } from './note.ts';
import { requireResponder } from './policy.ts';

// What nobody has acknowledged pages, unless another one pages for it or a maintenance is not over.
const END = statement<{ id: string }>(
  'alerts-end-silence',
  `
UPDATE alert
   SET silenced_until = NULL,
       escalate_at = CASE WHEN state = 'triggered' AND group_id IS NULL AND NOT EXISTS (
         SELECT 1 FROM maintenance_window m WHERE m.id = alert.maintenance_id AND m.finished_at IS NULL
       ) THEN $2::timestamptz END
 WHERE id = ANY ($1::uuid[]) AND silenced_until <= $3::timestamptz
RETURNING id::text`,
);

/**
 * The alert, and those for which it pages, page nobody for some time; they stay open, and count up. Silencing it once more
 * counts from now.
 * @throws `conflict` when it is resolved
 */
export async function silenceAlert(ctx: Ctx, input: z.input<typeof SilenceAlert>): Promise<{ id: string }> {
  requireResponder(ctx);
  const { id, minutes } = parse(SilenceAlert, input);
  return inTransaction(ctx, async (ctx) => {
    await lockOpenAlert(ctx, id);
    const until = new Date(ctx.now().getTime() + minutes * MINUTE);
    const ids = [id, ...(await membersOf(ctx, id, ['triggered', 'acknowledged']))];
    await ctx.db.alert.updateMany({
      where: { id: { in: ids } },
      data: { silencedUntil: until, heldUntil: null, escalateAt: null },
    });
    await silenceEscalations(ctx, ids, until);
    await record(ctx, ids, 'silenced', { until: until.toISOString() });
    return { id };
  });
}

/**
 * It pages again before its time is over, if nobody has acknowledged it.
 * @throws `conflict` when it is resolved, or not silenced
 */
export async function unsilenceAlert(ctx: Ctx, input: { id: string }): Promise<{ id: string }> {
  requireResponder(ctx);
  const { id } = parse(alerts.get.input, input);
  return inTransaction(ctx, async (ctx) => {
    const { silencedUntil } = await lockOpenAlert(ctx, id);
    if (!silencedUntil) return fail('conflict', 'This alert is not silenced any more.');
    const ids = [id, ...(await membersOf(ctx, id, ['triggered', 'acknowledged']))];
    await endSilence(ctx, ids, silencedUntil);
    return { id };
  });
}

/**
 * Ends the silence of alerts that are silenced until then at most. In a transaction, with their service locked.
 */
export async function endSilence(ctx: Ctx, alertIds: readonly string[], until: Date): Promise<void> {
  const ended = await END(ctx, alertIds, ctx.now().toISOString(), until.toISOString());
  const ids = ended.map(({ id }) => id);
  await refreshAlerts(ctx, ids);
  ctx.publish({ topic: 'escalations' });
  await record(ctx, ids, 'unsilenced');
}
