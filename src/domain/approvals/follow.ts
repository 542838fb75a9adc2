import type { Ctx } from '../../lib/context.ts';
import { isOpen } from '../tickets/states.ts';
import { askAgain } from './ask.ts';
import { loadApproval } from './load.ts';
import { decide, settleApproval } from './settle.ts';
import { lockSubject } from './subject.ts';

/** What of a ticket, and of the change that it is, is voted on, or decides who may vote. */
const CONCERNS = ['title', 'description', 'plan', 'state', 'assigneeId', 'requesterId'];

/**
 * What becomes of the approvals of a ticket that has just changed: edited, it is asked about again; over, nobody is asked
 * any more; and whoever has a part in it now is not counted. The ticket is locked.
 * @param fields those that have changed
 */
export async function followTicket(ctx: Ctx, ticketId: string, fields: readonly string[]): Promise<void> {
  if (ctx.replay || !fields.some((field) => CONCERNS.includes(field))) return;
  const pending = await ctx.db.approval.findMany({
    where: { subjectKind: 'ticket', subjectId: ticketId, state: 'pending' },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  if (pending.length === 0) return;
  const subject = await lockSubject(ctx, ticketId);
  for (const { id } of pending) {
    const approval = await loadApproval(ctx, id);
    if (!isOpen(subject.ticket.state)) {
      const words = `Nobody is asked any more: ${subject.ticket.number} is ${subject.ticket.state}.`;
      await decide(ctx, approval, subject, 'cancelled', words);
    } else if (approval.hash !== subject.hash) {
      const what = ['title', 'description', 'plan'].filter((field) => fields.includes(field)).join(' and ');
      await askAgain(ctx, id, subject, `edited the ${what}`);
    } else {
      await settleApproval(ctx, approval, subject);
    }
  }
}
