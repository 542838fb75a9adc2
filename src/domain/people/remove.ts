import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from './policy.ts';
import { lockPerson, updatePerson } from './update.ts';

/**
 * Removes somebody who was added and has done nothing yet. Whoever has is deactivated instead: what they did stays
 * theirs.
 * @throws `conflict` when something here refers to them
 */
export async function removeUnusedPerson(ctx: Ctx, { id }: { id: string }): Promise<void> {
  requireAdmin(ctx);
  await inTransaction(ctx, async (ctx) => {
    const { name, email, roles } = await lockPerson(ctx, id);
    const row = await ctx.db.person.findUniqueOrThrow({ where: { id }, include: { _count: true } });
    const used = Object.entries(row._count).find(([, count]) => count > 0)?.[0];
    if (used) fail('conflict', `They are in use here: ${words(used)}.`);
    await refuseNamed(ctx, id);
    await ctx.db.person.delete({ where: { id } });
    await audit(ctx, {
      action: 'person.remove',
      subject: { type: 'person', id },
      detail: { before: { name, email, roles } },
    });
    ctx.publish({ topic: 'directory' });
  });
}

/**
 * Takes the role agent from somebody who has done nothing by it yet.
 * @throws `conflict` when they work in a team, are on call or have tickets
 */
export async function takeAgentRole(ctx: Ctx, id: string): Promise<void> {
  requireAdmin(ctx);
  await inTransaction(ctx, async (ctx) => {
    const { roles } = await lockPerson(ctx, id);
    const team = await ctx.db.teamMember.findFirst({ where: { personId: id }, include: { team: true } });
    if (team) fail('conflict', `They are in the team ${team.team.name}.`);
    await refuseNamed(ctx, id);
    const ticket = await ctx.db.ticket.findFirst({ where: { assigneeId: id }, select: { number: true } });
    if (ticket) fail('conflict', `They have tickets, such as ${ticket.number}.`);
    const rest = roles.filter((role) => role !== 'agent');
    await updatePerson(ctx, { id, roles: rest.length > 0 ? rest : ['requester'] });
  });
}

/** In rules that are read as a whole nothing keeps somebody by itself. */
async function refuseNamed(ctx: Ctx, id: string): Promise<void> {
  const like = `%${id}%`;
  const [named] = await ctx.db.$queryRaw<{ where: string }[]>`
    SELECT 'the schedule ' || name AS where FROM schedule WHERE layers::text LIKE ${like}
    UNION ALL SELECT 'earlier rules of ' || s.name FROM schedule_version v JOIN schedule s ON s.id = v.schedule_id
     WHERE v.layers::text LIKE ${like}
    UNION ALL SELECT 'an override of ' || s.name FROM schedule_override o JOIN schedule s ON s.id = o.schedule_id
     WHERE ${id}::uuid = ANY (o.person_ids) OR o.replaces_id = ${id}::uuid
    UNION ALL SELECT 'the escalation policy ' || name FROM escalation_policy WHERE steps::text LIKE ${like}
    UNION ALL SELECT 'the service ' || name FROM service WHERE settings::text LIKE ${like}
    UNION ALL SELECT 'the approval policy ' || name FROM approval_policy WHERE content::text LIKE ${like}
    UNION ALL SELECT 'the rule ' || name FROM automation_rule WHERE condition::text LIKE ${like} OR actions::text LIKE ${like}
    LIMIT 1`;
  if (named) fail('conflict', `They are named in ${named.where}.`);
}

const words = (field: string): string => field.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
