import type { PageTarget } from '../../contract/escalation.ts';
import type { Ctx } from '../../lib/context.ts';

/** Who is meant by a target at this moment: people by their ids, in the order in which they are paged. */
export async function peopleAt(
  ctx: Ctx,
  target: Exclude<PageTarget, { who: 'conversation' }>,
): Promise<string[]> {
  switch (target.who) {
    case 'person':
      return activeOf(ctx, [target.personId]);
    case 'team':
      return membersOf(ctx, target.teamId);
    case 'round_robin':
      return pagedLongestAgo(ctx, await membersOf(ctx, target.teamId));
  }
}

async function activeOf(ctx: Ctx, ids: string[]): Promise<string[]> {
  const people = await ctx.db.person.findMany({
    where: { id: { in: ids }, active: true },
    select: { id: true },
  });
  return people.map(({ id }) => id);
}

/** Agents alone: others may belong to a team to see what it does. */
async function membersOf(ctx: Ctx, teamId: string): Promise<string[]> {
  const members = await ctx.db.teamMember.findMany({
    where: { teamId, person: { active: true, guest: false, external: false, roles: { has: 'agent' } } },
    orderBy: { person: { name: 'asc' } },
    select: { personId: true },
  });
  return members.map(({ personId }) => personId);
}

/** One of them; who was never paged comes first. */
async function pagedLongestAgo(ctx: Ctx, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const last = await ctx.db.page.groupBy({
    by: ['personId'],
    where: { personId: { in: ids } },
    _max: { createdAt: true },
  });
  const pagedAt = new Map(last.map(({ personId, _max }) => [personId, _max.createdAt?.getTime() ?? 0]));
  const [first] = ids.toSorted((a, b) => (pagedAt.get(a) ?? 0) - (pagedAt.get(b) ?? 0));
  return first ? [first] : [];
}
