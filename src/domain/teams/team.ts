import type { z } from 'zod';
import { CreateTeam, RenameTeam, type Team, teams } from '../../contract/teams.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { onTaken } from '../taken.ts';

const NAME_TAKEN = 'There is a team of this name already.';

const MEMBERS = {
  members: {
    where: { person: { active: true } },
    select: { lead: true, person: { select: { id: true, name: true } } },
    orderBy: [{ person: { name: 'asc' } }, { personId: 'asc' }],
  },
} satisfies Prisma.TeamInclude;

/** All teams by name, with their active members. */
export async function listTeams(ctx: Ctx): Promise<{ items: Team[] }> {
  requireStaff(ctx);
  const rows = await ctx.db.team.findMany({ include: MEMBERS, orderBy: { name: 'asc' } });
  return { items: rows.map(view) };
}

/**
 * Adds a team.
 * @throws `conflict` when the name is taken
 */
export async function createTeam(ctx: Ctx, input: z.input<typeof CreateTeam>): Promise<Team> {
  requireAdmin(ctx);
  const name = wellFormed(parse(CreateTeam, input).name);
  return onTaken(NAME_TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      const team = await ctx.db.team.create({ data: { id: ctx.newId(), name, createdAt: ctx.now() } });
      await audit(ctx, {
        action: 'team.create',
        subject: { type: 'team', id: team.id },
        detail: { after: { name } },
      });
      ctx.publish({ topic: 'directory' });
      return { id: team.id, name, members: [] };
    }),
  );
}

/**
 * Renames a team.
 * @throws `conflict` when the name is taken
 */
export async function renameTeam(ctx: Ctx, input: z.input<typeof RenameTeam>): Promise<Team> {
  requireAdmin(ctx);
  const { id, ...wanted } = parse(RenameTeam, input);
  const name = wellFormed(wanted.name);
  return onTaken(NAME_TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      const team = await lockTeam(ctx, id);
      if (team.name === name) return loadTeam(ctx, id);
      await ctx.db.team.update({ where: { id }, data: { name } });
      await audit(ctx, {
        action: 'team.rename',
        subject: { type: 'team', id },
        detail: { before: { name: team.name }, after: { name } },
      });
      ctx.publish({ topic: 'directory' });
      return loadTeam(ctx, id);
    }),
  );
}

/**
 * Removes a team.
 * @throws `conflict` while it has a queue, an archived one too: its tickets stay
 */
export async function removeTeam(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(teams.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    // With the row locked nobody can hang a new queue on it.
    const team = await lockTeam(ctx, id);
    const queue = await ctx.db.queue.findFirst({ where: { teamId: id }, select: { name: true } });
    if (queue)
      fail('conflict', `${team.name} still has the queue ${queue.name}; give that to another team first.`);
    const service = await ctx.db.service.findFirst({ where: { teamId: id }, select: { name: true } });
    if (service)
      fail(
        'conflict',
        `${team.name} still has the service ${service.name}; give that to another team first.`,
      );
    const schedule = await ctx.db.schedule.findFirst({ where: { teamId: id }, select: { name: true } });
    if (schedule)
      fail(
        'conflict',
        `${team.name} still has the schedule ${schedule.name}; give that to another team first.`,
      );
    await ctx.db.team.delete({ where: { id } });
    await audit(ctx, {
      action: 'team.remove',
      subject: { type: 'team', id },
      detail: { before: { name: team.name } },
    });
    ctx.publish({ topic: 'directory' });
  });
}

/** The team, its row locked until the transaction ends. */
export async function lockTeam(ctx: Ctx, id: string): Promise<{ id: string; name: string }> {
  const [team] = await ctx.db.$queryRaw<{ id: string; name: string }[]>`
    SELECT id::text, name FROM team WHERE id = ${id}::uuid FOR UPDATE`;
  return team ?? fail('not_found', 'There is no such team.');
}

/** The team as it is shown. */
export async function loadTeam(ctx: Ctx, id: string): Promise<Team> {
  return view(await ctx.db.team.findUniqueOrThrow({ where: { id }, include: MEMBERS }));
}

function view(row: Prisma.TeamGetPayload<{ include: typeof MEMBERS }>): Team {
  return {
    id: row.id,
    name: row.name,
    members: row.members.map(({ person, lead }) => ({ ...person, lead })),
  };
}
