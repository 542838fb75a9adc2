import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { refreshAgendasWith } from '../meetings/cards.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import { isOpen, type TicketState } from '../tickets/states.ts';
import { releaseAlerts } from './hold-alerts.ts';
import { isAgreedToBefore, isLegal, isOver } from './states.ts';

/**
 * What a change of its ticket means to a planned change, whichever way it came. In the transaction of it, the ticket
 * locked.
 * @param after the fields that have changed
 * @throws `conflict` for what would go past the change
 */
export async function followChange(
  ctx: Ctx,
  ticket: LoadedTicket,
  after: { state?: unknown; kind?: unknown; title?: unknown; description?: unknown },
): Promise<void> {
  if (ctx.replay || (ticket.kind !== 'change' && after.kind !== 'change')) return;
  const change = await ctx.db.change.findUnique({ where: { ticketId: ticket.id } });
  if (!change || isOver(change.state)) return;
  await refreshAgendasWith(ctx, ticket.id);
  if (after.kind !== undefined && ticket.kind === 'change') {
    fail('conflict', `${ticket.number} is a planned change. Cancel it, or leave its kind as it is.`);
  }
  if (after.state === 'cancelled' && isLegal(change.state, 'cancel')) {
    await ctx.db.change.update({
      where: { id: change.id },
      data: { state: 'cancelled', workAt: null, approvalIds: [] },
    });
    await releaseAlerts(ctx, change);
  } else if (after.state !== undefined && !isOpen(after.state as TicketState)) {
    fail(
      'conflict',
      `${ticket.number} is a planned change: whoever carries it out says how it went, and then it is closed.`,
    );
  }
  // What was agreed to is another text now.
  const isReworded = after.title !== undefined || after.description !== undefined;
  if (isReworded && change.state === 'scheduled' && !isAgreedToBefore(change)) {
    await ctx.db.change.update({
      where: { id: change.id },
      data: { state: 'authorize', approvalIds: [], workAt: ctx.now() },
    });
    ctx.publish({ topic: 'changes' });
  }
}
