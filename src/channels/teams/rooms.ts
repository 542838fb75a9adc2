import { ChannelError, type Rooms, type RoomWanted } from '../../chat/channel.ts';
import { cutName } from '../../domain/incidents/room-places.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Store } from '../../lib/store.ts';
import { cut, shown } from '../../lib/text.ts';
import type { BotFramework } from './botframework.ts';
import { asChannelError } from './errors.ts';
import type { Graph, TeamChannel } from './graph.ts';
import { ownerOf } from './places.ts';

/**
 * A room on Teams is a channel of a team, made through Graph by consent of the team's owner: a bot can make no group
 * chats. Whoever is in the team sees the channel, so letting somebody in is looking whether they are.
 * https://learn.microsoft.com/graph/api/channel-post
 */

/** Teams takes 50 characters, and numbers may come behind them. */
const NAME = 46;
const TOPIC = 900;
const MOST_NAMES = 10;

type Parts = { store: Store; clock: Clock; framework: BotFramework; graph: Graph };
type Team = { groupId: string; tenantId: string; serviceUrl: string };

export function teamsRooms({ store, clock, framework, graph }: Parts): Rooms {
  const known = (conversation: string) =>
    store.client.teamsConversation.findUnique({ where: { conversation } });

  /** That of the first conversation that is a channel of one. */
  async function teamOf({ near }: RoomWanted): Promise<Team> {
    for (const conversation of near) {
      const found = ownerOf(conversation) ? null : await known(conversation);
      if (found?.groupId && !found.removedAt) return { ...found, groupId: found.groupId };
    }
    throw new ChannelError('refused', NO_TEAM);
  }

  /** How the desk reaches it before it has heard anything from there. */
  async function keep({ groupId, tenantId, serviceUrl }: Team, { id, displayName }: TeamChannel) {
    const facts = { teamsId: id, tenantId, serviceUrl, kind: 'channel', name: displayName, groupId };
    const now = clock.now();
    await store.client.teamsConversation.upsert({
      where: { conversation: id },
      create: { conversation: id, ...facts, heardAt: now, welcomedAt: now },
      update: {},
    });
  }

  return {
    async open(wanted) {
      if (wanted.isPrivate) throw new ChannelError('refused', PRIVATE);
      const team = await teamOf(wanted);
      const channel = await opened(graph, team.groupId, wanted);
      await keep(team, channel);
      return { conversation: channel.id, name: channel.displayName, url: channel.webUrl };
    },

    async invite(conversation, { accounts, email }) {
      const at = await known(conversation);
      if (!at) throw new ChannelError('refused', 'the channel is gone.');
      const users = accounts.flatMap((account) =>
        account.startsWith(`${at.tenantId}:`) ? account.slice(at.tenantId.length + 1) : [],
      );
      try {
        await framework.member({ serviceUrl: at.serviceUrl, conversation: at.teamsId }, users[0] ?? email);
      } catch (error) {
        const trouble = asChannelError(error);
        const isAbsent = trouble instanceof ChannelError && trouble.kind !== 'later';
        throw isAbsent ? new ChannelError('refused', ABSENT) : trouble;
      }
    },
  };
}

const NO_TEAM =
  'None of the conversations beside which it could be is a channel of a team in which the desk has heard anything. Mention the desk in one, or name one in the settings.';
const PRIVATE =
  'On Teams, everybody in a team sees the channels that the desk makes, and this is of a private queue. Open a private channel by hand.';
const ABSENT = 'they are not in the team. Its owner can add them; then they see the channel.';
const FORBIDDEN =
  'The app may make no channels in this team. An owner of the team updates it there, or removes it and adds it again, and consents to “Create channels in this team”.';

async function opened(graph: Graph, groupId: string, wanted: RoomWanted): Promise<TeamChannel> {
  const name = cutName(wanted.name, NAME);
  if (wanted.inDoubt) {
    const before = await madeBefore(graph, groupId, wanted);
    if (before) return before;
  }
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const made = await graph.createChannel(groupId, {
      displayName: number === 1 ? name : `${name}-${number}`,
      description: `${cut(shown(wanted.topic), TOPIC)} (${markOf(wanted)})`,
    });
    if (made === 'forbidden') throw new ChannelError('refused', FORBIDDEN);
    if (made !== 'taken') return made;
    const ours = await madeBefore(graph, groupId, wanted);
    if (ours) return ours;
  }
  throw new ChannelError('refused', 'All names that the room could have are taken.');
}

/** By it, a channel is known again that may have been made just before a crash. */
const markOf = ({ key, since }: RoomWanted) => `Deskbell ${key} ${since.getTime()}`;

async function madeBefore(
  graph: Graph,
  groupId: string,
  wanted: RoomWanted,
): Promise<TeamChannel | undefined> {
  const channels = await graph.channels(groupId);
  if (!channels) throw new ChannelError('refused', FORBIDDEN);
  return channels.find(({ description }) => description?.includes(markOf(wanted)));
}
