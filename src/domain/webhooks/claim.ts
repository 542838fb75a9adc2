import { SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** A delivery that this worker alone may send until it is due again. */
export type ClaimedDelivery = {
  id: string;
  webhookId: string;
  ticketId: string;
  /** The queue in which its ticket is now. */
  queue: { id: string; visibility: 'open' | 'private' };
  seq: number;
  body: string;
  /** 1 the first time. */
  attempts: number;
  /** When it was tried first. */
  firstAt: Date;
  /** When the lease ends: another worker may send it then, if what became of it was not noted. */
  dueAt: Date;
};

/** Longer than an answer may take, short enough that a crash is made up soon. */
const LEASE = 15 * SECOND;
/** So that one that answers slowly leaves room for the others. */
const A_WEBHOOK = 4;

// What is told of a ticket stays in order: behind one that waits, be it that it is being sent, the others of its ticket
// wait. Those of other tickets do not.
const CLAIM = statement<ClaimedDelivery>(
  'webhooks-claim',
  `
WITH free AS (
  SELECT one.id FROM webhook w CROSS JOIN LATERAL (
    SELECT d.id FROM webhook_delivery d
     WHERE d.webhook_id = w.id AND d.state = 'waiting' AND d.due_at <= $1::timestamptz
       AND d.seq = (
         SELECT min(first.seq) FROM webhook_delivery first
          WHERE first.webhook_id = d.webhook_id AND first.ticket_id = d.ticket_id AND first.state = 'waiting')
     ORDER BY d.due_at, d.seq LIMIT ${A_WEBHOOK} FOR UPDATE SKIP LOCKED) AS one
)
UPDATE webhook_delivery d
   SET attempts = d.attempts + 1, first_at = coalesce(d.first_at, $1::timestamptz), due_at = $2::timestamptz
  FROM free, ticket t JOIN queue q ON q.id = t.queue_id
 WHERE d.id = free.id AND t.id = d.ticket_id
RETURNING d.id::text, d.webhook_id::text AS "webhookId", d.ticket_id::text AS "ticketId", d.seq, d.body, d.attempts,
          d.first_at AS "firstAt", d.due_at AS "dueAt",
          json_build_object('id', q.id, 'visibility', q.visibility) AS queue`,
);

/** Claims deliveries that are due, of each webhook some, for the time of a lease. */
export async function claimDeliveries(ctx: Ctx): Promise<ClaimedDelivery[]> {
  const now = ctx.now();
  return CLAIM(ctx, now.toISOString(), new Date(now.getTime() + LEASE).toISOString());
}
