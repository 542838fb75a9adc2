import { DirectPlan } from '../../contract/pages.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Escalation } from '../../lib/prisma/client.ts';
import { refreshAlerts } from './answered.ts';

/**
 * The next step is due now. Where all have been gone through it begins again. In the transaction that changes the alert,
 * with its row locked.
 * @throws `conflict` where nobody is paged for its service
 */
export async function goOnNow(ctx: Ctx, alertId: string): Promise<void> {
  const escalation = await ctx.db.escalation.findUnique({ where: { alertId } });
  if (!escalation) return fail('conflict', 'Nobody is paged for this service: it has no escalation policy.');
  const { state, round, step } = escalation;
  const isThrough = state === 'exhausted' || step >= (await stepsOf(ctx, escalation)).length;
  const anew = isThrough ? { round: round + 1, step: 0 } : {};
  await ctx.db.escalation.update({
    where: { alertId },
    data: { ...anew, state: 'running', nextAt: ctx.now(), askedAt: null, endedAt: null },
  });
  await refreshAlerts(ctx, [alertId]);
  ctx.publish({ topic: 'escalations' });
}

async function stepsOf(ctx: Ctx, { alertId, policyId, policyVersion }: Escalation): Promise<unknown[]> {
  if (policyId === null || policyVersion === null) {
    const { plan } = await ctx.db.alert.findUniqueOrThrow({ where: { id: alertId }, select: { plan: true } });
    return DirectPlan.parse(plan).steps;
  }
  const { steps } = await ctx.db.escalationPolicyVersion.findUniqueOrThrow({
    where: { policyId_version: { policyId, version: policyVersion } },
  });
  return steps as unknown[];
}
