import { DAY } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { statement } from '../lib/sql.ts';
import type { Inbound, InboundEvent } from './channel.ts';
import { isThanks } from './greetings.ts';
import { ticketBehind } from './reactions.ts';
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
  inbound: Inbound,
  event: Message,
): Promise<{ thread: string; guessed: boolean }> {
  // What it quotes; of a repeat, what it went to the first time.
  const quoted = await ticketBehind(ctx, inbound, event.thread, { onOurs: true });
  const known = quoted && (await threadIn(ctx, inbound, quoted));
  if (known || event.thread !== event.message) return { thread: known ?? event.message, guessed: false };
  const last = inbound.direct ? (await LAST(ctx, inbound.channel, inbound.conversation))[0] : undefined;
  const goesOn =
    last &&
    !last.opening &&
    last.message !== event.message &&
    ctx.now().getTime() - last.at.getTime() < RESTED &&
    // What was solved is done with, unless this says otherwise.
    (last.state !== 'resolved' || isThanks(event.text) || REOPEN.test(event.text));
  return goesOn ? { thread: last.thread, guessed: !last.own } : { thread: event.message, guessed: false };
}

const LAST = statement<{
  thread: string;
  state: string;
  message: string | null;
  at: Date;
  /** It is what the ticket began with. */
  opening: boolean;
  /** Its author is the one who asks for help. */
  own: boolean;
}>(
  'talk-last',
  `
SELECT h.thread, t.state::text, e.message, e.created_at AS at, e.created_at = t.created_at AS opening,
       e.author_id = t.requester_id AS own
  FROM ticket_thread h
  JOIN ticket t ON t.id = h.ticket_id AND t.state IN ('new', 'in_progress', 'on_hold', 'resolved')
  JOIN LATERAL (SELECT message, created_at, author_id FROM entry
                 WHERE ticket_id = t.id AND kind = 'reply' AND deleted_at IS NULL
                 ORDER BY created_at DESC, id DESC LIMIT 1) e ON true
 WHERE h.channel = $1::text AND h.conversation = $2::text AND h.side = 'requester'
 ORDER BY e.created_at DESC, h.thread DESC LIMIT 1`,
);

async function threadIn(ctx: Ctx, { channel, conversation }: Inbound, ticketId: string) {
  const found = await ctx.db.ticketThread.findFirst({
    where: { channel, conversation, ticketId },
    select: { thread: true },
  });
  return found?.thread;
}
