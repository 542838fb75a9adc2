import { z } from 'zod';
import { ChannelError, type Inbound } from '../../chat/channel.ts';
import { inboundFrom, wordsOf } from './inbound.ts';
import { ReactionEvent, type ShortcutBody } from './payloads.ts';
import { senderOf } from './senders.ts';
import type { Workspace } from './workspaces.ts';

const EMOJI = 'ticket';

const Messages = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      thread_ts: z.string().optional(),
      user: z.string().optional(),
      bot_id: z.string().optional(),
      text: z.string().default(''),
    }),
  ),
});
type Found = z.output<typeof Messages>['messages'][number];

/** A message as it is now; `undefined`: deleted meanwhile, or not for the app to read. */
export async function messageAt(
  workspace: Workspace,
  { channel, ts }: { channel: string; ts: string },
): Promise<Found | undefined> {
  const asked = workspace.api.call<unknown>('conversations.replies', {
    ...{ channel, ts, latest: ts, inclusive: true, limit: 1 },
  });
  const answer = await asked.catch((error: unknown) => {
    if (error instanceof ChannelError && error.kind === 'refused') return { messages: [] };
    throw error;
  });
  return Messages.parse(answer).messages.find((message) => message.ts === ts);
}

/** `:ticket:` on any message. Slack tells which message that is, but not what it says. */
export async function forcedByEmoji(
  workspace: Workspace,
  event: { type: string },
): Promise<Inbound | undefined> {
  if (event.type !== 'reaction_added') return undefined;
  const { user, reaction, item, event_ts } = ReactionEvent.parse(event);
  if (reaction !== EMOJI || !item.channel || !item.ts) return undefined;
  const found = await messageAt(workspace, { channel: item.channel, ts: item.ts });
  return found && forced(workspace, user, item.channel, found, 'emoji', ['forced', item.ts, event_ts]);
}

/** The shortcut “Create ticket” of a message. */
export function forcedByShortcut(
  workspace: Workspace,
  user: string,
  channel: string,
  asked: Pick<z.output<typeof ShortcutBody>, 'message' | 'message_ts' | 'trigger_id'>,
): Inbound | undefined {
  const found = { ...asked.message, ts: asked.message_ts, text: asked.message.text ?? '' };
  return forced(workspace, user, channel, found, 'shortcut', ['forced', asked.message_ts, asked.trigger_id]);
}

function forced(
  workspace: Workspace,
  user: string,
  channel: string,
  message: Found,
  source: 'emoji' | 'shortcut',
  key: string[],
): Inbound {
  const author = message.user ?? user;
  return inboundFrom(workspace, { user, channel }, [channel, ...key], {
    type: 'forced',
    source,
    message: message.ts,
    thread: message.thread_ts ?? message.ts,
    text: wordsOf(workspace, message.text),
    author: senderOf(workspace, author, message.bot_id !== undefined || message.user === undefined),
  });
}
