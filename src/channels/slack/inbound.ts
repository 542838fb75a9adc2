import type { Inbound, InboundEvent, Sender } from '../../chat/channel.ts';
import type { Marked } from '../../contract/marks.ts';
import { filesOf } from './files.ts';
import { MessageEvent, ReactionEvent } from './payloads.ts';
import { conversationOf } from './places.ts';
import { withMarks } from './read-marks.ts';
import { mentions, plainText, withoutMention } from './read-text.ts';
import { senderOf } from './senders.ts';
import type { Workspace } from './workspaces.ts';

/** Of the messages with a subtype, those that people write. A broadcast is a reply that is shown twice. */
const WRITTEN = new Set([undefined, 'file_share', 'me_message', 'thread_broadcast']);

const nobodysNames: ReadonlyMap<string, string> = new Map();

/** What somebody wrote, as they see it; with the names of those whom it mentions, where they are known. */
export function wordsOf(workspace: Workspace, text: string, names = nobodysNames): string {
  return plainText(withoutMention(text, workspace.botUser), names);
}

/** With its looks; `otherwise` stands for what has no words. */
function markedWords(workspace: Workspace, text: string, blocks: unknown, otherwise = ''): Marked {
  const marked = withMarks(wordsOf(workspace, text), blocks);
  return { ...marked, text: marked.text || otherwise };
}

/**
 * Translates an event of the Events API; `undefined`: nothing that the desk listens to. The key of a delivery is made
 * of what Slack tells about the message, not of the event: one message may come in several events, and the retry of an
 * event may come under another id.
 */
export function inboundOf(workspace: Workspace, event: { type: string }): Inbound | undefined {
  if (event.type === 'message' || event.type === 'app_mention') {
    return messageOf(workspace, MessageEvent.parse(event));
  }
  if (event.type === 'reaction_added') return reactionOf(workspace, ReactionEvent.parse(event));
  return undefined;
}

function messageOf(workspace: Workspace, event: MessageEvent): Inbound | undefined {
  if (event.subtype === 'message_changed') return editOf(workspace, event);
  if (event.subtype === 'message_deleted') return deletionOf(workspace, event);
  const { user, ts, text = '' } = event;
  if (!user || !ts || !WRITTEN.has(event.subtype)) return undefined;
  const files = filesOf(event);
  return inbound(
    workspace,
    event,
    senderOf(workspace, user, event.bot_id !== undefined),
    user,
    ['message', ts],
    {
      type: 'message',
      message: ts,
      thread: event.thread_ts ?? ts,
      // Files alone say their names.
      ...markedWords(workspace, text, event.blocks, files.map(({ name }) => name ?? 'A file').join(', ')),
      mentioned: event.type === 'app_mention' || mentions(text).includes(workspace.botUser),
      attachmentIds: [],
      ...(files.length > 0 ? { filesFollow: true } : {}),
    },
  );
}

/** Slack tells of changes too that are none: a link was looked up, a thread got its first reply. */
function editOf(workspace: Workspace, event: MessageEvent): Inbound | undefined {
  const { message, previous_message: before } = event;
  // What has answers leaves a tombstone, in the name of Slack.
  const author = message?.subtype === 'tombstone' ? before : message;
  const user = author?.user;
  if (!message?.ts || !user || author?.bot_id) return undefined;
  const sender = senderOf(workspace, user);
  if (message.subtype === 'tombstone') {
    return inbound(workspace, event, sender, user, ['deleted', message.ts], {
      type: 'deleted',
      message: message.ts,
    });
  }
  if (before && before.text === message.text) return undefined;
  return inbound(
    workspace,
    event,
    sender,
    user,
    ['edited', message.ts, message.edited?.ts ?? event.event_ts],
    {
      type: 'edited',
      message: message.ts,
      ...markedWords(workspace, message.text ?? '', message.blocks),
    },
  );
}

function deletionOf(workspace: Workspace, event: MessageEvent): Inbound | undefined {
  const message = event.deleted_ts;
  const user = event.previous_message?.user;
  if (!message || !user || event.previous_message?.bot_id) return undefined;
  return inbound(workspace, event, senderOf(workspace, user), user, ['deleted', message], {
    type: 'deleted',
    message,
  });
}

const MEANINGS: Record<string, 'take' | 'resolve'> = { eyes: 'take', white_check_mark: 'resolve' };

function reactionOf(
  workspace: Workspace,
  event: ReturnType<typeof ReactionEvent.parse>,
): Inbound | undefined {
  const { user, item, item_user, reaction, event_ts } = event;
  const means = MEANINGS[reaction];
  if (!means || !item.channel || !item.ts) return undefined;
  return inbound(
    workspace,
    { channel: item.channel },
    senderOf(workspace, user),
    user,
    ['reacted', event_ts],
    {
      type: 'reacted',
      message: item.ts,
      means,
      // What was posted in somebody's name has no user: Slack names none.
      onOurs: item_user === undefined || item_user === workspace.botUser,
    },
  );
}

/** Ids of conversations between somebody and an app begin so. */
const isDirect = (event: { channel: string; channel_type?: string | undefined }) =>
  event.channel_type === 'im' || event.channel.startsWith('D');

function inbound(
  workspace: Workspace,
  at: { channel: string; channel_type?: string | undefined },
  sender: Sender,
  user: string,
  key: string[],
  event: InboundEvent,
): Inbound {
  const conversation = { channel: at.channel, direct: isDirect(at) };
  return inboundFrom(workspace, { sender, user, ...conversation }, [at.channel, ...key], event);
}

/** What somebody did at a place; without a channel, it is between them and the desk. */
export function inboundFrom(
  workspace: Workspace,
  by: { user: string; channel: string | undefined; direct?: boolean; sender?: Sender },
  key: string[],
  event: InboundEvent,
): Inbound {
  const { user, channel, sender = senderOf(workspace, user) } = by;
  const direct = by.direct ?? (channel === undefined || isDirect({ channel }));
  return {
    channel: 'slack',
    delivery: [workspace.team, ...key].join(' '),
    sender,
    conversation: conversationOf(workspace.team, channel ?? '', user, direct),
    direct,
    event,
  };
}
