import type { Ticket } from '../../../contract/tickets.ts';

/** What writing to a request that is over does; nothing special while it is open. */
export function replyHint(ticket: Pick<Ticket, 'state'>): string | undefined {
  if (ticket.state === 'closed' || ticket.state === 'cancelled') {
    return 'This request is closed. A message opens a new one that follows it.';
  }
  if (ticket.state === 'resolved') return 'Not solved? Reopen it, or say so here.';
  return undefined;
}
