import type { z } from 'zod';
import { SetMember, type Team, teams } from '../../contract/teams.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { actingPerson, isStaff } from '../people/acting.ts';
import { requireAdmin } from '../people/policy.ts';
import { loadTeam, lockTeam } from './team.ts';

/** Puts an agent into a team, or says whether they lead it. As it is already: nothing happens. */
export async function setMember(ctx: Ctx, input: z.input<typeof SetMember>): Promise<Team> {
  requireAdmin(ctx);
  const { id: teamId, personId, lead } = parse(SetMember, input);
  return inTransaction(ctx, async (ctx) => {
    await lockTeam(ctx, teamId);
    // A role that is being taken away right now must not leave a member behind who is no agent.
    await ctx.db.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR UPDATE`;
    const person = await actingPerson(ctx, personId);
    if (!person || !isStaff(person) || !person.roles.includes('agent')) {
      failField('personId', 'This must be an active person with the role agent.');
    }
    const key = { teamId_personId: { teamId, personId } };
    const before = await ctx.db.teamMember.findUnique({ where: key });
    if (before?.lead === lead) return loadTeam(ctx, teamId);
    await ctx.db.teamMember.upsert({
      where: key,
      create: { teamId, personId, lead },
      update: { lead },
    });
    await audit(ctx, {
      action: 'team.set_member',
      subject: { type: 'team', id: teamId },
      detail: { personId, before: before && { lead: before.lead }, after: { lead } },
    });
    ctx.publish({ topic: 'directory' });
    return loadTeam(ctx, teamId);
  });
}

/** Takes somebody out of a team. Who is not in it: nothing happens. */
export async function removeMember(ctx: Ctx, input: z.input<typeof teams.removeMember.input>): Promise<Team> {
  requireAdmin(ctx);
  const { id: teamId, personId } = parse(teams.removeMember.input, input);
  return inTransaction(ctx, async (ctx) => {
    await lockTeam(ctx, teamId);
    const { count } = await ctx.db.teamMember.deleteMany({ where: { teamId, personId } });
    if (count === 0) return loadTeam(ctx, teamId);
    await audit(ctx, {
      action: 'team.remove_member',
      subject: { type: 'team', id: teamId },
      detail: { personId },
    });
    ctx.publish({ topic: 'directory' });
    return loadTeam(ctx, teamId);
  });
}
