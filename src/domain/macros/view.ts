import type { Macro, MacroAction } from '../../contract/macros.ts';
import type { ActingPerson, Ctx } from '../../lib/context.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { isAdmin } from '../people/acting.ts';
import { mayUse, mayWrite, noSuchMacro } from './policy.ts';

export const TEAMS = {
  teams: { select: { teamId: true }, orderBy: { teamId: 'asc' } },
} satisfies Prisma.MacroInclude;
export type LoadedMacro = Prisma.MacroGetPayload<{ include: typeof TEAMS }>;

export const factsOf = ({ reach, ownerId, teams }: LoadedMacro) => ({
  ...{ reach, ownerId },
  teamIds: teams.map(({ teamId }) => teamId),
});

/** What is set of it. */
export const contentOf = (macro: LoadedMacro) => ({
  name: macro.name,
  description: macro.description,
  reach: macro.reach,
  teamIds: factsOf(macro).teamIds,
  reply: macro.reply,
  actions: macro.actions as MacroAction[],
});

export function macroView(person: ActingPerson, macro: LoadedMacro): Macro {
  const { id, version, uses } = macro;
  return {
    ...{ id, ...contentOf(macro), version, uses },
    editable: mayWrite(person, factsOf(macro)),
    updatedAt: macro.updatedAt.toISOString(),
  };
}

/** What the person may use of all macros. */
export const usableBy = (person: ActingPerson): Prisma.MacroWhereInput => ({
  OR: [
    { reach: 'everybody' },
    {
      reach: 'teams',
      ...(isAdmin(person) ? {} : { teams: { some: { teamId: { in: [...person.teamIds] } } } }),
    },
    { ownerId: person.id },
  ],
});

/** The macro, if the person may use it. */
export async function usableMacro(ctx: Ctx, person: ActingPerson, id: string): Promise<LoadedMacro> {
  const macro = await ctx.db.macro.findUnique({ where: { id }, include: TEAMS });
  return macro && mayUse(person, factsOf(macro)) ? macro : noSuchMacro();
}
