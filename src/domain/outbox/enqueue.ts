import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** Where something is told: a conversation on a channel. */
export type Place = { channel: string; conversation: string };

export const isSamePlace = (one: Place, other: Place): boolean =>
  one.channel === other.channel && one.conversation === other.conversation;

/**
 * A person's own conversation with the desk, named by their account there; the channel knows how to reach it.
 * On the web channel the account is the person.
 */
export const directConversation = (externalId: string) => `direct:${externalId}`;

/** Whether it is a person's own conversation with the desk. */
export const isDirect = (conversation: string): boolean => conversation.startsWith('direct:');

export type CardKind =
  | 'requester_card'
  | 'triage_card'
  | 'participant_card'
  | 'incident_card'
  | 'change_card'
  | 'proposal_card';

// DO UPDATE, though it changes nothing: it waits for a delivery that is just claiming the row and then finds
// none waiting, so a change that commits during a delivery is never taken for shown.
const CARDS = statement<never>(
  'outbox-cards',
  `
  INSERT INTO notice (kind, channel, conversation, ticket_id, view_kind, due_at, created_at)
  SELECT 'view'::notice_kind, place.channel, place.conversation, place.ticket_id, place.kind::view_kind,
         $2::timestamptz, $2::timestamptz
    FROM (SELECT ticket_id, channel, conversation, kind::text FROM view
           WHERE ticket_id = ANY ($1::uuid[]) AND entry_id IS NULL
          -- A card that is just being posted for the first time has no view yet.
          UNION SELECT ticket_id, channel, conversation, view_kind::text FROM notice
                 WHERE ticket_id = ANY ($1::uuid[]) AND entry_id IS NULL AND state IN ('pending', 'sending')
                   AND kind = 'view'
          UNION SELECT t.id, also.* FROM unnest($1::uuid[]) AS t (id),
                       unnest($3::text[], $4::text[], $5::text[]) AS also)
           AS place (ticket_id, channel, conversation, kind)
   ORDER BY 4, 2, 3, 5
  ON CONFLICT (ticket_id, view_kind, channel, conversation)
    WHERE state = 'pending' AND entry_id IS NULL AND ticket_id IS NOT NULL
  DO UPDATE SET due_at = notice.due_at`,
);

/** Every card of these tickets, and cards at these places in addition, will show them as they are then. */
export async function refreshCards(
  ctx: Ctx,
  ticketIds: string[],
  also: (Place & { kind: CardKind })[] = [],
): Promise<void> {
  if (ctx.replay) return;
  await CARDS(
    ctx,
    ticketIds,
    ctx.now().toISOString(),
    also.map((place) => place.channel),
    also.map((place) => place.conversation),
    also.map((place) => place.kind),
  );
  ctx.publish({ topic: 'outbox' });
}

const ENTRY = statement<never>(
  'outbox-entry',
  `
  INSERT INTO notice (kind, channel, conversation, ticket_id, view_kind, entry_id, due_at, created_at)
  SELECT DISTINCT ON (place.channel, place.conversation)
         'view'::notice_kind, place.channel, place.conversation, e.ticket_id, 'entry'::view_kind, e.id, $2::timestamptz, $2::timestamptz
    FROM entry e
    JOIN LATERAL (
      SELECT t.channel, t.conversation FROM ticket_thread t
       WHERE t.ticket_id = e.ticket_id AND (t.side = 'triage' OR e.kind = 'reply')
      UNION ALL
      -- A thread that is being opened right now: its first card is still on the way.
      SELECT n.channel, n.conversation FROM notice n
       WHERE n.ticket_id = e.ticket_id AND n.entry_id IS NULL AND n.state IN ('pending', 'sending')
         AND n.kind = 'view'
         AND (n.view_kind = 'triage_card' OR e.kind = 'reply')
      UNION ALL
      -- Where it was shown before, even if the ticket is no longer talked about there: what was changed or taken
      -- back must not go on standing there.
      SELECT v.channel, v.conversation FROM view v WHERE v.entry_id = e.id
    ) AS place ON true
   WHERE e.id = $1::uuid
     AND (place.channel, place.conversation) IS DISTINCT FROM (e.channel, e.conversation)
  ON CONFLICT (entry_id, channel, conversation) WHERE state = 'pending' AND entry_id IS NOT NULL
  DO UPDATE SET due_at = notice.due_at`,
);

/**
 * The entry will be shown, as it is then, wherever its ticket is talked about, except where it was written:
 * replies on both sides, internal notes only where agents talk.
 */
export async function relayEntry(ctx: Ctx, entryId: string): Promise<void> {
  if (ctx.replay) return;
  await ENTRY(ctx, entryId, ctx.now().toISOString());
  ctx.publish({ topic: 'outbox' });
}

/** Something of the ticket will be shown at this place, too, and nothing is shown anew elsewhere. */
export async function showAt(
  ctx: Ctx,
  place: Place,
  what: { ticketId: string; viewKind: CardKind | 'entry'; entryId: string | null },
): Promise<void> {
  await ctx.db.notice.createMany({
    data: { kind: 'view', ...place, ...what, dueAt: ctx.now(), createdAt: ctx.now() },
    skipDuplicates: true,
  });
  ctx.publish({ topic: 'outbox' });
}

/** A one-time sign-in link will be made and sent to the person. */
export async function sendSignInLink(ctx: Ctx, personId: string, place: Place): Promise<void> {
  await ctx.db.notice.create({
    data: { kind: 'sign_in', ...place, personId, dueAt: ctx.now(), createdAt: ctx.now() },
  });
  ctx.publish({ topic: 'outbox' });
}
