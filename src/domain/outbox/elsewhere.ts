import { type Ctx, inTransaction } from '../../lib/context.ts';
import { askElsewhere } from '../approvals/cards.ts';
import { noteRoomFailed } from '../incidents/room-done.ts';
import { placesOf } from '../people/home.ts';
import { tellAt } from '../people/notify.ts';
import { showElsewhere } from '../swaps/cards.ts';
import { announceAt } from './announce.ts';
import { type CardKind, directConversation, isDirect, isSamePlace, type Place, showAt } from './enqueue.ts';

export type FailedNotice = Place & {
  id: number;
  kind: 'view' | 'sign_in' | 'notifications' | 'announcement' | 'approval' | 'swap' | 'room' | 'meeting';
  ticketId: string | null;
  personId: string | null;
  viewKind: CardKind | 'entry' | null;
  entryId: string | null;
  announcementId: string | null;
  approvalCardId: string | null;
  swapCardId: string | null;
  meetingCardId: string | null;
};

/**
 * The notice cannot be delivered; it stays visible as failed. What somebody was to be told in a conversation of their
 * own, they are told in another one: their card comes there, with a thread in which they can answer, and what was said.
 * @param channels those that are set up
 * @returns where they are told instead
 */
export function settleFailed(
  ctx: Ctx,
  notice: FailedNotice,
  error: string,
  channels: ReadonlySet<string>,
): Promise<Place | undefined> {
  return inTransaction(ctx, async (ctx) => {
    // What became of a room stands with the room.
    if (notice.kind === 'room' && notice.ticketId) {
      await ctx.db.notice.delete({ where: { id: notice.id } });
      await noteRoomFailed(ctx, notice.ticketId, error);
      return undefined;
    }
    const instead = await placeInstead(ctx, notice, channels);
    await ctx.db.notice.update({
      where: { id: notice.id },
      data: { state: 'failed', error: error.slice(0, 1_000), instead: instead?.channel ?? null },
    });
    const { id, kind, ticketId, personId, viewKind, entryId, channel, conversation } = notice;
    const { approvalCardId, swapCardId, meetingCardId, announcementId } = notice;
    // Each change is tried there anew; that it failed is told once.
    const same = { kind, ticketId, viewKind, entryId, approvalCardId, swapCardId, meetingCardId };
    await ctx.db.notice.deleteMany({
      where: { ...same, channel, conversation, state: 'failed', id: { not: id } },
    });
    if (approvalCardId) await askElsewhere(ctx, approvalCardId, instead);
    else if (swapCardId) await showElsewhere(ctx, swapCardId, instead);
    else if (announcementId && instead) await announceAt(ctx, instead, announcementId);
    else if (instead && personId) await tellAt(ctx, [{ personId, ...instead }]);
    if (!ticketId) return instead;
    const { queueId, requesterId } = await ctx.db.ticket.findUniqueOrThrow({ where: { id: ticketId } });
    ctx.publish({ topic: 'ticket', id: ticketId, queueId, requesterId });
    if (!instead) return undefined;
    const card = await ctx.db.view.findFirst({
      where: { ticketId, channel, conversation, entryId: null },
      select: { kind: true },
    });
    const isOfOne = card?.kind === 'participant_card' || card?.kind === 'proposal_card';
    const cardKind = isOfOne ? card.kind : 'requester_card';
    await ctx.db.ticketWatcher.updateMany({ where: { ticketId, channel, conversation }, data: instead });
    await showAt(ctx, instead, { ticketId, viewKind: cardKind, entryId: null });
    if (entryId) await showAt(ctx, instead, { ticketId, viewKind: 'entry', entryId });
    return instead;
  });
}

/** Where they have not been tried to be told of it yet; undefined: it is not about one person, or nowhere. */
async function placeInstead(
  ctx: Ctx,
  { kind, channel, conversation, ticketId, announcementId, personId: named }: FailedNotice,
  channels: ReadonlySet<string>,
): Promise<Place | undefined> {
  // A link that signs somebody in goes where it was asked for, or nowhere.
  if (kind === 'sign_in' || kind === 'room') return undefined;
  const personId = named ?? (await personAt(ctx, { channel, conversation }));
  if (!personId) return undefined;
  const same = announcementId ? { announcementId } : ticketId ? { ticketId } : { kind, personId };
  const failed = await ctx.db.notice.findMany({
    where: { ...same, state: 'failed' },
    select: { channel: true, conversation: true },
  });
  const isTried = (place: Place) =>
    [...failed, { channel, conversation }].some((one) => isSamePlace(one, place));
  return (await placesOf(ctx, personId)).find((place) => channels.has(place.channel) && !isTried(place));
}

async function personAt(ctx: Ctx, { channel, conversation }: Place): Promise<string | undefined> {
  if (channel === 'email') {
    return (await ctx.db.person.findUnique({ where: { email: conversation }, select: { id: true } }))?.id;
  }
  if (!isDirect(conversation) || channel === 'web') return undefined;
  const externalId = conversation.slice(directConversation('').length);
  const where = { channel_externalId: { channel, externalId } };
  return (await ctx.db.identity.findUnique({ where }))?.personId;
}
