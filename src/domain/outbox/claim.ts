import { SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import type { CardKind } from './enqueue.ts';

/** A notice that this worker alone may deliver now. */
export type ClaimedNotice = {
  id: number;
  kind: 'view' | 'sign_in' | 'notifications' | 'announcement' | 'approval' | 'swap' | 'room' | 'meeting';
  channel: string;
  conversation: string;
  ticketId: string | null;
  viewKind: CardKind | 'entry' | null;
  entryId: string | null;
  personId: string | null;
  announcementId: string | null;
  approvalCardId: string | null;
  swapCardId: string | null;
  meetingCardId: string | null;
  /** 1 the first time. From the second on it is in doubt whether it arrived. */
  attempts: number;
  createdAt: Date;
};

export type Claim = {
  holder: string;
  /** Past it, others may claim the same conversations: stop sending before. */
  until: Date;
  /** One list a conversation, in order. */
  lanes: ClaimedNotice[][];
};

/** Long enough for a slow platform to answer, short enough that a crash is made up soon. */
export const LEASE = 15 * SECOND;
const LANES = 64;
const NOTICES_PER_LANE = 25;
/** How many waiting notices are looked at for conversations that are free. */
const LOOKED_AT = 1_000;

/**
 * Its commit is not waited for on disk. Nothing is sent before the notices are taken, and that commit brings those
 * before it to disk as well; so every lease under which something may have been sent outlives a crash.
 */
const UNHURRIED = `(SELECT set_config('synchronous_commit', 'off', true)) = 'off'`;

const TAKE_LANES = statement<{ channel: string; conversation: string }>(
  'outbox-take-lanes',
  `
WITH waiting AS (
  SELECT DISTINCT channel, conversation FROM (
    SELECT n.channel, n.conversation FROM notice n
     WHERE ${UNHURRIED} AND n.state IN ('pending', 'sending') AND n.due_at <= $1::timestamptz
       AND NOT EXISTS (
         SELECT 1 FROM delivery_lane l
          WHERE l.channel = n.channel AND l.conversation = n.conversation AND l.lease_until > $1::timestamptz)
     ORDER BY n.due_at, n.id LIMIT ${LOOKED_AT}) AS oldest
   LIMIT ${LANES}
)
INSERT INTO delivery_lane (channel, conversation, holder, lease_until)
SELECT channel, conversation, $2::uuid, $3::timestamptz FROM waiting ORDER BY channel, conversation
ON CONFLICT (channel, conversation) DO UPDATE
   SET holder = excluded.holder, lease_until = excluded.lease_until
 WHERE delivery_lane.lease_until <= $1::timestamptz
RETURNING channel, conversation`,
);

// A row that a change is just writing is left for the next round, so that the change is not missed. What is told
// about a ticket in a conversation stays in order: behind a notice that is left, or that is tried again later,
// the others of its ticket wait. Those of other tickets do not.
const TAKE_NOTICES = statement<ClaimedNotice>(
  'outbox-take-notices',
  `
WITH free AS (
  SELECT n.* FROM unnest($1::text[], $2::text[]) AS lane (channel, conversation),
    LATERAL (
      SELECT id, channel, conversation, ticket_id FROM notice
       WHERE channel = lane.channel AND conversation = lane.conversation AND state IN ('pending', 'sending')
         AND due_at <= $3::timestamptz
       ORDER BY id LIMIT ${NOTICES_PER_LANE} FOR UPDATE SKIP LOCKED) AS n
), behind AS (
  SELECT free.id, max(ahead.due_at) AS due_at
    FROM free JOIN notice ahead
      ON ahead.channel = free.channel AND ahead.conversation = free.conversation
     AND ahead.ticket_id = free.ticket_id AND ahead.id < free.id AND ahead.state IN ('pending', 'sending')
   WHERE NOT EXISTS (SELECT 1 FROM free AS also WHERE also.id = ahead.id)
   GROUP BY free.id
), waits AS (
  UPDATE notice SET due_at = behind.due_at FROM behind
   WHERE notice.id = behind.id AND behind.due_at > $3::timestamptz
)
UPDATE notice SET state = 'sending', attempts = attempts + 1
  FROM free WHERE notice.id = free.id AND NOT EXISTS (SELECT 1 FROM behind WHERE behind.id = free.id)
RETURNING notice.id, kind::text, notice.channel, notice.conversation, notice.ticket_id::text AS "ticketId",
          view_kind::text AS "viewKind", entry_id::text AS "entryId", person_id::text AS "personId",
          announcement_id::text AS "announcementId", approval_card_id::text AS "approvalCardId",
          swap_card_id::text AS "swapCardId", meeting_card_id::text AS "meetingCardId",
          attempts, created_at AS "createdAt"`,
);

/**
 * Claims conversations that have something waiting and that nobody else delivers to, for the time of a lease,
 * and the notices that wait in them.
 */
export async function claimNotices(ctx: Ctx): Promise<Claim> {
  const holder = ctx.newId();
  const now = ctx.now();
  const until = new Date(now.getTime() + LEASE);
  const lanes = await TAKE_LANES(ctx, now.toISOString(), holder, until.toISOString());
  if (lanes.length === 0) return { holder, until, lanes: [] };
  const notices = await TAKE_NOTICES(
    ctx,
    lanes.map((lane) => lane.channel),
    lanes.map((lane) => lane.conversation),
    now.toISOString(),
  );
  const byLane = new Map<string, ClaimedNotice[]>(lanes.map((lane) => [key(lane), []]));
  for (const notice of notices.sort((a, b) => a.id - b.id)) byLane.get(key(notice))?.push(notice);
  return { holder, until, lanes: [...byLane.values()] };
}

const key = (lane: { channel: string; conversation: string }) => `${lane.channel}\n${lane.conversation}`;

const RELEASE = statement<never>(
  'outbox-release',
  `DELETE FROM delivery_lane WHERE ${UNHURRIED} AND holder = $1::uuid AND lease_until = $2::timestamptz`,
);

/** Gives the conversations of a claim free, except those that were told to wait. */
export async function releaseClaim(ctx: Ctx, claim: Claim): Promise<void> {
  await RELEASE(ctx, claim.holder, claim.until.toISOString());
}

/** Nothing is sent into this conversation before `until`: its platform asked for a pause. */
export async function pauseLane(
  ctx: Ctx,
  claim: Claim,
  lane: { channel: string; conversation: string },
  until: Date,
): Promise<void> {
  await ctx.db.deliveryLane.updateMany({
    where: { channel: lane.channel, conversation: lane.conversation, holder: claim.holder },
    data: { leaseUntil: until },
  });
}
