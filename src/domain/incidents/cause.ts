import type { Ctx } from '../../lib/context.ts';
import { cut, shown } from '../../lib/text.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import { noteIncident } from './note.ts';

/** A change is named as what a ticket was caused by, or is not any more: on the timeline of its major incident, if it is one. */
export async function noteCause(
  ctx: Ctx,
  ticket: LoadedTicket,
  { id, number, title, queue }: LoadedTicket,
  isCause: boolean,
): Promise<void> {
  const incident = await ctx.db.majorIncident.findUnique({ where: { ticketId: ticket.id } });
  if (!incident) return;
  // More people read the timeline than work in the queue of the change.
  const name = queue.visibility === 'open' ? `${number} ${cut(shown(title), 150)}` : number;
  await noteIncident(ctx, incident.id, ticket, {
    kind: 'cause',
    text: isCause ? `Caused by ${name}` : `Not caused by ${name}`,
    detail: { change: id, isCause },
  });
}
