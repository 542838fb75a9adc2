import type { Ctx } from '../../lib/context.ts';
import { directConversation, type Place } from '../outbox/enqueue.ts';

/** The chats in which somebody can be written to. */
const CHATS = ['slack', 'teams'];

/**
 * Where Deskbell writes to somebody first: in the chat that they chose, else in the one where they were met last, else
 * on the web.
 */
export async function homeOf(ctx: Ctx, personId: string): Promise<Place> {
  const { preferredChannel, identities } = await ctx.db.person.findUniqueOrThrow({
    where: { id: personId },
    select: {
      preferredChannel: true,
      identities: { where: { channel: { in: CHATS } }, orderBy: { createdAt: 'desc' } },
    },
  });
  const chosen = identities.find(({ channel }) => channel === preferredChannel);
  const chat = preferredChannel === 'web' ? undefined : (chosen ?? identities[0]);
  return chat
    ? { channel: chat.channel, conversation: directConversation(chat.externalId) }
    : { channel: 'web', conversation: directConversation(personId) };
}
