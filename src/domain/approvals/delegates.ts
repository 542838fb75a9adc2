import type { Ctx } from '../../lib/context.ts';
import type { Delegation, Prisma } from '../../lib/prisma/client.ts';

/** Delegations that hold at this moment, of a policy or of any. */
function inForce(ctx: Ctx, policyId?: string): Prisma.DelegationWhereInput {
  const now = ctx.now();
  return {
    startsAt: { lte: now },
    to: { active: true, guest: false, external: false },
    AND: [
      { OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
      { OR: [{ onlyAway: false }, { person: { availability: { not: 'available' } } }] },
      policyId ? { OR: [{ policyIds: { isEmpty: true } }, { policyIds: { has: policyId } }] } : {},
    ],
  };
}

/** Who votes for these people now. */
export const delegatesOf = (
  ctx: Ctx,
  personIds: readonly string[],
  policyId: string,
): Promise<Delegation[]> =>
  ctx.db.delegation.findMany({
    where: { personId: { in: [...personIds] }, ...inForce(ctx, policyId) },
    orderBy: { id: 'asc' },
  });

/** For whom somebody votes now, of all policies. */
export const delegatedTo = (ctx: Ctx, toId: string): Promise<Delegation[]> =>
  ctx.db.delegation.findMany({ where: { toId, ...inForce(ctx) }, orderBy: { id: 'asc' } });

export const covers = ({ policyIds }: Delegation, policyId: string): boolean =>
  policyIds.length === 0 || policyIds.includes(policyId);
