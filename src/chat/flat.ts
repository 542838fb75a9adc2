import { DAY } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { gathered } from '../lib/gather.ts';
import { statement } from '../lib/sql.ts';
import type { Inbound, InboundEvent } from './channel.ts';
import { isThanks } from './greetings.ts';
import { REOPEN } from './words.ts';

type Message = Extract<InboundEvent, { type: 'message' }>;

/** A talk that rested for longer is over. */
const RESTED = DAY;

/**
 * In a conversation without threads, what a message goes on about: the ticket whose message it quotes or, between
 * somebody and the desk, the one that was talked about last, once the desk has said something about it. A first
 * message is not gone on with: who writes a second one before anybody has answered has a second request.
 * @returns the thread that it belongs to, and whether that was a guess which its sender should know of
 */
export async function continued(
  ctx: Ctx,
  { channel, conversation, direct }: Inbound,
  { message, thread, text }: Message,
): Promise<{ thread: string; guessed: boolean }> {
  const talk = await TALK(ctx, JSON.stringify([channel, conversation, thread, direct]));
  // What it quotes; of a repeat, what it went to the first time.
  if (talk?.known || thread !== message) return { thread: talk?.known ?? message, guessed: false };
  const goesOn =
    talk?.last &&
    !talk.opening &&
    ctx.now().getTime() - (talk.at?.getTime() ?? 0) < RESTED &&
    // What was solved is done with, unless this says otherwise.
    (talk.state !== 'resolved' || isThanks(text) || REOPEN.test(text));
  return goesOn ? { thread: talk.last ?? message, guessed: !talk.own } : { thread: message, guessed: false };
}

type Talk = {
  key: string;
  /** The thread of the ticket that the message is about. */
  known: string | null;
  /** The thread of the ticket that was talked about last, with what was said last. */
  last: string | null;
  state: string | null;
  at: Date | null;
  /** It is what the ticket began with. */
  opening: boolean | null;
  /** Its author is the one who asks for help. */
  own: boolean | null;
};

const FIND = statement<Talk>(
  'talks',
  `
SELECT k.key, known.thread AS known, last.thread AS last, last.state, last.at, last.opening, last.own
  FROM (SELECT DISTINCT key FROM unnest($1::text[]) AS asked (key)) k
 CROSS JOIN LATERAL (SELECT k.key::jsonb ->> 0 AS channel, k.key::jsonb ->> 1 AS conversation,
                            k.key::jsonb ->> 2 AS message, (k.key::jsonb ->> 3)::boolean AS direct) a
  LEFT JOIN LATERAL (
    SELECT h.thread FROM ticket_thread h
     WHERE h.channel = a.channel AND h.conversation = a.conversation
       AND h.ticket_id = coalesce(
         (SELECT t.ticket_id FROM ticket_thread t
           WHERE t.channel = a.channel AND t.conversation = a.conversation AND t.thread = a.message),
         (SELECT e.ticket_id FROM entry e
           WHERE e.channel = a.channel AND e.conversation = a.conversation AND e.message = a.message LIMIT 1),
         (SELECT v.ticket_id FROM view v
           WHERE v.channel = a.channel AND v.conversation = a.conversation AND v.message = a.message LIMIT 1))
     LIMIT 1) known ON true
  LEFT JOIN LATERAL (
    SELECT h.thread, t.state::text, e.created_at AS at, e.created_at = t.created_at AS opening,
           e.author_id = t.requester_id AS own
      FROM ticket_thread h
      JOIN ticket t ON t.id = h.ticket_id AND t.state IN ('new', 'in_progress', 'on_hold', 'resolved')
      JOIN LATERAL (SELECT created_at, author_id FROM entry
                     WHERE ticket_id = t.id AND kind = 'reply' AND deleted_at IS NULL
                     ORDER BY created_at DESC, id DESC LIMIT 1) e ON true
     WHERE a.direct AND h.channel = a.channel AND h.conversation = a.conversation AND h.side = 'requester'
     ORDER BY e.created_at DESC, h.thread DESC LIMIT 1) last ON true`,
);
/** Asked for many messages at once in a burst. */
const TALK = gathered<Talk>(FIND);
