import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { isDeskbellError } from '../../lib/errors.ts';
import { AWAITS_REVIEW } from '../incidents/reviewed.ts';
import { directoryOf } from '../settings/directory.ts';
import { closeTicket } from './resolve.ts';

/** How many are closed in one go. */
const BATCH = 100;

/**
 * Closes tickets whose grace period is over. Each in its own transaction and through the verb, so several
 * workers may do it at once and a reopening that comes first wins.
 * @returns how many were looked at
 */
export async function closeDueTickets(ctx: Ctx): Promise<number> {
  const { settings } = await directoryOf(ctx);
  const before = (time: number) => new Date(ctx.now().getTime() - time);
  const due = await ctx.db.ticket.findMany({
    where: {
      state: 'resolved',
      NOT: AWAITS_REVIEW,
      resolvedAt: { lt: before(settings.graceDays * DAY) },
      // More rows of another desk's log may be on their way, and one of them may reopen it.
      imported: { none: { takenAt: { gt: before(DAY) } } },
    },
    orderBy: { resolvedAt: 'asc' },
    take: BATCH,
    select: { number: true },
  });
  for (const { number } of due) {
    try {
      await closeTicket(ctx, { number });
    } catch (error) {
      if (!isDeskbellError(error)) throw error;
    }
  }
  return due.length;
}
