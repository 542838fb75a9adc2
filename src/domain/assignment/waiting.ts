import type { Ctx } from '../../lib/context.ts';
import { isOpen, type TicketState } from '../tickets/states.ts';

/** Which tickets wait to be given to somebody. */

/**
 * Whether a queue gives its tickets to agents. It stays so until this transaction ends: who switches the queue waits for
 * it, and then finds the ticket that was written with this answer. Intake asks in its own statement.
 */
export async function givesTickets(ctx: Ctx, queueId: string): Promise<boolean> {
  if (ctx.replay) return false;
  const [queue] = await ctx.db.$queryRaw<{ gives: boolean }[]>`
    SELECT assignment <> 'manual' AS gives FROM queue WHERE id = ${queueId}::uuid FOR KEY SHARE`;
  return queue?.gives ?? false;
}

/**
 * Whatever was done with a ticket: it waits no longer once somebody has it, or once nothing is to be done any more.
 * @param after the ticket as it is then
 */
export function endOfWaiting(after: {
  awaitsAssignment: boolean;
  assigneeId: string | null;
  state: TicketState;
}): { awaitsAssignment?: false; unassignedBecause?: null } {
  const waits = after.awaitsAssignment && after.assigneeId === null && isOpen(after.state);
  return waits ? {} : { awaitsAssignment: false, unassignedBecause: null };
}
