import type { Channel, Message, Target } from '../../chat/channel.ts';
import type { Store } from '../../lib/store.ts';
import type { Graph, GraphMessage, Place } from './graph.ts';
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
  /** Where Graph may have it. */
  async function placesOf(conversation: string): Promise<Place[]> {
    const known = await store.client.teamsConversation.findUnique({ where: { conversation } });
    if (known?.kind === 'group') return [{ chat: known.teamsId }];
    if (known) return known.groupId ? [{ groupId: known.groupId, channel: known.teamsId }] : [];
    // An admin has told of it; the team whose channel it is answers.
    const teams = await store.client.teamsConversation.findMany({
      where: { groupId: { not: null } },
      distinct: 'groupId',
      select: { groupId: true },
      take: MOST_TEAMS,
    });
    return teams.flatMap(({ groupId }) => (groupId ? { groupId, channel: conversation } : []));
  }

  async function ours({
    conversation,
    thread,
  }: Target): Promise<{ messages: GraphMessage[]; flat: boolean }> {
    for (const place of await placesOf(conversation)) {
      const flat = 'chat' in place;
      const read = thread && !flat ? graph.thread(place.groupId, place.channel, thread) : graph.latest(place);
      const isOurs = ({ from, deletedDateTime }: GraphMessage) =>
        from?.application?.id === appId && !deletedDateTime;
      const messages = (await read)?.filter(isOurs);
      if (messages) return { messages, flat };
    }
    return { messages: [], flat: false };
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
    const { messages, flat } = await ours(to);
    const isIt = message.type === 'card' ? holding(key) : saying(message, flat);
    return (await unnoted(to, messages)).find(isIt)?.id;
  };
}

const holding =
  (key: string) =>
  ({ attachments }: GraphMessage) =>
    (attachments ?? []).some(({ content }) => content?.includes(key));

/** Since it was posted it may have got a file; and other words, if it was edited. */
function saying(said: Extract<Message, { type: 'said' }>, flat: boolean): (message: GraphMessage) => boolean {
  const now = lettersOf(renderMessage(said, { flat }).text ?? '');
  const author = authorLine(said);
  return ({ body }) => {
    const html = body?.content ?? '';
    const then = lettersOf(html);
    if (then !== '' && (now.startsWith(then) || then.startsWith(now))) return true;
    // Above the author's name, it may stand for whom it is.
    const heading = readHtml(html).text.split('\n', 2);
    return said.edited && heading.some((line) => line === author || line.startsWith(`${author} · `));
  };
}

/** Teams has a way of its own with spaces and signs. */
const lettersOf = (html: string) => readHtml(html).text.replace(/[^\p{L}\p{N}]/gu, '');
