import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { requireAdmin } from '../people/policy.ts';
import { lockTeam, removeTeam } from './team.ts';

/**
 * Removes a team that nobody is in and nothing goes by.
 * @throws `conflict`
 */
export async function removeUnusedTeam(ctx: Ctx, { id }: { id: string }): Promise<void> {
  requireAdmin(ctx);
  await inTransaction(ctx, async (ctx) => {
    const { name } = await lockTeam(ctx, id);
    const members = await ctx.db.teamMember.count({ where: { teamId: id } });
    if (members > 0) fail('conflict', `${name} has members.`);
    const macro = await ctx.db.macroTeam.findFirst({ where: { teamId: id }, include: { macro: true } });
    if (macro) fail('conflict', `The macro ${macro.macro.name} is for it.`);
    const [policy] = await ctx.db.$queryRaw<{ name: string }[]>`
      SELECT name FROM escalation_policy WHERE steps::text LIKE ${`%${id}%`} ORDER BY name LIMIT 1`;
    if (policy) fail('conflict', `The escalation policy ${policy.name} pages it.`);
    await removeTeam(ctx, { id });
  });
}
