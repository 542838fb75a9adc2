import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import type { LoadedTicket } from '../tickets/load.ts';

/** The severity of which nothing is closed before people have looked back at it. */
export const HOLDS = 1;

/** Tickets that stay open until the review of what they were is done. */
export const AWAITS_REVIEW = {
  priority: HOLDS,
  majorIncident: { is: { state: 'resolved', review: { is: { state: { not: 'done' } } } } },
} satisfies Prisma.TicketWhereInput;

/**
 * Refuses to close the ticket of a major incident whose review is not done. The ticket is locked.
 * @throws `conflict`
 */
export async function requireReviewed(ctx: Ctx, { id, number }: LoadedTicket): Promise<void> {
  if (ctx.replay || (await ctx.db.ticket.count({ where: { id, ...AWAITS_REVIEW } })) === 0) return;
  fail(
    'conflict',
    `${number} was a major incident of P${HOLDS}, so it is not closed before its review is done.`,
    { data: { review: number } },
  );
}

/**
 * Refuses to merge away what is under way at that severity: it would be closed without a review.
 * @throws `conflict`
 */
export async function requireNotLed(ctx: Ctx, { id, number, priority }: LoadedTicket): Promise<void> {
  if (ctx.replay || priority !== HOLDS) return;
  const state = { in: ['investigating' as const, 'identified' as const, 'monitoring' as const] };
  if ((await ctx.db.majorIncident.count({ where: { ticketId: id, state } })) === 0) return;
  fail(
    'conflict',
    `${number} is a major incident of P${HOLDS}. Resolve it, or say that it is none, before it is merged.`,
  );
}
