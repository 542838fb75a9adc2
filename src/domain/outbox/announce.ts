import type { Ctx } from '../../lib/context.ts';
import type { Place } from './enqueue.ts';

/** What the desk says in a conversation by itself: a kind and what it is about, drawn when it is posted. */
export type Announcement = {
  kind: 'text' | 'digest';
  ticketId: string | null;
  data: Record<string, unknown>;
};

/** Inside the transaction of what it follows from. */
export async function announce(
  ctx: Ctx,
  place: Place,
  { kind, ticketId, data }: Announcement,
): Promise<void> {
  const id = ctx.newId();
  const createdAt = ctx.now();
  await ctx.db.announcement.create({ data: { id, kind, ticketId, data: data as object, createdAt } });
  await ctx.db.notice.create({
    data: { kind: 'announcement', ...place, announcementId: id, dueAt: createdAt, createdAt },
  });
  ctx.publish({ topic: 'outbox' });
}
