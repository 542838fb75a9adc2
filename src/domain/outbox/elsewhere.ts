import { type Ctx, inTransaction } from '../../lib/context.ts';
import { placesOf } from '../people/home.ts';
import { type CardKind, directConversation, isDirect, isSamePlace, type Place, showAt } from './enqueue.ts';

export type FailedNotice = Place & {
  id: number;
  ticketId: string | null;
  viewKind: CardKind | 'entry' | null;
  entryId: string | null;
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
    const instead = await placeInstead(ctx, notice, channels);
    await ctx.db.notice.update({
      where: { id: notice.id },
      data: { state: 'failed', error: error.slice(0, 1_000), instead: instead?.channel ?? null },
    });
    const { id, ticketId, viewKind, entryId, channel, conversation } = notice;
    // Each change is tried there anew; that it failed is told once.
    const same = { ticketId, viewKind, entryId, channel, conversation };
    await ctx.db.notice.deleteMany({ where: { ...same, state: 'failed', id: { not: id } } });
    if (!ticketId) return undefined;
    const { queueId, requesterId } = await ctx.db.ticket.findUniqueOrThrow({ where: { id: ticketId } });
    ctx.publish({ topic: 'ticket', id: ticketId, queueId, requesterId });
    if (!instead) return undefined;
    const card = await ctx.db.view.findFirst({
      where: { ticketId, channel, conversation, entryId: null },
      select: { kind: true },
    });
    const kind = card?.kind === 'participant_card' ? card.kind : 'requester_card';
    await ctx.db.ticketWatcher.updateMany({ where: { ticketId, channel, conversation }, data: instead });
    await showAt(ctx, instead, { ticketId, viewKind: kind, entryId: null });
    if (entryId) await showAt(ctx, instead, { ticketId, viewKind: 'entry', entryId });
    return instead;
  });
}

/** Where they have not been tried to be told of it yet; undefined: it is not about one person, or nowhere. */
async function placeInstead(
  ctx: Ctx,
  { channel, conversation, ticketId }: FailedNotice,
  channels: ReadonlySet<string>,
): Promise<Place | undefined> {
  if (!ticketId) return undefined;
  const personId = await personAt(ctx, { channel, conversation });
  if (!personId) return undefined;
  const failed = await ctx.db.notice.findMany({
    where: { ticketId, state: 'failed' },
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
