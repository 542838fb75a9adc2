import { react } from '../messages.ts';
import { refuse } from '../refuse.ts';
import { userShape } from '../shapes.ts';
import { inside, type Method, messageAt, page, visible, words, yes } from './method.ts';

const info: Method = {
  required: ['user'],
  formOnly: true,
  handle({ workspace, args }) {
    const user = workspace.users.get(words(args.user));
    if (!user) refuse('user_not_found');
    return { user: userShape(workspace, user, yes(args.include_locale)) };
  },
};

const listAll: Method = {
  formOnly: true,
  handle(call) {
    const { state, workspace, args } = call;
    const own = [...workspace.users.values()].filter((one) => one.teamId === workspace.id);
    const { items, cursor } = page(call, own, { standard: 1000, most: 1000 });
    return {
      members: items.map((one) => userShape(workspace, one, yes(args.include_locale))),
      cache_ts: Math.floor(state.clock.now().getTime() / 1000),
      response_metadata: { next_cursor: cursor },
    };
  },
};

const lookupByEmail: Method = {
  required: ['email'],
  formOnly: true,
  handle({ workspace, args }) {
    const email = words(args.email).toLowerCase();
    const user = [...workspace.users.values()].find((one) => one.email?.toLowerCase() === email);
    if (!user || user.deleted || user.teamId !== workspace.id) refuse('users_not_found');
    return { user: userShape(workspace, user) };
  },
};

const addReaction: Method = {
  required: ['channel', 'name', 'timestamp'],
  handle(call) {
    const { state, workspace, args } = call;
    const message = messageAt(inside(call), args.timestamp);
    const name = words(args.name);
    if (!/^[a-z0-9_+'-]+$/.test(name)) refuse('invalid_name');
    const there = message.reactions.find((one) => one.name === name);
    if (there?.users.includes(workspace.botUserId)) refuse('already_reacted');
    react(state, workspace, message, { user: workspace.botUserId, name, added: true });
    return {};
  },
};

const getReactions: Method = {
  required: ['channel', 'timestamp'],
  formOnly: true,
  handle(call) {
    const conversation = visible(call);
    const message = messageAt(conversation, call.args.timestamp);
    const reactions = message.reactions.map((one) => ({ ...one, count: one.users.length }));
    return {
      type: 'message',
      channel: conversation.id,
      message: {
        type: 'message',
        text: message.text,
        user: message.user,
        ts: message.ts,
        ...(reactions.length ? { reactions } : {}),
      },
    };
  },
};

export const userMethods: Record<string, Method> = {
  'users.info': info,
  'users.list': listAll,
  'users.lookupByEmail': lookupByEmail,
  'reactions.add': addReaction,
  'reactions.get': getReactions,
};
