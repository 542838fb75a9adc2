import type { Approvers } from '../../contract/approvals.ts';
import type { Ctx } from '../../lib/context.ts';
import { peopleOnCall } from '../oncall/now.ts';
import { barredBecause, contentOf, type LoadedApproval } from './load.ts';
import type { Seat } from './outcome.ts';
import type { Subject } from './subject.ts';

/** So many are asked in a stage, by name. */
const MOST = 200;

/** Who is asked in a stage, as people, teams and schedules are at this moment, without those who may not vote. */
export async function seatsOf(
  ctx: Ctx,
  approval: LoadedApproval,
  subject: Subject,
  stage: number,
): Promise<Seat[]> {
  const { groups = [], mandatory = [] } = contentOf(approval).stages[stage] ?? {};
  const asked: { personId: string; group: number }[] = [];
  for (const [group, { approvers }] of groups.entries()) {
    for (const personId of await meant(ctx, approvers, subject)) asked.push({ personId, group });
  }
  const people = await ctx.db.person.findMany({
    where: { id: { in: [...asked.map(({ personId }) => personId), ...mandatory] } },
    select: { id: true, active: true, guest: true, external: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return people
    .filter((person) => !barredBecause(approval, subject, person))
    .slice(0, MOST)
    .map(({ id }) => ({
      stage,
      personId: id,
      groups: [...new Set(asked.filter(({ personId }) => personId === id).map(({ group }) => group))],
      mandatory: mandatory.includes(id),
    }));
}

async function meant(ctx: Ctx, approvers: Approvers, subject: Subject): Promise<string[]> {
  switch (approvers.who) {
    case 'people':
      return approvers.personIds;
    case 'team':
      return membersOf(ctx, [approvers.teamId]);
    case 'role': {
      const where = { active: true, roles: { has: approvers.role } };
      const people = await ctx.db.person.findMany({
        where,
        select: { id: true },
        orderBy: { name: 'asc' },
        take: MOST,
      });
      return people.map(({ id }) => id);
    }
    case 'manager':
      return subject.requester.managerId ? [subject.requester.managerId] : [];
    case 'service_owner':
      return ownersOf(ctx, approvers.serviceId, subject);
    case 'schedule':
      return peopleOnCall(ctx, approvers.scheduleId, ctx.now());
  }
}

async function membersOf(ctx: Ctx, teamIds: string[], lead?: true): Promise<string[]> {
  const members = await ctx.db.teamMember.findMany({
    where: { teamId: { in: teamIds }, person: { active: true }, ...(lead ? { lead } : {}) },
    select: { personId: true },
    orderBy: { person: { name: 'asc' } },
    take: MOST,
  });
  return [...new Set(members.map(({ personId }) => personId))];
}

/** Who leads the team of the service; where nobody does, all of the team. */
async function ownersOf(ctx: Ctx, serviceId: string | null, subject: Subject): Promise<string[]> {
  const services = await ctx.db.service.findMany({
    where: serviceId
      ? { id: serviceId }
      : {
          OR: [
            { alerts: { some: { ticketId: subject.id } } },
            { changes: { some: { change: { ticketId: subject.id } } } },
          ],
        },
    select: { teamId: true },
    take: 20,
  });
  const teamIds = services.map(({ teamId }) => teamId);
  const leads = await membersOf(ctx, teamIds, true);
  return leads.length > 0 ? leads : membersOf(ctx, teamIds);
}
