import {
  type Claim,
  type ClaimedNotice,
  claimNotices,
  LEASE,
  pauseLane,
  releaseClaim,
} from '../domain/outbox/claim.ts';
import { settleFailed } from '../domain/outbox/elsewhere.ts';
import { type Delivered, settleDelivered, settleLater, settleUntried } from '../domain/outbox/settle.ts';
import { noteTold } from '../domain/people/notify.ts';
import { directoryOf } from '../domain/settings/directory.ts';
import { DAY, SECOND } from '../lib/clock.ts';
import { collected } from '../lib/collect.ts';
import type { Ctx } from '../lib/context.ts';
import { sha256 } from '../lib/crypto.ts';
import { messageOf } from '../lib/errors.ts';
import { nameId } from '../lib/ids.ts';
import { type Channel, ChannelError, type Message } from './channel.ts';
import { deliverApproval, deliverMeeting, deliverSwap } from './deliver-card.ts';
import { deliverRoom } from './deliver-room.ts';
import { announcementMessage } from './views/announcement.ts';
import { type LoadedView, loadViews } from './views/load.ts';
import { notificationsFor } from './views/notifications.ts';
import { within } from './within.ts';

export type DeliveryDeps = {
  channels: ReadonlyMap<string, Channel>;
  publicUrl: () => string;
  /** Makes a one-time sign-in link and the words around it. */
  signInMessage(ctx: Ctx, personId: string): Promise<Message>;
  /** Makes the links in mails of the status page; unset: there are none. */
  subscriberKey?: Buffer;
  /** Told of every attempt, for the metrics. */
  observe?(outcome: 'sent' | 'failed' | 'later', notice: ClaimedNotice, at: Date): void;
  /** Milliseconds that a platform gets to answer; it never gets more than what is left of the lease. */
  patience?: number;
};

/** A fault of ours in one notice: it is tried this often. The others do not wait for it. */
const MOST_ATTEMPTS = 5;
/** A platform that is away may come back; after this long a notice has failed. */
const MOST_PATIENCE = DAY;
const LONGEST_PAUSE = 60 * SECOND;
/** What people read of a fault of ours. */
const ROOM_FAULT = 'Something went wrong at the desk; its log says what.';
/** Sending stops this long before the lease ends, so that nobody else can be sending the same. */
const SAFETY = 5 * SECOND;

/**
 * Delivers what waits: one claim of conversations, side by side, each in order.
 * @returns how many notices were claimed; 0: nothing waits, or others are at it
 */
export async function deliverOnce(ctx: Ctx, deps: DeliveryDeps): Promise<number> {
  const claim = await claimNotices(ctx);
  const notices = claim.lanes.flat();
  try {
    if (notices.length === 0) return 0;
    const { settings } = await directoryOf(ctx);
    const personal = new Set(
      [...deps.channels.values()].filter(({ can }) => can.personal).map(({ name }) => name),
    );
    const load = (some: ClaimedNotice[]) =>
      loadViews(
        ctx,
        some.filter((notice) => notice.kind === 'view'),
        { publicUrl: deps.publicUrl(), graceDays: settings.graceDays, personal },
      );
    const round = {
      deps,
      claim,
      load,
      views: await load(notices),
      settle: collected<Delivered>((some) => settleDelivered(ctx, some)),
    };
    const ends = await Promise.allSettled(claim.lanes.map((lane) => deliverLane(ctx, round, lane)));
    // Only now: while one of them is still sending, nobody else may.
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return notices.length;
  } finally {
    await releaseClaim(ctx, claim);
  }
}

/** Stands for what a view shows once it was taken away. */
const REMOVED = 'removed';

type Round = {
  deps: DeliveryDeps;
  claim: Claim;
  load(notices: ClaimedNotice[]): Promise<Map<number, LoadedView>>;
  views: Map<number, LoadedView>;
  /**
   * Notes each delivery before its conversation goes on, so that a crash leaves at most one message in doubt there; those
   * of all conversations that are noted at the same time share one statement.
   */
  settle(delivered: Delivered): Promise<void>;
};

async function deliverLane(ctx: Ctx, round: Round, lane: ClaimedNotice[]): Promise<void> {
  const { deps, claim, views, settle } = round;
  const left = () => claim.until.getTime() - ctx.now().getTime();
  for (const [index, notice] of lane.entries()) {
    const channel = deps.channels.get(notice.channel);
    const rest = lane.slice(index).map((waiting) => waiting.id);
    if (left() < SAFETY) return settleUntried(ctx, rest);
    try {
      // A mail beside what stands in the portal, of a desk that sends none.
      if (!channel && isAsking(notice) && notice.channel === 'email') {
        await settle({ noticeId: notice.id, view: null });
        continue;
      }
      if (!channel) throw new ChannelError('refused', `The channel ${notice.channel} is not set up.`);
      const delivered = await within(
        Math.min(deps.patience ?? LEASE, left() - SECOND),
        deliver(ctx, round, channel, notice),
      );
      // Somebody else may be at it by now, who finds it in doubt and looks.
      if (left() <= 0) return;
      await settle(delivered);
      deps.observe?.('sent', notice, ctx.now());
      if (delivered.view?.opensThreadFor) {
        // What follows about this ticket goes into the thread that there was not when it was loaded.
        const following = lane.slice(index + 1).filter((later) => later.ticketId === notice.ticketId);
        for (const [id, view] of await round.load(following)) views.set(id, view);
      }
    } catch (error) {
      if (left() <= 0) return;
      const outcome = await settleTrouble(ctx, round, notice, error);
      deps.observe?.(outcome === 'failed' ? 'failed' : 'later', notice, ctx.now());
      if (outcome === 'pause') return settleUntried(ctx, rest.slice(1));
    }
    if (channel && channel.can.pause > 0) {
      await pauseLane(ctx, claim, notice, new Date(ctx.now().getTime() + channel.can.pause));
      return settleUntried(ctx, rest.slice(1));
    }
  }
}

/** Asks one person, where they look and by mail as well. */
const isAsking = ({ kind, viewKind }: ClaimedNotice): boolean =>
  kind === 'approval' || kind === 'swap' || viewKind === 'proposal_card';

function deliver(
  ctx: Ctx,
  { deps, views }: Round,
  channel: Channel,
  notice: ClaimedNotice,
): Promise<Delivered> {
  switch (notice.kind) {
    case 'sign_in':
      return deliverSignIn(ctx, deps, channel, notice);
    case 'notifications':
      return deliverNotifications(ctx, deps, channel, notice);
    case 'announcement':
      return deliverAnnouncement(ctx, deps, channel, notice);
    case 'approval':
      return thenDone(notice, deliverApproval(ctx, channel, notice, deps.publicUrl()));
    case 'swap':
      return thenDone(notice, deliverSwap(ctx, channel, notice, deps.publicUrl()));
    case 'meeting':
      return thenDone(notice, deliverMeeting(ctx, channel, notice, deps.publicUrl()));
    case 'room':
      return thenDone(notice, deliverRoom(ctx, channel, notice, deps.publicUrl()));
    case 'view':
      return deliverView(ctx, channel, notice, views.get(notice.id));
  }
}

/** Where the card notes by itself what it shows. */
async function thenDone({ id }: ClaimedNotice, work: Promise<void>): Promise<Delivered> {
  await work;
  return { noticeId: id, view: null };
}

/** All that waits for a person. What comes in while it is sent waits for the next message. */
async function deliverNotifications(
  ctx: Ctx,
  deps: DeliveryDeps,
  channel: Channel,
  notice: ClaimedNotice,
): Promise<Delivered> {
  const personId = notice.personId ?? '';
  const { card, ids } = await notificationsFor(ctx, personId, deps.publicUrl());
  // The same again has the same key; with more to tell it is another message.
  const key = nameId(`${notice.id} ${ids.at(-1)}`);
  if (card) {
    await channel.post({ conversation: notice.conversation, thread: null }, { type: 'card', card }, key);
  }
  await noteTold(ctx, personId, ids);
  return { noticeId: notice.id, view: null };
}

async function deliverAnnouncement(
  ctx: Ctx,
  deps: DeliveryDeps,
  channel: Channel,
  notice: ClaimedNotice,
): Promise<Delivered> {
  const id = notice.announcementId ?? '';
  const { subscriberKey: key } = deps;
  const { channel: on, conversation: address, personId } = notice;
  const mail = on === 'email' && key ? { address, personId, key } : undefined;
  const message = await announcementMessage(ctx, id, deps.publicUrl(), mail);
  const to = { conversation: notice.conversation, thread: null };
  const isThere = message && notice.attempts > 1 && (await channel.find?.(to, id, message)) !== undefined;
  if (message && !isThere) await channel.post(to, message, id);
  return { noticeId: notice.id, view: null };
}

async function deliverSignIn(
  ctx: Ctx,
  deps: DeliveryDeps,
  channel: Channel,
  notice: ClaimedNotice,
): Promise<Delivered> {
  const message = await deps.signInMessage(ctx, notice.personId ?? '');
  await channel.post({ conversation: notice.conversation, thread: null }, message, String(notice.id));
  return { noticeId: notice.id, view: null };
}

/** Brings what the channel shows in line with the record: posts, edits, removes, or finds that it is. */
async function deliverView(
  ctx: Ctx,
  channel: Channel,
  notice: ClaimedNotice,
  view: LoadedView | undefined,
): Promise<Delivered> {
  const done: Delivered = { noticeId: notice.id, view: null };
  if (!view || view.content === 'nothing') return done;
  const target = { conversation: notice.conversation, thread: view.thread };
  const noted = (message: string | null, shown: string, anew?: { thread: string | null }): Delivered => ({
    noticeId: notice.id,
    view: {
      id: view.id,
      ticketId: view.ticketId,
      channel: notice.channel,
      conversation: notice.conversation,
      message,
      thread: anew ? anew.thread : view.thread,
      shown,
      opensThreadFor: message === null ? null : anew?.thread === null ? view.side : view.opens,
    },
  });

  if (view.content === 'remove') {
    if (!view.message) return done;
    await ignoringGone(() => channel.remove({ ...target, message: view.message as string }));
    return noted(null, REMOVED);
  }
  const shown = sha256(JSON.stringify(view.content, withoutPicture)).toString('base64url');
  if (view.message && (view.shown === shown || !channel.can.edit)) {
    return view.opens ? noted(view.message, view.shown ?? shown) : done;
  }
  if (view.message) {
    try {
      await channel.edit({ ...target, message: view.message }, view.content);
      return noted(view.message, shown);
    } catch (error) {
      if (!(error instanceof ChannelError && error.kind === 'gone')) throw error;
      // Somebody deleted it: it is posted again, under a key of its own.
      const again = await postThere(channel, target, view.content, ctx.newId());
      return noted(again.message, shown, again);
    }
  }
  const inDoubt = notice.attempts > 1;
  // The channel may remember under the view's own key what was removed since.
  const key = view.shown === REMOVED ? nameId(`${view.id} ${notice.id}`) : view.id;
  const found = inDoubt ? await channel.find?.(target, key, view.content) : undefined;
  const posted = found ? undefined : await postThere(channel, target, view.content, key);
  const message = found ?? posted?.message ?? '';
  // What an earlier attempt has posted says what was true then.
  const maybeOld = found !== undefined || (inDoubt && !channel.find);
  if (maybeOld && channel.can.edit) await channel.edit({ ...target, message }, view.content);
  return noted(message, shown, posted?.thread === target.thread ? undefined : posted);
}

/** A picture comes with a post and stays as it is: another one is nothing to edit. */
const withoutPicture = (key: string, value: unknown) => (key === 'picture' ? undefined : value);

/** Into its thread or, where somebody has deleted what the thread began with, into the conversation itself. */
async function postThere(
  channel: Channel,
  to: { conversation: string; thread: string | null },
  message: Message,
  key: string,
): Promise<{ message: string; thread: string | null }> {
  try {
    return { ...(await channel.post(to, message, key)), thread: to.thread };
  } catch (error) {
    if (!to.thread || !(error instanceof ChannelError && error.kind === 'gone')) throw error;
    return { ...(await channel.post({ ...to, thread: null }, message, key)), thread: null };
  }
}

async function ignoringGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ChannelError && error.kind === 'gone')) throw error;
  }
}

async function settleTrouble(
  ctx: Ctx,
  { claim, deps }: Pick<Round, 'claim' | 'deps'>,
  notice: ClaimedNotice,
  error: unknown,
): Promise<'failed' | 'again' | 'pause'> {
  const words = messageOf(error);
  const now = ctx.now().getTime();
  const about = { notice: notice.id, channel: notice.channel, attempts: notice.attempts, error: words };
  const kind = error instanceof ChannelError ? error.kind : 'fault';
  if (kind === 'later' && now - notice.createdAt.getTime() < MOST_PATIENCE) {
    const wait = error instanceof ChannelError ? error.retryAfter : undefined;
    const pause = wait === undefined ? backOff(notice.attempts) : wait * SECOND;
    await settleLater(ctx, notice.id, words, new Date(now + pause));
    await pauseLane(ctx, claim, notice, new Date(now + pause));
    ctx.log.warn(about, 'delivery has to wait');
    return 'pause';
  }
  if (kind === 'fault' && notice.attempts < MOST_ATTEMPTS) {
    await settleLater(ctx, notice.id, words, new Date(now + backOff(notice.attempts)));
    ctx.log.warn(about, 'a notice could not be delivered and is tried again');
    return 'again';
  }
  const said = kind === 'fault' && notice.kind === 'room' ? ROOM_FAULT : words;
  const instead = await settleFailed(ctx, notice, said, new Set(deps.channels.keys()));
  if (instead) ctx.log.warn({ ...about, instead: instead.channel }, 'somebody is told in another place');
  else ctx.log.error(about, 'a notice could not be delivered');
  return 'failed';
}

const backOff = (attempts: number) => Math.min(LONGEST_PAUSE, SECOND * 2 ** (attempts - 1));
