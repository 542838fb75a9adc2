import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { isId } from '../../lib/ids.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { sight } from './policy.ts';

/** A ticket's row with what permissions need to know. */
const FACTS = {
  queue: {
    select: { name: true, teamId: true, visibility: true, assignment: true },
  },
  watchers: { select: { personId: true } },
} satisfies Prisma.TicketInclude;

export type LoadedTicket = Prisma.TicketGetPayload<{ include: typeof FACTS }>;

// A reference may come from a button that anybody can forge; the database is asked only for what may be there.
const NUMBER = /^[A-Z]{3}-\d{1,12}$/;

export const noSuchTicket = (): never => fail('not_found', 'There is no such ticket.');

/**
 * The id of the ticket that a number means: its own, one it had before its kind was changed, or one of a
 * ticket that was merged into it. Accepts an id too.
 */
export async function idOf(ctx: Ctx, reference: string): Promise<string> {
  if (isId(reference)) return reference;
  const number = reference.toUpperCase();
  if (!NUMBER.test(number)) return noSuchTicket();
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

/**
 * The ticket with its row locked until the transaction ends: changes of one ticket happen one after another.
 * The lock leaves room for rows that only refer to the ticket; a delivery or a link elsewhere need not wait.
 */
export async function lockTicket(ctx: Ctx, reference: string): Promise<LoadedTicket> {
  const id = await idOf(ctx, reference);
  await ctx.db.$queryRaw`SELECT 1 FROM ticket WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const ticket = (await ctx.db.ticket.findUnique({ where: { id }, include: FACTS })) ?? noSuchTicket();
  // Merged while we waited for the row: the number means the other ticket by now.
  return ticket.mergedIntoId && id !== reference ? lockTicket(ctx, ticket.mergedIntoId) : ticket;
}

/**
 * Two tickets that the actor may know of, locked as they are now, always in the same order, so that nobody who
 * locks two waits for somebody else who does.
 */
export async function lockBoth(
  ctx: Ctx,
  first: string,
  second: string,
): Promise<[LoadedTicket, LoadedTicket]> {
  const [a, b] = [(await loadTicket(ctx, first)).id, (await loadTicket(ctx, second)).id];
  for (const id of [a, b].sort()) await lockTicket(ctx, id);
  return [await lockTicket(ctx, a), await lockTicket(ctx, b)];
}
