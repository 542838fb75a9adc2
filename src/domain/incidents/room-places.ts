import { type Ctx, personOf } from '../../lib/context.ts';
import { directConversation, type Place } from '../outbox/enqueue.ts';
import { directoryOf } from '../settings/directory.ts';
import type { LoadedTicket } from '../tickets/load.ts';

/** Where a room may be made: a chat, and its conversations beside which it may be, the best first. */
export type RoomPlace = { channel: string; near: string[] };

/** The chats that have rooms. */
const CHATS = ['slack', 'teams'];

/**
 * Where the settings say; otherwise in the chat in which it is declared or, of what is declared elsewhere, where the teams
 * of its services or of its queue talk.
 * @returns `undefined`: there is no such place
 */
export async function roomPlaceOf(
  ctx: Ctx,
  { queueId }: Pick<LoadedTicket, 'queueId'>,
  serviceIds: readonly string[],
): Promise<RoomPlace | undefined> {
  const { queues, settings } = await directoryOf(ctx);
  const { place } = settings.incidents.rooms;
  if (place) return { channel: place.channel, near: [place.conversation] };
  const services = await ctx.db.service.findMany({
    where: { id: { in: [...serviceIds] } },
    orderBy: { name: 'asc' },
    select: { teamId: true },
  });
  const ofServices = services.flatMap(({ teamId }) =>
    [...queues.values()].filter((queue) => queue.teamId === teamId && !queue.archived),
  );
  const places = [
    ...(await ownPlace(ctx)),
    ...[...ofServices.map(({ triage }) => triage), queues.get(queueId)?.triage ?? []].flat(),
  ].filter(({ channel }) => CHATS.includes(channel));
  const [first] = places;
  if (!first) return undefined;
  const near = places.flatMap(({ channel, conversation }) => (channel === first.channel ? conversation : []));
  return { channel: first.channel, near: [...new Set(near)] };
}

/** The conversation of whoever acts with the desk, in the chat in which they do. */
async function ownPlace(ctx: Ctx): Promise<Place[]> {
  const { channel } = ctx.origin;
  const person = personOf(ctx.actor);
  if (!person || !CHATS.includes(channel)) return [];
  const accounts = await ctx.db.identity.findMany({
    where: { personId: person.id, channel },
    orderBy: { createdAt: 'desc' },
    select: { externalId: true },
  });
  return accounts.map(({ externalId }) => ({ channel, conversation: directConversation(externalId) }));
}

/** `inc-12-the-shop-is-down`: letters and digits of any script. */
export function roomName(number: string, title: string): string {
  const words = title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  return cutName(`${number.toLowerCase()}-${words}`, MOST_LETTERS);
}

const MOST_LETTERS = 60;

/** No longer than that, at the end of a word where there is one. */
export function cutName(name: string, most: number): string {
  const letters = [...name];
  const short =
    letters.length <= most
      ? name
      : letters
          .slice(0, most)
          .join('')
          .replace(/(?<=-.+)-[^-]*$/, '');
  return short.replace(/-+$/, '');
}
