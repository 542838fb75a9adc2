import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** A notice that was delivered, and what to remember of it. */
export type Delivered = {
  noticeId: number;
  view: {
    id: string;
    ticketId: string;
    channel: string;
    conversation: string;
    /** Null: it was removed. */
    message: string | null;
    thread: string | null;
    /** A hash of what it shows. */
    shown: string;
    /** It began the thread in which this side talks about the ticket. */
    opensThreadFor: 'requester' | 'triage' | null;
  } | null;
};

const SETTLE = statement<never>(
  'outbox-settle',
  `
WITH r AS (
  SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                       $8::text[], $9::text[])
    AS r (notice_id, view_id, ticket_id, channel, conversation, message, thread, shown, side)
), n AS (
  UPDATE notice SET state = 'sent', sent_at = $10::timestamptz, error = NULL FROM r WHERE notice.id = r.notice_id
), f AS (
  -- What failed there before is shown now.
  DELETE FROM notice f USING r JOIN view w ON w.id = r.view_id
   WHERE f.state = 'failed' AND f.ticket_id = r.ticket_id AND f.channel = r.channel
     AND f.conversation = r.conversation AND f.entry_id IS NOT DISTINCT FROM w.entry_id
), v AS (
  UPDATE view SET message = r.message, thread = r.thread, shown = r.shown FROM r WHERE view.id = r.view_id
)
INSERT INTO ticket_thread (channel, conversation, thread, ticket_id, side)
SELECT channel, conversation, message, ticket_id, side::thread_side FROM r WHERE side IS NOT NULL
ON CONFLICT DO NOTHING`,
);

/** Notes deliveries, many in one statement. */
export async function settleDelivered(ctx: Ctx, all: Delivered[]): Promise<void> {
  const views = all.map((delivered) => delivered.view);
  await SETTLE(
    ctx,
    all.map((delivered) => delivered.noticeId),
    views.map((view) => view?.id ?? null),
    views.map((view) => view?.ticketId ?? null),
    views.map((view) => view?.channel ?? null),
    views.map((view) => view?.conversation ?? null),
    views.map((view) => view?.message ?? null),
    views.map((view) => view?.thread ?? null),
    views.map((view) => view?.shown ?? null),
    views.map((view) => view?.opensThreadFor ?? null),
    ctx.now().toISOString(),
  );
}

/** It is tried again from `dueAt` on. */
export async function settleLater(ctx: Ctx, noticeId: number, error: string, dueAt: Date): Promise<void> {
  await ctx.db.notice.update({ where: { id: noticeId }, data: { dueAt, error: error.slice(0, 1_000) } });
}

/** Claimed but not tried, since its conversation has to wait: it is not in doubt. */
export async function settleUntried(ctx: Ctx, noticeIds: number[]): Promise<void> {
  await ctx.db.notice.updateMany({
    where: { id: { in: noticeIds } },
    data: { attempts: { decrement: 1 } },
  });
}
