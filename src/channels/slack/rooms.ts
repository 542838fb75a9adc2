import { z } from 'zod';
import { ChannelError, type Rooms, type RoomWanted } from '../../chat/channel.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { cut, shown } from '../../lib/text.ts';
import { codeOf } from './errors.ts';
import { pagesOf } from './history.ts';
import { idIn, placeOf, within } from './places.ts';
import { escaped } from './text.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** Conversations that the app makes for one purpose: https://docs.slack.dev/reference/methods/conversations.create */

const Made = z.object({ channel: z.object({ id: z.string(), name: z.string() }) });
const Mine = z.object({
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      creator: z.string().optional(),
      /** Seconds. */
      created: z.number(),
      is_archived: z.boolean().optional(),
    }),
  ),
});
const Found = z.object({ user: z.object({ id: z.string() }) });

const MOST_NAMES = 10;
/** Slack takes 250 characters, some of which it writes with more. */
const TOPIC = 220;
/** So far Slack's clock may be from ours. */
const SKEW = 5 * MINUTE;
/** For its scopes, an admin has to install the app again. */
const MISSING =
  'The app may not do that in this workspace. An admin installs it again from its manifest, with the scopes for rooms.';

const WORDS: Record<string, string> = {
  missing_scope: MISSING,
  restricted_action:
    'The settings of this workspace let the app make no channels. An admin of Slack can allow it.',
  too_many_convos_for_team: 'This workspace has as many channels as it may have. Archive some that are over.',
  user_not_found: 'this workspace does not know them.',
  users_not_found: 'this workspace does not know them.',
  cant_invite: 'Slack does not let them in.',
  user_is_restricted: 'they are a guest, and an admin of Slack lets guests into channels.',
  user_is_ultra_restricted: 'they are a guest of one channel.',
  is_archived: 'the channel was archived.',
  channel_not_found: 'the channel is gone.',
  not_in_channel: 'the app was removed from the channel.',
};

export function slackRooms(workspaces: Workspaces): Rooms {
  async function at(conversation: string): Promise<{ workspace: Workspace; channel: string }> {
    const place = placeOf(conversation);
    const workspace = place && (await workspaces.find(place.team));
    if (!workspace) throw new ChannelError('refused', 'The app is not installed in this workspace.');
    return { workspace, channel: 'channel' in place ? place.channel : '' };
  }

  return {
    async open(wanted) {
      const { workspace } = await at(wanted.near[0] ?? '');
      const { id, name } = await opened(workspace, wanted);
      return {
        conversation: within(workspace.team, id),
        name: `#${name}`,
        url: `https://app.slack.com/client/${workspace.team}/${id}`,
      };
    },

    async invite(conversation, { accounts, email }) {
      const { workspace, channel } = await at(conversation);
      const users =
        accounts.filter((account) => within(workspace.team, idIn(account)) === account).map(idIn)[0] ??
        Found.parse(await told(workspace.api.call('users.lookupByEmail', { email }))).user.id;
      await told(workspace.api.call('conversations.invite', { channel, users }), 'already_in_channel');
    },

    async setTopic(conversation, topic) {
      const { workspace, channel } = await at(conversation);
      await told(
        workspace.api.call('conversations.setTopic', { channel, topic: escaped(cut(shown(topic), TOPIC)) }),
      );
    },

    async pin({ conversation, message }) {
      const { workspace, channel } = await at(conversation);
      await told(workspace.api.call('pins.add', { channel, timestamp: message }), 'already_pinned');
    },

    async archive(conversation) {
      const { workspace, channel } = await at(conversation);
      await told(workspace.api.call('conversations.archive', { channel }), 'already_archived');
    },
  };
}

type MadeRoom = { id: string; name: string };

/** Slack keeps no key beside a channel. It is ours if the app has made it, by one of these names, since it is wanted. */
async function opened(workspace: Workspace, wanted: RoomWanted): Promise<MadeRoom> {
  const names = numbered(wanted.name);
  // Should Slack not take the words.
  const bare = numbered(/^\p{L}+-\d+/u.exec(wanted.name)?.[0] ?? wanted.name);
  const before = wanted.inDoubt ? await madeBefore(workspace, wanted, [...names, ...bare]) : undefined;
  const made =
    before ?? (await firstFree(workspace, wanted, names)) ?? (await firstFree(workspace, wanted, bare));
  if (!made) throw new ChannelError('refused', 'All names that the room could have are taken.');
  return made;
}

const numbered = (name: string): string[] =>
  Array.from({ length: MOST_NAMES }, (_, index) => (index === 0 ? name : `${name}-${index + 1}`));

/** @returns `undefined`: all are taken, or Slack does not take such names */
async function firstFree(
  workspace: Workspace,
  wanted: RoomWanted,
  names: readonly string[],
): Promise<MadeRoom | undefined> {
  for (const name of names) {
    try {
      const asked = workspace.api.call('conversations.create', { name, is_private: wanted.isPrivate });
      return Made.parse(await told(asked)).channel;
    } catch (error) {
      const code = codeOf(error) ?? '';
      if (code.startsWith('invalid_name')) return undefined;
      if (code !== 'name_taken') throw error;
      const ours = await madeBefore(workspace, wanted, [name]);
      if (ours) return ours;
    }
  }
  return undefined;
}

async function madeBefore(
  workspace: Workspace,
  { isPrivate, since }: RoomWanted,
  names: readonly string[],
): Promise<MadeRoom | undefined> {
  const types = isPrivate ? 'private_channel' : 'public_channel';
  const asked = { types, exclude_archived: true, limit: 200 };
  for await (const page of pagesOf(workspace, 'users.conversations', asked)) {
    const found = Mine.parse(page).channels.find(
      ({ name, creator, created }) =>
        creator === workspace.botUser && names.includes(name) && created * SECOND >= since.getTime() - SKEW,
    );
    if (found) return found;
  }
  return undefined;
}

/** In words about rooms; what is so already is as good as done. */
async function told<Answer>(call: Promise<Answer>, done?: string): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    const code = codeOf(error);
    if (code !== undefined && code === done) return undefined;
    const words = code === undefined ? undefined : WORDS[code];
    if (words === undefined) throw error;
    const refused = new ChannelError('refused', words);
    refused.cause = error;
    throw refused;
  }
}
