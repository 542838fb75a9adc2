import { z } from 'zod';
import { type Channel, ChannelError, type Target } from '../../chat/channel.ts';
import { SECOND } from '../../lib/clock.ts';
import { pagesOf } from './history.ts';
import { placeOf } from './places.ts';
import { postMessage } from './post.ts';
import { renderMessage } from './render-message.ts';
import { slackRooms } from './rooms.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** Slack keeps the key beside a message, where a post in doubt is looked for. */
const EVENT_TYPE = 'deskbell';
/** How many messages are asked for at a time to find one in doubt. */
const LOOKED_THROUGH = 200;

const Opened = z.object({ channel: z.object({ id: z.string() }) });
const History = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.object({ key: z.string().optional() }).loose() })
        .optional(),
    }),
  ),
});

type Located = { workspace: Workspace; channel: string };

export function createSlackChannel(workspaces: Workspaces): Channel {
  const opened = new Map<string, Promise<string>>();

  async function locate({ conversation }: Target): Promise<Located> {
    const place = placeOf(conversation);
    const workspace = place && (await workspaces.find(place.team));
    if (!workspace) throw new ChannelError('refused', 'The app is not installed in this workspace.');
    if ('channel' in place) return { workspace, channel: place.channel };
    // Installed again, the app may have another bot, which has other conversations.
    const key = `${workspace.botUser} ${conversation}`;
    let channel = opened.get(key);
    if (!channel) {
      channel = workspace.api
        .call('conversations.open', { users: place.user })
        .then((answer) => Opened.parse(answer).channel.id);
      opened.set(key, channel);
      channel.catch(() => opened.delete(key));
    }
    return { workspace, channel: await channel };
  }

  return {
    name: 'slack',
    // Slack takes about one message a second into a conversation: https://docs.slack.dev/apis/web-api/rate-limits
    can: { edit: true, forms: true, pause: SECOND },

    rooms: slackRooms(workspaces),

    async reach(to) {
      await locate(to);
    },

    async post(to, message, key) {
      const { workspace, channel } = await locate(to);
      const at = {
        channel,
        ...(to.thread ? { thread_ts: to.thread } : {}),
        metadata: { event_type: EVENT_TYPE, event_payload: { key } },
      };
      return { message: await postMessage(workspace.api, at, message) };
    },

    async edit(at, message) {
      const { workspace, channel } = await locate(at);
      // Always with the author in words. `chat.update` takes no name, and Slack promises nowhere to keep the one that a
      // message was posted with (https://github.com/slackapi/node-slack-sdk/issues/944: it did not). So, however it was
      // posted and whichever scopes came or went since, it has its author; at worst it says the name twice.
      await workspace.api.call('chat.update', { channel, ts: at.message, ...renderMessage(message) });
    },

    async remove(at) {
      const { workspace, channel } = await locate(at);
      await workspace.api.call('chat.delete', { channel, ts: at.message });
    },

    async find(to, key) {
      const { workspace, channel } = await locate(to);
      const asked = { channel, limit: LOOKED_THROUGH, include_all_metadata: true };
      const isIt = ({ metadata }: z.output<typeof History>['messages'][number]) =>
        metadata?.event_type === EVENT_TYPE && metadata.event_payload.key === key;
      if (!to.thread) {
        const newest = await workspace.api.call('conversations.history', asked);
        return History.parse(newest).messages.find(isIt)?.ts;
      }
      // Of a thread, the newest come last.
      for await (const page of pagesOf(workspace, 'conversations.replies', { ...asked, ts: to.thread })) {
        const found = History.parse(page).messages.find(isIt);
        if (found) return found.ts;
      }
      return undefined;
    },
  };
}
