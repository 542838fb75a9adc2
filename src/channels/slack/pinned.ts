import type { z } from 'zod';
import type { Inbound } from '../../chat/channel.ts';
import { ticketOfRoom } from '../../domain/incidents/room.ts';
import type { Ctx } from '../../lib/context.ts';
import { messageAt } from './forced.ts';
import { timeOf } from './history.ts';
import { inboundFrom, wordsOf } from './inbound.ts';
import { ReactionEvent, type ShortcutBody } from './payloads.ts';
import { within } from './places.ts';
import { namesIn, senderOf } from './senders.ts';
import type { Workspace } from './workspaces.ts';

/** 📌 and 📍. */
const EMOJI = ['pushpin', 'round_pushpin'];

type Written = { ts: string; user?: string | undefined; bot_id?: string | undefined; text: string };

/** `:pushpin:` on a message in the room of a major incident. Slack tells which message that is, but not what it says. */
export async function pinnedByEmoji(
  ctx: Ctx,
  workspace: Workspace,
  event: { type: string },
): Promise<Inbound | undefined> {
  if (event.type !== 'reaction_added' && event.type !== 'reaction_removed') return undefined;
  const { type, user, reaction, item, event_ts } = ReactionEvent.parse(event);
  const { channel, ts } = item;
  if (!EMOJI.includes(reaction) || !channel || !ts) return undefined;
  // Anywhere else it is only an emoji, and nothing is asked for it.
  const place = { channel: 'slack', conversation: within(workspace.team, channel) };
  if (!(await ticketOfRoom(ctx, place))) return undefined;
  if (type === 'reaction_removed') {
    return inboundFrom(workspace, { user, channel }, [channel, 'unpinned', ts, event_ts], {
      ...{ type: 'unpinned', message: ts },
    });
  }
  const found = await messageAt(workspace, { channel, ts });
  return found && pinned(ctx, workspace, { user, channel, source: 'emoji', key: event_ts }, found);
}

/** The shortcut “Add to timeline” of a message. */
export const pinnedByShortcut = (
  ctx: Ctx,
  workspace: Workspace,
  by: { user: string; channel: string },
  {
    message,
    message_ts,
    trigger_id,
  }: Pick<z.output<typeof ShortcutBody>, 'message' | 'message_ts' | 'trigger_id'>,
): Promise<Inbound> =>
  pinned(
    ctx,
    workspace,
    { ...by, source: 'shortcut', key: trigger_id },
    { ...message, ts: message_ts, text: message.text ?? '' },
  );

async function pinned(
  ctx: Ctx,
  workspace: Workspace,
  by: { user: string; channel: string; source: 'emoji' | 'shortcut'; key: string },
  { ts, user, bot_id, text }: Written,
): Promise<Inbound> {
  return inboundFrom(workspace, by, [by.channel, 'pinned', ts, by.key], {
    ...{ type: 'pinned', source: by.source, message: ts, at: timeOf(ts) },
    text: wordsOf(workspace, text, await namesIn(ctx, workspace, text)),
    author: senderOf(workspace, user ?? by.user, bot_id !== undefined || user === undefined),
  });
}
