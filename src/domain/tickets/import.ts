import { type Ctx, inTransaction } from '../../lib/context.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import type { Place } from '../outbox/enqueue.ts';
import { lockTicket } from './load.ts';
import { authorise } from './policy.ts';
import { reindexTicket } from './search-words.ts';

export type EarlierMessage = Place & { message: string; authorId: string; at: Date; text: string };

/**
 * Puts what was said before a ticket was opened on its timeline, by whom and when it was said. Nobody is told of it:
 * who was there knows it. What is on a timeline already stays as it is.
 */
export async function importEarlier(
  ctx: Ctx,
  input: { number: string; messages: EarlierMessage[] },
): Promise<{ imported: number }> {
  return inTransaction(ctx, async (ctx) => {
    const ticket = await lockTicket(ctx, input.number);
    authorise(ctx.actor, 'reply', ticket);
    const { count } = await ctx.db.entry.createMany({
      data: input.messages.map(({ authorId, at, text, channel, conversation, message }) => ({
        ...{
          id: ctx.newId(),
          ticketId: ticket.id,
          kind: 'reply' as const,
          authorId,
          channel,
          conversation,
          message,
        },
        ...{ body: wellFormed(text), createdAt: at },
      })),
      skipDuplicates: true,
    });
    if (count === 0) return { imported: 0 };
    await reindexTicket(ctx, ticket.id);
    await audit(ctx, {
      action: 'ticket.import',
      subject: { type: 'ticket', id: ticket.id },
      detail: { messages: count },
    });
    ctx.publish({ topic: 'ticket', id: ticket.id, queueId: ticket.queueId, requesterId: ticket.requesterId });
    return { imported: count };
  });
}
