import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { sight } from './policy.ts';

/** A ticket's row with what permissions need to know. */
const FACTS = {
  queue: {
    select: { name: true, teamId: true, visibility: true, triageChannel: true, triageConversation: true },
  },
  watchers: { select: { personId: true } },
} satisfies Prisma.TicketInclude;

export type LoadedTicket = Prisma.TicketGetPayload<{ include: typeof FACTS }>;

const noSuchTicket = (): never => fail('not_found', 'There is no such ticket.');

/**
 * The id of the ticket that a number means: its own, one it had before its kind was changed, or one of a
 * ticket that was merged into it. Accepts an id too.
 */
async function idOf(ctx: Ctx, reference: string): Promise<string> {
  if (/^[0-9a-f-]{36}$/.test(reference)) return reference;
  const number = reference.toUpperCase();
  const ticket =
    (await ctx.db.ticket.findUnique({ where: { number }, select: { id: true, mergedIntoId: true } })) ??
    (
      await ctx.db.ticketAlias.findUnique({
        where: { number },
        select: { ticket: { select: { id: true, mergedIntoId: true } } },
      })
    )?.ticket;
  return ticket?.mergedIntoId ?? ticket?.id ?? noSuchTicket();
}

/** The ticket, if the actor may know of it. */
export async function loadTicket(ctx: Ctx, reference: string): Promise<LoadedTicket> {
  const id = await idOf(ctx, reference);
  const ticket = await ctx.db.ticket.findUnique({ where: { id }, include: FACTS });
  if (!ticket || sight(ctx.actor, ticket) === 'nothing') return noSuchTicket();
  return ticket;
}

/** The same, with its row locked until the transaction ends: changes of one ticket happen one after another. */
export async function lockTicket(ctx: Ctx, reference: string): Promise<LoadedTicket> {
  const id = await idOf(ctx, reference);
  await ctx.db.$queryRaw`SELECT 1 FROM ticket WHERE id = ${id}::uuid FOR UPDATE`;
  const ticket = (await ctx.db.ticket.findUnique({ where: { id }, include: FACTS })) ?? noSuchTicket();
  // Merged while we waited for the row: the number means the other ticket by now.
  return ticket.mergedIntoId && ticket.number === reference.toUpperCase()
    ? lockTicket(ctx, ticket.mergedIntoId)
    : ticket;
}
