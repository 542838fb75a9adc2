import type { Me } from '../../contract/session.ts';
import type { Ctx } from '../../lib/context.ts';
import { directConversation, type Place } from '../outbox/enqueue.ts';

/** The chats in which somebody can be written to. */
const CHATS = ['slack', 'teams'] as const;

/**
 * Where Deskbell can write to somebody, in this order: where they chose to be written to, in the chats where they were
 * met, the last one first, by mail, and on the web.
 */
export async function placesOf(ctx: Ctx, personId: string): Promise<Place[]> {
  const { preferredChannel, email, identities } = await ctx.db.person.findUniqueOrThrow({
    where: { id: personId },
    select: {
      ...{ preferredChannel: true, email: true },
      identities: { where: { channel: { in: [...CHATS] } }, orderBy: { createdAt: 'desc' } },
    },
  });
  const places = [
    ...identities.map(({ channel, externalId }) => ({
      channel,
      conversation: directConversation(externalId),
    })),
    { channel: 'email', conversation: email },
    { channel: 'web', conversation: directConversation(personId) },
  ];
  const isChosen = ({ channel }: Place) => channel === preferredChannel;
  return [...places.filter(isChosen), ...places.filter((place) => !isChosen(place))];
}

/** Mail is sent where nothing else can be. */
const unmailed = (places: Place[]) => places.filter(({ channel }) => channel !== 'email');

/** Where Deskbell writes to somebody first. */
export async function homeOf(ctx: Ctx, personId: string): Promise<Place> {
  const [first] = unmailed(await placesOf(ctx, personId));
  return first ?? { channel: 'web', conversation: directConversation(personId) };
}

/** Where Deskbell can write to somebody, and where it does so first. */
export async function channelsOf(ctx: Ctx, personId: string): Promise<Pick<Me, 'channels' | 'firstChannel'>> {
  const places = unmailed(await placesOf(ctx, personId));
  const known = [...CHATS, 'web'] as const;
  const has = (name: string) => places.some(({ channel }) => channel === name);
  return {
    channels: known.filter(has),
    firstChannel: known.find((name) => name === places[0]?.channel) ?? 'web',
  };
}
