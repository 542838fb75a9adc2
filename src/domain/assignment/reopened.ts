import type { Ctx } from '../../lib/context.ts';
import type { Change } from '../tickets/change.ts';
import { givesTickets } from './waiting.ts';

/**
 * What reopening a ticket changes of who has it: nothing, unless its queue gives tickets and whoever had it is not there.
 * Then it waits for somebody else.
 */
export async function afterReopening(
  ctx: Ctx,
  ticket: { queueId: string; assigneeId: string | null },
): Promise<Pick<Change, 'set' | 'words'>> {
  const had = ticket.assigneeId
    ? await ctx.db.person.findUniqueOrThrow({ where: { id: ticket.assigneeId } })
    : null;
  if (had?.active && had.availability === 'available') return {};
  if (!(await givesTickets(ctx, ticket.queueId))) return {};
  return {
    set: { assigneeId: null, awaitsAssignment: true },
    words: had ? { assigneeId: { from: had.name, to: null } } : {},
  };
}
