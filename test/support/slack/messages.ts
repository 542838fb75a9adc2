import { emit, emitMessage } from './events.ts';
import { messageShape, repliesOf } from './shapes.ts';
import { UNMADE } from './state.ts';
import type { Conversation, Delivery, Message, State, Workspace } from './types.ts';

/** What happens to messages, whoever does it, and the events that tell of it. */

export type Draft = Partial<Message> & { text: string };
type Put = { message: Message; deliveries: Delivery[] };

export function putMessage(
  state: State,
  workspace: Workspace,
  conversation: Conversation,
  draft: Draft,
): Put {
  const message: Message = {
    blocks: [],
    attachments: [],
    files: [],
    reactions: [],
    ...draft,
    channel: conversation.id,
    ts: state.nextTs(),
  };
  conversation.messages.push(message);
  for (const file of message.files) {
    file.state = 'shared';
    file.channels.add(conversation.id);
  }
  // One message may be two events: whoever is mentioned hears of it twice.
  const shape = { ...messageShape(state, workspace, message), event_ts: message.ts };
  const deliveries = emitMessage(state, workspace, conversation, shape);
  const mentioned =
    message.text.includes(`<@${workspace.botUserId}>`) && message.user !== workspace.botUserId;
  if (mentioned && conversation.kind !== 'im' && message.user && !message.botId) {
    const { subtype: _, channel_type: __, ...rest } = shape as Record<string, unknown>;
    const event = { ...rest, type: 'app_mention', channel: conversation.id };
    deliveries.push(...emit(state, workspace, event, conversation));
  }
  for (const file of message.files) {
    const event = {
      type: 'file_shared',
      file_id: file.id,
      user_id: file.user,
      file: { id: file.id },
      channel_id: conversation.id,
      event_ts: state.nextTs(),
    };
    deliveries.push(...emit(state, workspace, event, conversation));
  }
  return { message, deliveries };
}

/** Changes what stands there. Slack calls it `message_changed` whether a person edited it or a link unfurled. */
export function changeMessage(
  state: State,
  workspace: Workspace,
  message: Message,
  change: Partial<Message>,
): Delivery[] {
  const conversation = conversationOf(workspace, message.channel);
  const previous = messageShape(state, workspace, message);
  Object.assign(message, change);
  const ts = state.nextTs();
  return emitMessage(state, workspace, conversation, {
    subtype: 'message_changed',
    hidden: true,
    ts,
    event_ts: ts,
    message: messageShape(state, workspace, message),
    previous_message: previous,
  });
}

/** A message that others have answered leaves a tombstone, and Slack tells of a change then, not of a deletion. */
export function deleteMessage(state: State, workspace: Workspace, message: Message): Delivery[] {
  const conversation = conversationOf(workspace, message.channel);
  if (repliesOf(conversation, message).length > 0) {
    return changeMessage(state, workspace, message, {
      tombstone: true,
      text: 'This message was deleted.',
      blocks: [],
      attachments: [],
      files: [],
    });
  }
  const previous = messageShape(state, workspace, message);
  conversation.messages = conversation.messages.filter((one) => one !== message);
  const ts = state.nextTs();
  return emitMessage(state, workspace, conversation, {
    subtype: 'message_deleted',
    hidden: true,
    ts,
    event_ts: ts,
    deleted_ts: message.ts,
    previous_message: previous,
  });
}

export function react(
  state: State,
  workspace: Workspace,
  message: Message,
  how: { user: string; name: string; added: boolean },
): Delivery[] {
  const { user, name, added } = how;
  const others = message.reactions.filter((one) => one.name !== name);
  const users = (message.reactions.find((one) => one.name === name)?.users ?? []).filter(
    (one) => one !== user,
  );
  if (added) users.push(user);
  message.reactions = users.length ? [...others, { name, users }] : others;
  const event = {
    type: added ? 'reaction_added' : 'reaction_removed',
    user,
    reaction: name,
    item: { type: 'message', channel: message.channel, ts: message.ts },
    ...(message.user ? { item_user: message.user } : {}),
    event_ts: state.nextTs(),
  };
  return emit(state, workspace, event, conversationOf(workspace, message.channel));
}

export function conversationOf(workspace: Workspace, id: string): Conversation {
  const conversation = workspace.conversations.get(id);
  if (!conversation) throw new Error(`there is no conversation ${id} in ${workspace.id}`);
  return conversation;
}

/** The direct conversation of the bot with a user, opened when it is first needed. */
export function openDirect(state: State, workspace: Workspace, user: string): Conversation {
  const there = [...workspace.conversations.values()].find(
    (one) => one.kind === 'im' && one.members.has(user),
  );
  if (there) return there;
  const conversation: Conversation = {
    id: state.nextId('D'),
    name: 'directmessage',
    kind: 'im',
    members: new Set([user, workspace.botUserId]),
    archived: false,
    shared: false,
    ...UNMADE(),
    messages: [],
    ephemerals: [],
  };
  workspace.conversations.set(conversation.id, conversation);
  return conversation;
}
