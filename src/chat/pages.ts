import { type ClaimedPage, claimPages, isWaiting } from '../domain/escalation/claim.ts';
import { pageLinkUrl } from '../domain/escalation/link.ts';
import {
  type SentPage,
  settleCancelled,
  settleFailed,
  settleLater,
  settleSent,
  settleStale,
} from '../domain/escalation/settle.ts';
import type { Place } from '../domain/outbox/enqueue.ts';
import { placesOfAll } from '../domain/people/home.ts';
import { renewCode } from '../domain/phones/code.ts';
import { phoneOf } from '../domain/phones/place.ts';
import { pushPlaceOf } from '../domain/push/place.ts';
import { MINUTE, SECOND } from '../lib/clock.ts';
import { collected } from '../lib/collect.ts';
import type { Ctx } from '../lib/context.ts';
import { sha256 } from '../lib/crypto.ts';
import { messageOf } from '../lib/errors.ts';
import { sendByCarrier } from './carrier.ts';
import { type Channel, ChannelError, type Message } from './channel.ts';
import { whileItAnswers } from './silent.ts';
import { type AlertFacts, alertCard, alertsById } from './views/alert.ts';
import { codeMessage, testCard } from './views/paging-test.ts';

export type PagingDeps = {
  channels: ReadonlyMap<string, Channel>;
  publicUrl: () => string;
  /** `deriveKey(secretKey, 'page links')` */
  linkKey: Buffer;
  /** Milliseconds that a platform gets to answer. */
  patience?: number;
};

/** Shorter than the lease, with room to note what became of it. */
const PATIENCE = 15 * SECOND;
/** A fault of ours: it is tried this often. */
const MOST_ATTEMPTS = 5;
/** A platform that is away for so long has failed the page; whoever it was for has long been paged by other ways. */
const MOST_PATIENCE = 60 * MINUTE;
/** Who tries a way out, or waits for a code, sits there and waits. */
const MOST_PATIENCE_OF_A_TEST = 5 * MINUTE;
const LONGEST_PAUSE = 60;
/** For so long it is believed what an alert was. A process that is stopped in between does not know for how long. */
const BELIEVED = SECOND;
/** Where a way leads nowhere. */
const NOWHERE: Record<string, string> = { push: 'They have no browser that takes pushes.' };

/**
 * Sends the pages that are due and brings up to date what was sent, all at once: none waits for another.
 * @returns how many were claimed
 */
export async function sendPages(ctx: Ctx, deps: PagingDeps): Promise<number> {
  const pages = await claimPages(ctx);
  if (pages.length === 0) return 0;
  const looked = ctx.now();
  const unplaced = pages.filter(({ channel, via }) => !channel && via !== 'sms' && via !== 'voice');
  const [alerts, places] = await Promise.all([
    alertsById(
      ctx,
      pages.flatMap(({ alertId }) => alertId ?? []),
    ),
    placesOfAll(
      ctx,
      unplaced.flatMap(({ personId }) => personId ?? []),
    ),
  ]);
  const round = { deps, looked, places, settle: collected<SentPage>((some) => settleSent(ctx, some)) };
  await Promise.all(
    pages.map((page) => {
      const alert = alerts.get(page.alertId ?? '');
      return alert || page.purpose !== 'alert' ? handle(ctx, round, page, alert) : settleCancelled(ctx, page);
    }),
  );
  return pages.length;
}

type Round = {
  deps: PagingDeps;
  /** When its alerts were looked up. */
  looked: Date;
  /** Of whoever is to be paged where they are written to. */
  places: ReadonlyMap<string, Place[]>;
  /** Notes each one once it was sent; those that are noted at the same time share one statement. */
  settle(sent: SentPage): Promise<void>;
};

/** @param alert undefined: it is about none */
async function handle(
  ctx: Ctx,
  { deps, looked, places, settle }: Round,
  page: ClaimedPage,
  alert: AlertFacts | undefined,
): Promise<void> {
  if (!isMeant(page, alert)) return settleCancelled(ctx, page);
  let isOver = false;
  try {
    const at = await placeOf(ctx, page, places);
    const channel = at && deps.channels.get(at.channel);
    if (!at) throw new ChannelError('refused', NOWHERE[page.via] ?? `They have no ${page.via} here.`);
    if (!channel) throw new ChannelError('refused', `This desk has no ${at.channel}.`);
    const content = await contentOf(ctx, deps, page, alert);
    const seen = channel.shows?.(content) ?? content;
    const shown = sha256(JSON.stringify(seen)).toString('base64url');
    const work = () =>
      page.message
        ? update(channel, { ...page, message: page.message }, at, content, shown)
        : send(ctx, channel, page, at, content, async () => !isOver && isStillMeant(ctx, page, looked));
    const message = await whileItAnswers(ctx, channel, deps.patience ?? PATIENCE, work);
    if (message !== undefined) await settle({ page, ...at, message, shown });
  } catch (error) {
    isOver = true;
    if (ctx.now() < page.leaseEnd) await settleTrouble(ctx, deps, page, error);
  }
}

/** One that stands somewhere is always brought up to date. */
const isMeant = ({ state, reminder }: ClaimedPage, alert: AlertFacts | undefined): boolean =>
  state === 'sent' ||
  !alert ||
  (!alert.silencedUntil && alert.state === (reminder ? 'acknowledged' : 'triggered'));

/**
 * The last look before it goes out: whoever was stopped since they claimed it has perhaps lost it to somebody else, and
 * nobody is paged after an answer. Whoever had it before was perhaps only slow, and has noted by now that it is sent.
 */
async function isStillMeant(ctx: Ctx, page: ClaimedPage, looked: Date): Promise<boolean> {
  if (page.attempts > 1 && !(await isWaiting(ctx, page.id))) return false;
  if (page.alertId && page.state === 'waiting' && ctx.now().getTime() - looked.getTime() >= BELIEVED) {
    const alert = (await alertsById(ctx, [page.alertId])).get(page.alertId);
    if (!alert || !isMeant(page, alert)) {
      await settleCancelled(ctx, page);
      return false;
    }
  }
  return ctx.now() < page.leaseEnd;
}

async function contentOf(
  ctx: Ctx,
  deps: PagingDeps,
  page: ClaimedPage,
  alert: AlertFacts | undefined,
): Promise<Message> {
  const publicUrl = deps.publicUrl();
  if (alert) {
    const answer = { alert: alert.number, url: pageLinkUrl(publicUrl, deps.linkKey, page.id) };
    // Who reads along in a conversation is not the one who was paged.
    return { type: 'card', card: alertCard(alert, publicUrl), ...(page.personId ? { answer } : {}) };
  }
  if (page.purpose === 'code') {
    const code = await renewCode(ctx, page.personId ?? '', page.conversation ?? '');
    if (!code) throw new ChannelError('refused', 'They have another number now.');
    return codeMessage(code);
  }
  return { type: 'card', card: testCard(`${publicUrl}/paging`) };
}

/** Where it stands or, before it was sent, where the way leads; undefined: nowhere. */
async function placeOf(ctx: Ctx, page: ClaimedPage, known: Round['places']): Promise<Place | undefined> {
  const { channel, conversation, personId, via } = page;
  if (channel && conversation) return { channel, conversation };
  if (via === 'sms' || via === 'voice') return phoneOf(ctx, personId ?? '', via);
  if (via === 'push') return pushPlaceOf(ctx, personId ?? '');
  const places = known.get(personId ?? '');
  return places?.find((place) => (via === 'chat' ? place.channel !== 'email' : place.channel === via));
}

/** @param mayGo asked at the last moment; undefined is returned if it says no */
async function send(
  ctx: Ctx,
  channel: Channel,
  page: ClaimedPage,
  at: Place,
  content: Message,
  mayGo: () => Promise<boolean>,
): Promise<string | undefined> {
  const target = { conversation: at.conversation, thread: null };
  if (channel.carrier) {
    if (!(await mayGo())) return undefined;
    return sendByCarrier(ctx, channel.carrier, page, at, () => channel.post(target, content, page.id));
  }
  const found = page.attempts > 1 ? await channel.find?.(target, page.id, content) : undefined;
  if (found !== undefined) return found;
  await channel.reach?.(target);
  return (await mayGo()) ? (await channel.post(target, content, page.id)).message : undefined;
}

async function update(
  channel: Channel,
  page: ClaimedPage & { message: string },
  at: Place,
  content: Message,
  shown: string,
): Promise<string> {
  if (channel.can.edit && page.shown !== shown) {
    try {
      await channel.edit({ conversation: at.conversation, thread: null, message: page.message }, content);
    } catch (error) {
      // Whoever has deleted it knows.
      if (!(error instanceof ChannelError && error.kind === 'gone')) throw error;
    }
  }
  return page.message;
}

async function settleTrouble(ctx: Ctx, deps: PagingDeps, page: ClaimedPage, error: unknown): Promise<void> {
  const words = messageOf(error);
  const about = { page: page.id, via: page.via, attempts: page.attempts, error: words };
  const kind = error instanceof ChannelError ? error.kind : 'fault';
  const asked = error instanceof ChannelError ? error.retryAfter : undefined;
  const seconds = Math.min(LONGEST_PAUSE, asked ?? 2 ** Math.min(page.attempts - 1, 6));
  if (page.state === 'sent') {
    ctx.log.warn(about, 'a page could not be brought up to date and is tried again');
    return settleStale(ctx, page, Math.max(1, seconds));
  }
  const most = page.purpose === 'alert' ? MOST_PATIENCE : MOST_PATIENCE_OF_A_TEST;
  const isPatient = ctx.now().getTime() - page.dueAt.getTime() < most;
  if ((kind === 'later' && isPatient) || (kind === 'fault' && page.attempts < MOST_ATTEMPTS)) {
    ctx.log.warn(about, 'a page has to wait');
    return settleLater(ctx, page, words, Math.max(1, seconds));
  }
  // Who tries a way out sees it.
  ctx.log[page.purpose === 'alert' ? 'error' : 'warn'](about, 'a page could not be sent');
  return settleFailed(ctx, page, words, new Set(deps.channels.keys()));
}
