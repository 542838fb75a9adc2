import type { Channel, Message, Target } from '../../chat/channel.ts';
import type { Store } from '../../lib/store.ts';
import type { Graph, GraphMessage } from './graph.ts';
import { readHtml } from './read-text.ts';
import { authorLine } from './render-message.ts';

export type Find = NonNullable<Channel['find']>;

/**
 * Looks through Microsoft Graph for a message that may have been posted before a crash. Teams keeps no keys, but what a
 * card is made of; a text is known by its author, and by nothing being known of it. Where the desk may not read, such as
 * in personal chats, nothing is found.
 */
export function createFind(store: Store, graph: Graph, appId: string): Find {
  async function ours({ conversation, thread }: Target): Promise<GraphMessage[]> {
    const place = await store.client.teamsConversation.findUnique({ where: { conversation } });
    if (!place?.groupId) return [];
    const read = thread
      ? graph.thread(place.groupId, place.teamsId, thread)
      : graph.latest(place.groupId, place.teamsId);
    return ((await read) ?? []).filter(
      ({ from, deletedDateTime }) => from?.application?.id === appId && !deletedDateTime,
    );
  }

  async function unnoted({ conversation }: Target, messages: GraphMessage[]): Promise<GraphMessage[]> {
    const ids = messages.map(({ id }) => id);
    const noted = await store.client.view.findMany({
      where: { channel: 'teams', conversation, message: { in: ids } },
      select: { message: true },
    });
    const known = new Set(noted.map(({ message }) => message));
    return messages.filter(({ id }) => !known.has(id));
  }

  return async (to, key, message) => {
    const found = await unnoted(to, await ours(to));
    return found.find((one) => (message.type === 'card' ? holds(one, key) : isBy(one, message)))?.id;
  };
}

const holds = ({ attachments }: GraphMessage, key: string) =>
  (attachments ?? []).some(({ content }) => content?.includes(key));

/** What they said may have been edited since; conversations are delivered to in order, so there is one at most. */
function isBy({ body }: GraphMessage, said: Extract<Message, { type: 'said' }>): boolean {
  // Above the author's name, it may stand for whom it is.
  return readHtml(body?.content ?? '')
    .text.split('\n', 2)
    .includes(authorLine(said));
}
