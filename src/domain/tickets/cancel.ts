import type { z } from 'zod';
import { CancelTicket } from '../../contract/tickets.ts';
import type { Ctx } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { changeTicket } from './change.ts';
import { move } from './states.ts';
import { tellRequester } from './write-entry.ts';

/** Cancels the ticket: it was not a request, or is not wanted any more. It stays out of the metrics. */
export async function cancelTicket(ctx: Ctx, input: z.input<typeof CancelTicket>) {
  const { number, reason } = parse(CancelTicket, input);
  return changeTicket(ctx, number, 'cancel', async (ticket, ctx) => {
    const state = move(ticket.state, 'cancel');
    if (reason) await tellRequester(ctx, ticket, reason);
    return { set: { state, holdReason: null, cancelledAt: ctx.now() } };
  });
}
