import type { Channel, Message, Target } from '../../chat/channel.ts';
import type { Store } from '../../lib/store.ts';
import type { Graph, GraphMessage } from './graph.ts';
import { readHtml } from './read-text.ts';
import { authorLine, renderMessage } from './render-message.ts';

export type Find = NonNullable<Channel['find']>;

/** In so many teams a channel is looked for that has not been heard of. */
const MOST_TEAMS = 20;

/**
 * Looks through Microsoft Graph for a message that may have been posted before a crash. Teams keeps no keys but those in
 * a card; a text is known by its words, and by nothing being known of it. Where the desk may not read, such as in
 * personal chats, nothing is found.
 */
export function createFind(store: Store, graph: Graph, appId: string): Find {
  async function teamsOf(conversation: string): Promise<{ teamsId: string; groupIds: string[] }> {
    const place = await store.client.teamsConversation.findUnique({ where: { conversation } });
    if (place) return { teamsId: place.teamsId, groupIds: place.groupId ? [place.groupId] : [] };
    // An admin has told of it; the team whose channel it is answers.
    const teams = await store.client.teamsConversation.findMany({
      where: { groupId: { not: null } },
      distinct: 'groupId',
      select: { groupId: true },
      take: MOST_TEAMS,
    });
    return { teamsId: conversation, groupIds: teams.flatMap(({ groupId }) => groupId ?? []) };
  }

  async function ours({ conversation, thread }: Target): Promise<GraphMessage[]> {
    const { teamsId, groupIds } = await teamsOf(conversation);
    for (const groupId of groupIds) {
      const read = thread ? graph.thread(groupId, teamsId, thread) : graph.latest(groupId, teamsId);
      const messages = await read;
      if (messages)
        return messages.filter(
          ({ from, deletedDateTime }) => from?.application?.id === appId && !deletedDateTime,
        );
    }
    return [];
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
    const isIt = message.type === 'card' ? holding(key) : saying(message);
    return (await unnoted(to, await ours(to))).find(isIt)?.id;
  };
}

const holding =
  (key: string) =>
  ({ attachments }: GraphMessage) =>
    (attachments ?? []).some(({ content }) => content?.includes(key));

/** Since it was posted it may have got a file; and other words, if it was edited. */
function saying(said: Extract<Message, { type: 'said' }>): (message: GraphMessage) => boolean {
  const now = lettersOf(renderMessage(said).text ?? '');
  return ({ body }) => {
    const html = body?.content ?? '';
    const then = lettersOf(html);
    if (then !== '' && (now.startsWith(then) || then.startsWith(now))) return true;
    // Above the author's name, it may stand for whom it is.
    return said.edited && readHtml(html).text.split('\n', 2).includes(authorLine(said));
  };
}

/** Teams has a way of its own with spaces and signs. */
const lettersOf = (html: string) => readHtml(html).text.replace(/[^\p{L}\p{N}]/gu, '');
