import type { z } from 'zod';
import { HoldTicket, Just } from '../../contract/tickets.ts';
import type { Ctx } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { changeTicket } from './change.ts';
import { move } from './states.ts';
import { tellRequester, writeEntry } from './write-entry.ts';

/** Puts the ticket on hold. A comment is a question to the requester when it waits for them, else a note. */
export async function holdTicket(ctx: Ctx, input: z.input<typeof HoldTicket>) {
  const { number, reason, comment } = parse(HoldTicket, input);
  return changeTicket(ctx, number, 'hold', async (ticket, ctx) => {
    const state = move(ticket.state, 'hold');
    if (comment && reason === 'awaiting_requester') await tellRequester(ctx, ticket, comment);
    else if (comment) await writeEntry(ctx, ticket, { kind: 'note', body: comment });
    return { set: { state, holdReason: reason, heldAt: ctx.now() } };
  });
}

/** Takes it off hold. */
export async function resumeTicket(ctx: Ctx, input: z.input<typeof Just>) {
  const { number } = parse(Just, input);
  return changeTicket(ctx, number, 'resume', (ticket, ctx) => ({
    set: { state: move(ticket.state, 'resume'), holdReason: null, resumedAt: ctx.now() },
  }));
}
