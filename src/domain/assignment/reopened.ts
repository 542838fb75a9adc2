import type { Ctx } from '../../lib/context.ts';
import type { Change } from '../tickets/change.ts';
import { givesTickets } from './waiting.ts';

/** What reopening a ticket changes of who has it: nothing, unless nobody is there whose it is and its queue gives tickets. */
export async function lookedForAgain(
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
