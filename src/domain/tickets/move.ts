import type { z } from 'zod';
import { MoveTicket } from '../../contract/tickets.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { givesTickets } from '../assignment/waiting.ts';
import { actingPerson } from '../people/acting.ts';
import { directoryOf } from '../settings/directory.ts';
import { changeTicket } from './change.ts';
import { worksOn } from './policy.ts';
import { requireOpen } from './states.ts';

/**
 * Moves the ticket to another queue. Agents there get its card; where it was before, the card says that it has
 * moved and nothing more. An assignee who does not work on the new queue lets go of it. What nobody has waits there, if
 * that queue gives its tickets.
 */
export async function moveTicket(ctx: Ctx, input: z.input<typeof MoveTicket>) {
  const { number, queueId, reason } = parse(MoveTicket, input);
  const { queues } = await directoryOf(ctx);
  const queue = queues.get(queueId);
  if (!queue || queue.archived) failField('queueId', 'There is no such queue.');
  return changeTicket(ctx, number, 'move', async (ticket, ctx) => {
    requireOpen(ticket.state, 'moved');
    if (ticket.queueId === queue.id) return {};
    const assignee = ticket.assigneeId ? await actingPerson(ctx, ticket.assigneeId) : undefined;
    const letsGo = assignee && !worksOn(assignee, queue);
    // Talk among agents goes on where the new queue's agents are; the old threads no longer belong to it.
    await ctx.db.ticketThread.deleteMany({ where: { ticketId: ticket.id, side: 'triage' } });
    return {
      set: {
        queueId: queue.id,
        awaitsAssignment: await givesTickets(ctx, queue.id),
        unassignedBecause: null,
        ...(letsGo ? { assigneeId: null } : {}),
      },
      words: {
        queueId: { from: ticket.queue.name, to: queue.name + (reason ? `: ${reason}` : '') },
        ...(letsGo ? { assigneeId: { from: assignee.name, to: null } } : {}),
      },
      cards: queue.triage.map((place) => ({ kind: 'triage_card', ...place })),
    };
  });
}
