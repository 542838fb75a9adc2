import type { z } from 'zod';
import { CreateMacro, type Macro, macros, UpdateMacro } from '../../contract/macros.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { allWellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { onTaken } from '../taken.ts';
import { checkMacro } from './check.ts';
import { noSuchMacro, requireAgent, requireMayWrite } from './policy.ts';
import { contentOf, factsOf, macroView, TEAMS } from './view.ts';

/** Of those that are shared, and of each person's own. */
const MOST = 500;
const NAME_TAKEN = 'There is a macro of this name already.';

/**
 * Adds a macro.
 * @throws `conflict` when the name is taken, or there are too many
 */
export async function createMacro(ctx: Ctx, input: z.input<typeof CreateMacro>): Promise<Macro> {
  const person = requireAgent(ctx);
  const { teamIds, ...wanted } = contentFor(parse(CreateMacro, input));
  const ownerId = ownerOf(wanted.reach, person);
  requireMayWrite(person, { reach: wanted.reach, ownerId, teamIds });
  return onTaken(NAME_TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkMacro(ctx, { ...wanted, teamIds });
      await requireRoom(ctx, ownerId);
      const now = ctx.now();
      const macro = await ctx.db.macro.create({
        data: {
          ...{ id: ctx.newId(), ...wanted, ownerId, createdAt: now, updatedAt: now },
          teams: { create: teamIds.map((teamId) => ({ teamId })) },
        },
        include: TEAMS,
      });
      await audit(ctx, {
        action: 'macro.create',
        subject: { type: 'macro', id: macro.id },
        detail: { after: contentOf(macro) },
      });
      ctx.publish({ topic: 'directory' });
      return macroView(person, macro);
    }),
  );
}

/**
 * Changes a macro. Who makes it personal has it from then on.
 * @throws `conflict` when the name is taken, or there are too many
 */
export async function updateMacro(ctx: Ctx, input: z.input<typeof UpdateMacro>): Promise<Macro> {
  const person = requireAgent(ctx);
  const { id, ...wanted } = parse(UpdateMacro, input);
  return onTaken(NAME_TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await ctx.db.$queryRaw`SELECT 1 FROM macro WHERE id = ${id}::uuid FOR UPDATE`;
      const macro = (await ctx.db.macro.findUnique({ where: { id }, include: TEAMS })) ?? noSuchMacro();
      requireMayWrite(person, factsOf(macro));
      const content = contentFor({ ...contentOf(macro), ...wanted });
      const ownerId = ownerOf(content.reach, person);
      requireMayWrite(person, { ...content, ownerId });
      const changes = changesOf(contentOf(macro), content);
      if (Object.keys(changes.after).length === 0) return macroView(person, macro);
      await checkMacro(ctx, content);
      if (ownerId !== macro.ownerId) await requireRoom(ctx, ownerId);
      const { teamIds, ...set } = changes.after;
      const updated = await ctx.db.macro.update({
        where: { id },
        data: {
          ...{ ...set, ownerId, version: { increment: 1 }, updatedAt: ctx.now() },
          ...(teamIds ? { teams: { deleteMany: {}, create: teamIds.map((teamId) => ({ teamId })) } } : {}),
        },
        include: TEAMS,
      });
      await audit(ctx, { action: 'macro.update', subject: { type: 'macro', id }, detail: changes });
      ctx.publish({ topic: 'directory' });
      return macroView(person, updated);
    }),
  );
}

/** Removes a macro; what was done with it stays. */
export async function removeMacro(ctx: Ctx, input: { id: string }): Promise<void> {
  const person = requireAgent(ctx);
  const { id } = parse(macros.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM macro WHERE id = ${id}::uuid FOR UPDATE`;
    const macro = (await ctx.db.macro.findUnique({ where: { id }, include: TEAMS })) ?? noSuchMacro();
    requireMayWrite(person, factsOf(macro));
    await ctx.db.macro.delete({ where: { id } });
    await audit(ctx, {
      action: 'macro.remove',
      subject: { type: 'macro', id },
      detail: { before: contentOf(macro) },
    });
    ctx.publish({ topic: 'directory' });
  });
}

const ownerOf = (reach: Macro['reach'], person: { id: string }) => (reach === 'personal' ? person.id : null);

type Content = ReturnType<typeof contentOf>;

/** As it is stored: teams only where it is for teams, each once and in one order. */
const contentFor = (content: Content): Content =>
  allWellFormed({
    ...content,
    teamIds: content.reach === 'teams' ? [...new Set(content.teamIds)].sort() : [],
  });

async function requireRoom(ctx: Ctx, ownerId: string | null): Promise<void> {
  if ((await ctx.db.macro.count({ where: { ownerId } })) < MOST) return;
  fail(
    'conflict',
    `There can be ${MOST} ${ownerId ? 'macros of your own' : 'shared macros'} at most. Please remove one first.`,
  );
}
