import type { Ctx } from '../../lib/context.ts';
import type { Place } from './enqueue.ts';

/** What the desk says in a conversation by itself: a kind and what it is about, drawn when it is posted. */
export type Announcement = {
  kind: 'text' | 'digest' | 'handover' | 'coverage' | 'swap' | 'status_confirm';
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
  await ctx.db.announcement.create({
    data: { id, kind, ticketId, data: data as object, createdAt: ctx.now() },
  });
  await announceAt(ctx, place, id);
}

/** The same in another conversation. */
export async function announceAt(ctx: Ctx, { channel, conversation }: Place, id: string): Promise<void> {
  const now = ctx.now();
  await ctx.db.notice.create({
    data: { kind: 'announcement', channel, conversation, announcementId: id, dueAt: now, createdAt: now },
  });
  ctx.publish({ topic: 'outbox' });
}
