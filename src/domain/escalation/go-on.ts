import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';

/**
 * The next step is due now. Where all have been gone through it begins again. In the transaction that changes the alert,
 * with its row locked.
 * @throws `conflict` where nobody is paged for its service
 */
export async function goOnNow(ctx: Ctx, alertId: string): Promise<void> {
  const escalation = await ctx.db.escalation.findUnique({ where: { alertId } });
  if (!escalation) return fail('conflict', 'Nobody is paged for this service: it has no escalation policy.');
  const { state, round } = escalation;
  const anew = state === 'exhausted' ? { round: round + 1, step: 0 } : {};
  await ctx.db.escalation.update({
    where: { alertId },
    data: { ...anew, state: 'running', nextAt: ctx.now(), endedAt: null },
  });
  ctx.publish({ topic: 'pages' });
}
