import { type Ctx, personOf } from '../../lib/context.ts';
import { cut, wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { refreshAgendasWith } from '../meetings/cards.ts';
import { relayEntry } from '../outbox/enqueue.ts';
import type { LoadedApproval } from './load.ts';
import type { Subject } from './subject.ts';

export type Happened = {
  /** In the words of the verbs: `approval.vote`. */
  action: string;
  /** What the timeline says, behind the name of who did it. */
  words: string;
  detail?: Record<string, unknown>;
  /** Agents read it where they talk about the ticket. */
  told?: boolean;
};

/** What has happened to an approval, on the timeline of its ticket and in the audit log. */
export async function noteApproval(
  ctx: Ctx,
  { id }: Pick<LoadedApproval, 'id'>,
  subject: Subject,
  { action, words, detail, told }: Happened,
): Promise<void> {
  const entryId = ctx.newId();
  await ctx.db.entry.createMany({
    data: {
      id: entryId,
      ticketId: subject.id,
      kind: 'event',
      authorId: personOf(ctx.actor)?.id ?? null,
      channel: ctx.origin.channel,
      body: '',
      data: {
        action: 'approval',
        changes: [{ field: 'approval', from: null, to: wellFormed(cut(words, 1_000)) }],
      },
      createdAt: ctx.now(),
    },
  });
  await audit(ctx, {
    action,
    subject: { type: subject.kind, id: subject.id },
    detail: { approval: id, ...detail },
  });
  if (told) await relayEntry(ctx, entryId);
  if (subject.change) await refreshAgendasWith(ctx, subject.id);
  const { queueId, requesterId } = subject.ticket;
  ctx.publish({ topic: 'ticket', id: subject.id, queueId, requesterId });
}
