import type { z } from 'zod';
import { type IncidentReview, OpenFollowUp, reviews } from '../../contract/reviews.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { requireResponder } from '../alerts/policy.ts';
import { actingPerson } from '../people/acting.ts';
import { directoryOf } from '../settings/directory.ts';
import { linkTickets } from '../tickets/link.ts';
import { loadTicket } from '../tickets/load.ts';
import { openTicket } from '../tickets/open.ts';
import { worksOn } from '../tickets/policy.ts';
import { assignTicket } from '../tickets/take.ts';
import { lockIncident } from './load.ts';
import { auditIncident } from './note.ts';
import { ANY } from './review.ts';
import { reviewOf, viewReview } from './review-view.ts';

const MOST = 50;

/** Opens a ticket for what follows from a major incident, linked to it, with an owner and a day by which it is done. */
export async function openFollowUp(ctx: Ctx, input: z.input<typeof OpenFollowUp>): Promise<IncidentReview> {
  requireResponder(ctx);
  const { number, title, description, kind, queueId, ownerId, dueAt } = parse(OpenFollowUp, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockIncident(ctx, number, ANY);
    const { incident, ticket } = locked;
    await reviewOf(ctx, ticket, incident.id);
    const count = await ctx.db.incidentFollowUp.count({ where: { incidentId: incident.id } });
    if (count >= MOST) fail('conflict', `${ticket.number} can have at most ${MOST} follow-ups.`);
    const owner = await actingPerson(ctx, ownerId);
    const { queues } = await directoryOf(ctx);
    const queue = queues.get(queueId ?? ticket.queueId);
    if (!owner || (queue && !worksOn(owner, queue))) {
      failField('ownerId', 'must be an active agent who works on this queue');
    }
    const opened = await openTicket(ctx, {
      ...{ kind, title, queueId: queueId ?? ticket.queueId },
      description: description ?? `${title}\n\nIt follows from ${ticket.number}.`,
    });
    // Only what came by a delivery may be there already.
    if (!opened) throw new Error('the follow-up was not opened');
    await linkTickets(ctx, { number: opened.number, kind: 'related', to: ticket.number });
    await assignTicket(ctx, { number: opened.number, assigneeId: ownerId });
    await ctx.db.incidentFollowUp.create({
      data: {
        ...{ ticketId: opened.id, incidentId: incident.id },
        ...{ dueAt: new Date(dueAt), createdAt: ctx.now() },
      },
    });
    await auditIncident(ctx, ticket, 'follow_up', { ticket: opened.number, ownerId, dueAt });
    return viewReview(ctx, locked);
  });
}

/** Changes the day by which a follow-up is done. */
export async function dueFollowUp(
  ctx: Ctx,
  input: z.input<typeof reviews.due.input>,
): Promise<IncidentReview> {
  requireResponder(ctx);
  const { number, ticket: reference, dueAt } = parse(reviews.due.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockIncident(ctx, number, ANY);
    const { id: ticketId, number: followUp } = await loadTicket(ctx, reference);
    const where = { ticketId, incidentId: locked.incident.id };
    const before = await ctx.db.incidentFollowUp.findFirst({ where });
    if (!before) return fail('not_found', `${followUp} does not follow from ${locked.ticket.number}.`);
    await ctx.db.incidentFollowUp.update({ where: { ticketId }, data: { dueAt: new Date(dueAt) } });
    await auditIncident(ctx, locked.ticket, 'follow_up.due', {
      ...{ ticket: followUp, before: before.dueAt?.toISOString() ?? null, after: dueAt },
    });
    return viewReview(ctx, locked);
  });
}
