import { type Ctx, personOf } from '../../lib/context.ts';
import { cut, wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { refreshAgendasWith } from '../meetings/cards.ts';
import { refreshCards, relayEntry } from '../outbox/enqueue.ts';
import type { LoadedTicket } from '../tickets/load.ts';

export type Happened = {
  /** `submit` */
  action: string;
  /** What the timeline says, behind the name of who did it. */
  words: string;
  detail?: Record<string, unknown>;
  /** Agents read it where they talk about the ticket. */
  told?: boolean;
};

/** What has happened to a change, on the timeline of its ticket and in the audit log, and on every card. */
export async function noteChange(
  ctx: Ctx,
  ticket: Pick<LoadedTicket, 'id' | 'queueId' | 'requesterId'>,
  { action, words, detail, told }: Happened,
): Promise<void> {
  const entryId = ctx.newId();
  await ctx.db.entry.create({
    data: {
      ...{ id: entryId, ticketId: ticket.id, kind: 'event', channel: ctx.origin.channel, body: '' },
      authorId: personOf(ctx.actor)?.id ?? null,
      data: {
        action: 'change',
        changes: [{ field: 'change', from: null, to: wellFormed(cut(words, 1_000)) }],
      },
      createdAt: ctx.now(),
    },
  });
  await audit(ctx, {
    action: `change.${action}`,
    subject: { type: 'ticket', id: ticket.id },
    detail: { ...detail },
  });
  if (told) await relayEntry(ctx, entryId);
  await refreshCards(ctx, [ticket.id]);
  await refreshAgendasWith(ctx, ticket.id);
  ctx.publish({ topic: 'ticket', id: ticket.id, queueId: ticket.queueId, requesterId: ticket.requesterId });
}
