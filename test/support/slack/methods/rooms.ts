import { emit, emitMessage } from '../events.ts';
import { refuse } from '../refuse.ts';
import { needScope, scopeFor } from '../scopes.ts';
import { conversationShape } from '../shapes.ts';
import { newChannel } from '../state.ts';
import type { Conversation } from '../types.ts';
import { type Call, inside, type Method, messageAt, page, words, yes } from './method.ts';

/** What an app does with conversations that it makes: https://docs.slack.dev/reference/methods/conversations.create */

const NAME = 80;
const TOPIC = 250;
const MANAGE = { public: 'channels:manage', private: 'groups:write', im: 'im:write' } as const;

/** A conversation in which the app may change something. */
function managed(call: Call): Conversation {
  const conversation = inside(call);
  needScope(call.workspace, MANAGE[conversation.kind]);
  if (conversation.kind === 'im') refuse('method_not_supported_for_channel_type');
  if (conversation.archived) refuse('is_archived');
  return conversation;
}

/** What stands in a conversation of what was done to it, in the name of the app. */
function written({ state, workspace }: Call, at: Conversation, subtype: string, text: string): void {
  const ts = state.nextTs();
  emitMessage(state, workspace, at, { subtype, user: workspace.botUserId, text, ts, event_ts: ts });
}

const create: Method = {
  required: ['name'],
  handle({ state, workspace, args }) {
    const isPrivate = yes(args.is_private);
    needScope(workspace, MANAGE[isPrivate ? 'private' : 'public']);
    const name = words(args.name);
    if ([...name].length > NAME) refuse('invalid_name_maxlength');
    if (!/[\p{L}\p{N}]/u.test(name)) refuse('invalid_name_punctuation');
    if (name !== name.toLowerCase() || /[^\p{L}\p{M}\p{N}_-]/u.test(name)) refuse('invalid_name_specials');
    // A name stays taken when its channel was archived.
    if ([...workspace.conversations.values()].some((one) => one.name === name)) refuse('name_taken');
    const id = state.nextId('C');
    const made = newChannel(state, workspace, { id, name, private: isPrivate });
    Object.assign(made, {
      creator: workspace.botUserId,
      created: Math.floor(state.clock.now().getTime() / 1000),
    });
    return { channel: conversationShape(workspace, made) };
  },
};

const invite: Method = {
  required: ['channel', 'users'],
  handle(call) {
    const { state, workspace, args } = call;
    const conversation = managed(call);
    const users = words(args.users)
      .split(',')
      .map((id) => workspace.users.get(id) ?? refuse('user_not_found'));
    for (const user of users) {
      if (user.id === workspace.botUserId) refuse('cant_invite_self');
      if (user.deleted) refuse('user_disabled');
      if (user.isUltraRestricted) refuse('user_is_ultra_restricted');
      if (user.isRestricted) refuse('user_is_restricted');
      if (conversation.members.has(user.id)) refuse('already_in_channel');
    }
    for (const { id: user } of users) {
      conversation.members.add(user);
      const channel_type = conversation.kind === 'public' ? 'C' : 'G';
      const about = { user, channel: conversation.id, channel_type, team: workspace.id };
      const event = { type: 'member_joined_channel', ...about, inviter: workspace.botUserId };
      emit(state, workspace, { ...event, event_ts: state.nextTs() }, conversation);
    }
    return { channel: conversationShape(workspace, conversation) };
  },
};

const setTopic: Method = {
  required: ['channel', 'topic'],
  handle(call) {
    const conversation = managed(call);
    const topic = words(call.args.topic);
    if ([...topic].length > TOPIC) refuse('too_long');
    conversation.topic = topic;
    written(call, conversation, 'channel_topic', `set the channel topic: ${topic}`);
    return { channel: conversationShape(call.workspace, conversation) };
  },
};

const archive: Method = {
  required: ['channel'],
  handle(call) {
    const { workspace, args } = call;
    if (workspace.conversations.get(words(args.channel))?.archived) refuse('already_archived');
    const conversation = managed(call);
    written(call, conversation, 'channel_archive', 'archived the channel');
    conversation.archived = true;
    return {};
  },
};

const KINDS: Record<string, Conversation['kind'] | undefined> = {
  public_channel: 'public',
  private_channel: 'private',
};

const mine: Method = {
  formOnly: true,
  handle(call) {
    const { workspace, args } = call;
    const kinds = (words(args.types) || 'public_channel')
      .split(',')
      .map((type) => KINDS[type.trim()] ?? refuse('invalid_types'));
    for (const kind of kinds) needScope(workspace, scopeFor(kind, 'read'));
    const there = [...workspace.conversations.values()].filter(
      ({ kind, members, archived }) =>
        kinds.includes(kind) && members.has(workspace.botUserId) && !(yes(args.exclude_archived) && archived),
    );
    const { items, cursor } = page(call, there, { standard: 100, most: 999 });
    return {
      channels: items.map((one) => conversationShape(workspace, one)),
      response_metadata: { next_cursor: cursor },
    };
  },
};

const pin: Method = {
  required: ['channel', 'timestamp'],
  handle(call) {
    const conversation = inside(call);
    if (conversation.archived) refuse('is_archived');
    const { ts } = messageAt(conversation, call.args.timestamp);
    if (conversation.pins.has(ts)) refuse('already_pinned');
    conversation.pins.add(ts);
    return {};
  },
};

export const roomMethods: Record<string, Method> = {
  'conversations.create': create,
  'conversations.invite': invite,
  'conversations.setTopic': setTopic,
  'conversations.archive': archive,
  'users.conversations': mine,
  'pins.add': pin,
};
