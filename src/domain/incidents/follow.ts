import { incidentStateWords, isUnderWay } from '../../contract/incidents.ts';
import type { Ctx } from '../../lib/context.ts';
import { endOnStatusPage } from '../status/publish.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import { isOpen, type TicketState } from '../tickets/states.ts';
import { beginReview, reopenReview } from './begin-review.ts';
import { nextClaim, nextUpdate } from './due.ts';
import { noteIncident } from './note.ts';
import { leaveRoom, wantRoom } from './room.ts';
import { severityInWords } from './severity.ts';

/**
 * What a change of its ticket means to a major incident, whichever way it came: with the ticket it is over, or goes on,
 * and its severity is the priority. In the transaction of the change, the ticket locked.
 * @param after the fields that have changed
 */
export async function followIncident(
  ctx: Ctx,
  ticket: LoadedTicket,
  after: { state?: unknown; priority?: unknown },
): Promise<void> {
  if (ctx.replay || (after.state === undefined && after.priority === undefined)) return;
  const incident = await ctx.db.majorIncident.findUnique({ where: { ticketId: ticket.id } });
  if (!incident) return;
  const open = after.state === undefined ? isOpen(ticket.state) : isOpen(after.state as TicketState);
  const severity = (after.priority ?? ticket.priority) as number;
  const isBack = incident.state === 'resolved' && open;
  const isOver = isUnderWay(incident.state) && !open;
  const wasProposed = incident.state === 'proposed' && !open;
  if (isOver || wasProposed) {
    const state = isOver ? 'resolved' : 'rejected';
    await ctx.db.majorIncident.update({
      where: { id: incident.id },
      data: { state, resolvedAt: isOver ? ctx.now() : null, updateDueAt: null, claimDueAt: null },
    });
    await noteIncident(ctx, incident.id, ticket, {
      kind: isOver ? 'state' : 'rejected',
      text: isOver
        ? `${incidentStateWords[incident.state]} → Resolved`
        : 'ended the ticket before it was a major incident',
      detail: { before: incident.state, after: state },
    });
    if (isOver) await leaveRoom(ctx, incident.id, ticket, 'resolved');
    if (isOver) await beginReview(ctx, incident.id, ticket);
    if (isOver) await endOnStatusPage(ctx, incident.id);
  }
  if (isBack) {
    await reopenReview(ctx, incident.id);
    const due = {
      updateDueAt: await nextUpdate(ctx, severity),
      claimDueAt: await claimUnlessLed(ctx, incident.id),
    };
    await ctx.db.majorIncident.update({
      where: { id: incident.id },
      data: { state: 'investigating', resolvedAt: null, ...due },
    });
    await noteIncident(ctx, incident.id, ticket, {
      kind: 'state',
      text: 'Resolved → Investigating: the ticket was reopened',
      detail: { before: 'resolved', after: 'investigating' },
    });
    await wantRoom(ctx, ticket, severity);
  }
  if (after.priority !== undefined && isUnderWay(incident.state)) {
    await ctx.db.majorIncident.update({
      where: { id: incident.id },
      data: { updateDueAt: await nextUpdate(ctx, severity) },
    });
    await noteIncident(ctx, incident.id, ticket, {
      kind: 'severity',
      text: `${severityInWords(ticket.priority)} → ${severityInWords(severity)}`,
      detail: { before: ticket.priority, after: severity },
    });
    await wantRoom(ctx, ticket, severity);
  }
}

async function claimUnlessLed(ctx: Ctx, incidentId: string): Promise<Date | null> {
  const led = await ctx.db.majorIncidentSeat.count({ where: { incidentId, role: 'commander' } });
  return led > 0 ? null : nextClaim(ctx);
}
