import type { z } from 'zod';
import { AssignTicket, Just } from '../../contract/tickets.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { noteTurn } from '../assignment/turn.ts';
import { actingPerson } from '../people/acting.ts';
import { type Change, changeTicket } from './change.ts';
import type { LoadedTicket } from './load.ts';
import { worksOn } from './policy.ts';
import { move, requireOpen, ticketMoves } from './states.ts';

/**
 * Makes the actor the assignee. Of many who take at once one wins.
 * @throws `conflict` that says who has it already
 */
export async function takeTicket(ctx: Ctx, input: z.input<typeof Just>) {
  const { number } = parse(Just, input);
  return changeTicket(ctx, number, 'take', async (ticket, ctx) => {
    const me = personOf(ctx.actor) ?? fail('unauthenticated', 'Please sign in.');
    if (ticket.assigneeId === me.id) return {};
    if (ticket.assigneeId) {
      const holder = await ctx.db.person.findUniqueOrThrow({ where: { id: ticket.assigneeId } });
      fail('conflict', `${ticket.number} was taken by ${holder.name} already.`, {
        data: { assigneeId: holder.id },
      });
    }
    requireOpen(ticket.state, ticketMoves.take.can);
    return assignment(ctx, ticket, me);
  });
}

/** Gives the ticket to an agent who may work it, or to nobody. */
export async function assignTicket(ctx: Ctx, input: z.input<typeof AssignTicket>) {
  const { number, assigneeId } = parse(AssignTicket, input);
  return changeTicket(ctx, number, 'assign', async (ticket, ctx) => {
    requireOpen(ticket.state, 'assigned');
    if (assigneeId === ticket.assigneeId) return {};
    if (!assigneeId) return assignment(ctx, ticket, null);
    const agent = await actingPerson(ctx, assigneeId);
    if (!agent || !worksOn(agent, ticket.queue)) {
      failField('assigneeId', 'This must be an active agent who works on this queue.');
    }
    return assignment(ctx, ticket, agent);
  });
}

/** What giving it to somebody, or to nobody, changes. In a queue that gives its tickets it is their turn. */
export async function assignment(
  ctx: Ctx,
  ticket: LoadedTicket,
  to: { id: string; name: string } | null,
): Promise<Change> {
  const from = ticket.assigneeId
    ? await ctx.db.person.findUnique({ where: { id: ticket.assigneeId }, select: { name: true } })
    : null;
  if (to && ticket.queue.assignment !== 'manual') await noteTurn(ctx, ticket.queueId, to.id);
  return {
    set: {
      assigneeId: to?.id ?? null,
      ...(to && ticket.state === 'new' ? { state: move('new', 'take') } : {}),
      ...(to ? { takenAt: ctx.now() } : {}),
    },
    words: { assigneeId: { from: from?.name ?? null, to: to?.name ?? null } },
  };
}
