import { openDirect } from '../messages.ts';
import { refuse } from '../refuse.ts';
import { needScope, scopeFor } from '../scopes.ts';
import { conversationShape, messageShape } from '../shapes.ts';
import type { Conversation, Message } from '../types.ts';
import { type Call, type Method, messageAt, page, readable, words, yes } from './method.ts';

const KINDS: Record<string, Conversation['kind'] | undefined> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
};

const open: Method = {
  handle({ state, workspace, args }) {
    const users = words(args.users);
    if (!users) refuse(args.channel ? 'channel_not_found' : 'users_list_not_supplied');
    if (users.includes(',')) needScope(workspace, 'mpim:write');
    const user = workspace.users.get(users);
    if (!user) refuse('user_not_found');
    if (user.isBot) refuse('cannot_dm_bot');
    if (user.deleted) refuse('user_disabled');
    const channel = openDirect(state, workspace, user.id);
    return { channel: yes(args.return_im) ? conversationShape(workspace, channel) : { id: channel.id } };
  },
};

const info: Method = {
  required: ['channel'],
  formOnly: true,
  handle: (call) => ({ channel: conversationShape(call.workspace, readable(call, 'read')) }),
};

const listAll: Method = {
  formOnly: true,
  handle(call) {
    const { workspace, args } = call;
    const kinds = (words(args.types) || 'public_channel').split(',').map((type) => KINDS[type.trim()]);
    const known = kinds.filter((kind) => kind !== undefined);
    if (known.length < kinds.length) refuse('invalid_types');
    for (const kind of known) needScope(workspace, scopeFor(kind, 'read'));
    const there = [...workspace.conversations.values()].filter(
      (one) =>
        known.includes(one.kind) &&
        (one.kind === 'public' || one.members.has(workspace.botUserId)) &&
        !(yes(args.exclude_archived) && one.archived),
    );
    const { items, cursor } = page(call, there, { standard: 100, most: 999 });
    return {
      channels: items.map((one) => conversationShape(workspace, one)),
      response_metadata: { next_cursor: cursor },
    };
  },
};

function within({ args }: Call): (message: Message) => boolean {
  const oldest = Number(args.oldest ?? 0);
  const latest = args.latest === undefined ? Number.POSITIVE_INFINITY : Number(args.latest);
  if (Number.isNaN(oldest)) refuse('invalid_ts_oldest');
  if (Number.isNaN(latest)) refuse('invalid_ts_latest');
  const ends = yes(args.inclusive);
  return ({ ts }) => {
    const at = Number(ts);
    return ends ? at >= oldest && at <= latest : at > oldest && at < latest;
  };
}

function readFrom(call: Call): Conversation {
  const conversation = readable(call, 'history');
  if (!conversation.members.has(call.workspace.botUserId)) refuse('not_in_channel');
  return conversation;
}

const history: Method = {
  required: ['channel'],
  formOnly: true,
  handle(call) {
    const { state, workspace, args } = call;
    const conversation = readFrom(call);
    const top = conversation.messages.filter(
      (one) => !one.threadTs || one.threadTs === one.ts || one.broadcast,
    );
    const { items, more, cursor } = page(call, top.filter(within(call)).reverse(), {
      standard: 100,
      most: 999,
    });
    return {
      messages: items.map((one) => messageShape(state, workspace, one, yes(args.include_all_metadata))),
      has_more: more,
      pin_count: 0,
      ...(more ? { response_metadata: { next_cursor: cursor } } : {}),
    };
  },
};

const replies: Method = {
  required: ['channel', 'ts'],
  formOnly: true,
  handle(call) {
    const { state, workspace, args } = call;
    const conversation = readFrom(call);
    const asked = messageAt(conversation, args.ts, 'thread_not_found');
    const isReply = asked.threadTs !== undefined && asked.threadTs !== asked.ts;
    const answers = isReply
      ? []
      : conversation.messages.filter((one) => one !== asked && one.threadTs === asked.ts);
    // The message that began the thread comes with every page.
    const { items, more, cursor } = page(call, answers.filter(within(call)), { standard: 1000, most: 1000 });
    return {
      messages: [asked, ...items].map((one) =>
        messageShape(state, workspace, one, yes(args.include_all_metadata)),
      ),
      has_more: more,
      ...(more ? { response_metadata: { next_cursor: cursor } } : {}),
    };
  },
};

const members: Method = {
  required: ['channel'],
  formOnly: true,
  handle(call) {
    const { items, cursor } = page(call, [...readable(call, 'read').members], { standard: 100, most: 1000 });
    return { members: items, response_metadata: { next_cursor: cursor } };
  },
};

export const conversationMethods: Record<string, Method> = {
  'conversations.open': open,
  'conversations.info': info,
  'conversations.list': listAll,
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.members': members,
};
