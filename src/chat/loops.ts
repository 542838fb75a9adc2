import { audit } from '../domain/audit/record.ts';
import { MINUTE, SECOND } from '../lib/clock.ts';
import { actingAs, type Ctx, systemActor } from '../lib/context.ts';
import type { Store } from '../lib/store.ts';
import type { Inbound, InboundEvent } from './channel.ts';
import { type Outcome, said } from './outcome.ts';

/** In ten seconds nobody reads an answer and writes the next request more often than this. */
const MOST = 5;
const WINDOW = 10 * SECOND;
const QUIET = MINUTE;
/** Exchanges. One that is forgotten only begins to count anew. */
const REMEMBERED = 5_000;

/** What the desk answered one account in one conversation, and until when it answers there no more. */
type Exchange = { answered: Answered[]; quietUntil: number; ticket: string | null };
type Answered = { message: string; at: number; ticket: string | null };

/** In memory, so that a message costs no statement for it; each process counts what it took in itself. */
const remembered = new WeakMap<Store, Map<string, Exchange>>();

/** Where nothing is answered for a while: what is written there goes to this ticket, should there be one. */
export type Quiet = { ticket: string | null };

/**
 * Ends the talk with a program that writes as a person and answers whatever the desk posts. After that it is told
 * once, and for a minute the desk says nothing to that account there; what it writes is kept, since a person may be
 * behind it after all. A burst is no such talk: it did not wait for answers.
 */
export async function breakingLoops(
  ctx: Ctx,
  inbound: Inbound,
  event: Extract<InboundEvent, { type: 'message' }>,
  handle: (quiet?: Quiet) => Promise<Outcome>,
): Promise<Outcome> {
  const exchange = exchangeOf(ctx, inbound);
  const now = ctx.now().getTime();
  const known = exchange.answered.some(({ message }) => message === event.message);
  const wasQuiet = now < exchange.quietUntil;
  if (!wasQuiet && !known && (await isLoop(ctx, exchange, now))) exchange.quietUntil = now + QUIET;
  if (now >= exchange.quietUntil) {
    const outcome = await handle();
    const { answer, ticket } = outcome;
    const opened = event.thread === event.message ? ticket : null;
    if (!known && (opened || answer.type !== 'done')) {
      exchange.answered.push({ message: event.message, at: now, ticket: opened });
    }
    return outcome;
  }
  // Of those that came at the same moment, one is told.
  const tells = exchange.answered.length > 0;
  if (tells) {
    exchange.ticket = exchange.answered.findLast(({ ticket }) => ticket)?.ticket ?? null;
    exchange.answered = [];
  }
  const { ticket } = await handle({ ticket: exchange.ticket });
  exchange.ticket = ticket ?? exchange.ticket;
  if (!tells) return { answer: { type: 'done' }, ticket };
  await note(ctx, inbound, exchange);
  return { ...said(noticeOf(exchange)), ticket };
}

function exchangeOf(ctx: Ctx, { channel, conversation, sender }: Inbound): Exchange {
  const exchanges = remembered.get(ctx.store) ?? new Map<string, Exchange>();
  remembered.set(ctx.store, exchanges);
  const key = `${channel}\n${conversation}\n${sender.account}`;
  const known = exchanges.get(key);
  if (known) return known;
  if (exchanges.size >= REMEMBERED) exchanges.clear();
  const begun: Exchange = { answered: [], quietUntil: 0, ticket: null };
  exchanges.set(key, begun);
  return begun;
}

/** Words are an answer at once; a ticket has got one when its card stands there. */
async function isLoop(ctx: Ctx, exchange: Exchange, now: number): Promise<boolean> {
  exchange.answered = exchange.answered.filter(({ at }) => at >= now - WINDOW);
  const { answered } = exchange;
  if (answered.length < MOST) return false;
  const numbers = answered.flatMap(({ ticket }) => ticket ?? []);
  const cards =
    numbers.length > 0 &&
    (await ctx.db.view.count({
      where: {
        ...{ kind: 'requester_card', message: { not: null } },
        ticket: { number: { in: numbers }, createdAt: { gte: new Date(now - WINDOW) } },
      },
    }));
  if (answered.length - numbers.length + Number(cards) >= MOST) return true;
  // Asked again only after as many more.
  exchange.answered = [];
  return false;
}

const noticeOf = ({ ticket }: Exchange) =>
  `This looks like a program that answers the desk, so for a minute the desk says nothing here.${
    ticket ? ` What you write until then is kept on ${ticket}.` : ''
  }`;

async function note(ctx: Ctx, { channel, conversation, sender }: Inbound, { ticket }: Exchange) {
  const about = { account: sender.account, ticket };
  ctx.log.warn({ channel, conversation, ...about }, 'a program seems to answer the desk; it gets no answers');
  await audit(actingAs(ctx, systemActor('loops')), {
    action: 'conversation.quiet',
    subject: { type: 'conversation', id: `${channel} ${conversation}` },
    detail: about,
  });
}
