import type { z } from 'zod';
import {
  type ChangeProposal,
  type ChangeTemplate,
  changeTemplates,
  type TemplateContent,
} from '../../contract/change-templates.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { allWellFormed, visible } from '../../lib/text.ts';
import { isStaff } from '../people/acting.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { onTaken } from '../taken.ts';
import { requireWrite } from '../tickets/policy.ts';
import { noteProposal, showProposal } from './proposal-cards.ts';
import { addTemplate, TAKEN } from './templates.ts';

const WITH = {
  decidedBy: { select: { name: true } },
} satisfies Prisma.ChangeProposalInclude;
export type LoadedProposal = Prisma.ChangeProposalGetPayload<{ include: typeof WITH }>;

/** What is proposed and not decided, the oldest first. */
export async function listProposals(ctx: Ctx): Promise<{ items: ChangeProposal[] }> {
  requireStaff(ctx);
  const rows = await ctx.db.changeProposal.findMany({
    where: { state: 'proposed' },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: 200,
  });
  const numbers = await numbersOf(ctx, rows);
  const mayDecide = await isManager(ctx);
  return {
    items: rows.map(({ id, name, content, madeOf, createdAt }) => ({
      ...{ id, name, content: content as TemplateContent, proposedAt: createdAt.toISOString(), mayDecide },
      madeOf: madeOf.flatMap((ticketId) => numbers.get(ticketId) ?? []),
    })),
  };
}

/** The numbers of the changes that proposals are made of, by the id of each. */
export async function numbersOf(
  ctx: Ctx,
  proposals: readonly { madeOf: string[] }[],
): Promise<Map<string, string>> {
  const ids = [...new Set(proposals.flatMap(({ madeOf }) => madeOf))];
  const tickets = await ctx.db.ticket.findMany({
    where: { id: { in: ids } },
    select: { id: true, number: true },
  });
  return new Map(tickets.map(({ id, number }) => [id, number]));
}

/** What is proposed of changes that ended with these tickets. */
export const findProposals = (ctx: Ctx, ticketIds: readonly string[]): Promise<LoadedProposal[]> =>
  ctx.db.changeProposal.findMany({ where: { ticketId: { in: [...ticketIds] } }, include: WITH });

/**
 * Makes a template of it, which may be edited before.
 * @throws `conflict` when it is decided already, or its name is taken
 */
export async function approveProposal(
  ctx: Ctx,
  input: z.input<typeof changeTemplates.approveProposal.input>,
): Promise<ChangeTemplate> {
  await requireManager(ctx);
  const { id, ...edited } = allWellFormed(parse(changeTemplates.approveProposal.input, input));
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      const proposal = await lockOpen(ctx, id);
      const { name = proposal.name, content = proposal.content as TemplateContent } = edited;
      const template = await addTemplate(ctx, { name, content });
      await ctx.db.changeProposal.update({
        where: { id },
        data: { state: 'approved', templateId: template.id, ...decided(ctx) },
      });
      await noteProposal(ctx, id, 'approve', { template: template.id });
      await showProposal(ctx, proposal.ticketId);
      return template;
    }),
  );
}

/**
 * It is not proposed again until as many more have gone well.
 * @throws `conflict` when it is decided already
 */
export async function declineProposal(
  ctx: Ctx,
  input: z.input<typeof changeTemplates.declineProposal.input>,
): Promise<void> {
  await requireManager(ctx);
  const { id, reason } = allWellFormed(parse(changeTemplates.declineProposal.input, input));
  await inTransaction(ctx, async (ctx) => {
    const proposal = await lockOpen(ctx, id);
    await ctx.db.changeProposal.update({
      where: { id },
      data: { state: 'declined', reason, ...decided(ctx) },
    });
    await noteProposal(ctx, id, 'decline', { reason });
    await showProposal(ctx, proposal.ticketId);
  });
}

/** @throws `conflict` when it is decided, `not_found` */
export async function loadOpenProposal(ctx: Ctx, id: string): Promise<LoadedProposal> {
  const found = await ctx.db.changeProposal.findUnique({ where: { id }, include: WITH });
  const proposal = found ?? fail('not_found', 'There is no such proposal.');
  if (proposal.state !== 'proposed') fail('conflict', proposalEnd(proposal));
  return proposal;
}

/** “Approved by Ada.” */
export function proposalEnd({ state, decidedBy, reason }: LoadedProposal): string {
  const who = decidedBy ? ` by ${visible(decidedBy.name)}` : '';
  return state === 'approved' ? `Approved${who}.` : `Declined${who}: ${visible(reason)}`;
}

async function lockOpen(ctx: Ctx, id: string): Promise<LoadedProposal> {
  await ctx.db.$queryRaw`SELECT 1 FROM change_proposal WHERE id = ${id}::uuid FOR UPDATE`;
  return loadOpenProposal(ctx, id);
}

const decided = (ctx: Ctx) => ({
  decidedAt: ctx.now(),
  decidedById: personOf(ctx.actor)?.id ?? null,
});

/** The change manager, and admins. */
export async function requireManager(ctx: Ctx): Promise<void> {
  requireWrite(ctx.actor);
  if (!(await isNamed(ctx))) requireAdmin(ctx);
}

async function isManager(ctx: Ctx): Promise<boolean> {
  if (await isNamed(ctx)) return true;
  return ctx.actor.kind === 'system' || personOf(ctx.actor)?.roles.includes('admin') === true;
}

async function isNamed(ctx: Ctx): Promise<boolean> {
  const { manager } = (await directoryOf(ctx)).settings.changes.factory;
  const person = personOf(ctx.actor);
  if (!manager || !person || !isStaff(person)) return false;
  return manager.who === 'people'
    ? manager.personIds.includes(person.id)
    : person.teamIds.includes(manager.teamId);
}
