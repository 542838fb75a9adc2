import type { z } from 'zod';
import { RateTicket } from '../../contract/tickets.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { changeTicket } from './change.ts';

/** The requester's verdict on how they were helped: once a ticket, after it was resolved. */
export async function rateTicket(ctx: Ctx, input: z.input<typeof RateTicket>) {
  const { number, score, comment } = parse(RateTicket, input);
  return changeTicket(ctx, number, 'rate', async (ticket, ctx) => {
    const person = personOf(ctx.actor) ?? fail('unauthenticated', 'Please sign in.');
    if (ticket.state !== 'resolved' && ticket.state !== 'closed') {
      fail('conflict', `${ticket.number} can be rated once it is resolved.`);
    }
    if (await ctx.db.rating.findUnique({ where: { ticketId: ticket.id } })) {
      fail('conflict', `You have rated ${ticket.number} already. Thank you.`);
    }
    await ctx.db.rating.create({
      data: {
        ticketId: ticket.id,
        personId: person.id,
        score,
        comment: wellFormed(comment),
        at: ctx.now(),
      },
    });
    return { words: { rating: { from: null, to: `${score} of 5` } } };
  });
}
