import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { audit } from '../audit/record.ts';
import { relayEntry } from '../outbox/enqueue.ts';
import { lockTicket } from './load.ts';

/** Whether an entry has this file of its platform already. */
export async function hasFile(ctx: Ctx, input: { entryId: string; source: string }): Promise<boolean> {
  return (await ctx.db.attachment.count({ where: input })) > 0;
}

/**
 * Puts a staged file on an entry that is there already, because its message came before its files. Only the author's
 * own, and each only once.
 * @param input.source the file on the platform
 * @param input.quiet nobody is told: it was there before the ticket
 */
export async function addFile(
  ctx: Ctx,
  input: { entryId: string; source: string; attachmentId: string; quiet?: boolean },
): Promise<void> {
  const { entryId, source, attachmentId, quiet = false } = input;
  const author = personOf(ctx.actor);
  const entry = await ctx.db.entry.findUnique({ where: { id: entryId } });
  if (!author || entry?.authorId !== author.id) fail('forbidden', 'Only its author adds files to an entry.');
  await inTransaction(ctx, async (ctx) => {
    const ticket = await lockTicket(ctx, entry.ticketId);
    // Deleted in the meantime, it takes no more.
    const isThere = (await ctx.db.entry.count({ where: { id: entryId, deletedAt: null } })) > 0;
    if (!isThere || (await hasFile(ctx, { entryId, source }))) return;
    const { count } = await ctx.db.attachment.updateMany({
      where: { id: attachmentId, entryId: null, uploaderId: author.id },
      data: { entryId, source },
    });
    if (count === 0) return;
    await audit(ctx, {
      action: 'ticket.file',
      subject: { type: 'ticket', id: ticket.id },
      detail: { entryId, attachmentId, source },
    });
    // What a ticket began with stands on its cards, and is told nowhere else.
    const { channel, conversation, message } = entry;
    const begins = await ctx.db.ticketThread.count({
      where: { channel, conversation: conversation ?? '', thread: message ?? '', ticketId: ticket.id },
    });
    if (begins === 0 && !quiet) await relayEntry(ctx, entryId);
    ctx.publish({ topic: 'ticket', id: ticket.id, queueId: ticket.queueId, requesterId: ticket.requesterId });
  });
}
