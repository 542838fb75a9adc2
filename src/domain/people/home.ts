import type { Me } from '../../contract/session.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { directConversation, type Place } from '../outbox/enqueue.ts';

/** The chats in which somebody can be written to. */
const CHATS = ['slack', 'teams'] as const;

const REACHED = {
  preferredChannel: true,
  identities: { where: { channel: { in: [...CHATS] } }, orderBy: { createdAt: 'desc' } },
} satisfies Prisma.PersonSelect;
type Reached = Prisma.PersonGetPayload<{ select: typeof REACHED }>;

/** In the chat that they chose, else in the one where they were met last; `undefined`: on the web. */
function firstChat({ preferredChannel, identities }: Reached): Reached['identities'][number] | undefined {
  if (preferredChannel === 'web') return undefined;
  return identities.find(({ channel }) => channel === preferredChannel) ?? identities[0];
}

const reached = (ctx: Ctx, personId: string): Promise<Reached> =>
  ctx.db.person.findUniqueOrThrow({ where: { id: personId }, select: REACHED });

/** Where Deskbell writes to somebody first. */
export async function homeOf(ctx: Ctx, personId: string): Promise<Place> {
  const chat = firstChat(await reached(ctx, personId));
  return chat
    ? { channel: chat.channel, conversation: directConversation(chat.externalId) }
    : { channel: 'web', conversation: directConversation(personId) };
}

/** Where Deskbell can write to somebody, and where it does so first. */
export async function channelsOf(ctx: Ctx, personId: string): Promise<Pick<Me, 'channels' | 'firstChannel'>> {
  const person = await reached(ctx, personId);
  const first = firstChat(person)?.channel;
  const has = (chat: string) => person.identities.some(({ channel }) => channel === chat);
  return {
    channels: [...CHATS.filter(has), 'web'],
    firstChannel: CHATS.find((chat) => chat === first) ?? 'web',
  };
}
