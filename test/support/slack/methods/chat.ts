import { changeMessage, deleteMessage, openDirect, putMessage } from '../messages.ts';
import { refuse, refuseWith } from '../refuse.ts';
import { needScope } from '../scopes.ts';
import { messageShape } from '../shapes.ts';
import type { Conversation, Message, Workspace } from '../types.ts';
import { lengthOf } from '../validate.ts';
import { needSomething, readContent } from './content.ts';
import { type Call, inside, type Method, messageAt, visible, words, yes } from './method.ts';

/** Where to write: a conversation, or a person's direct one by the person's id. */
function destination(call: Call): Conversation {
  const { state, workspace, args } = call;
  const user = workspace.users.get(words(args.channel));
  if (user) {
    if (user.deleted) refuse('user_not_found');
    if (user.isBot) refuse('cannot_dm_bot');
    return openDirect(state, workspace, user.id);
  }
  const conversation = visible(call);
  if (conversation.archived) refuse('is_archived');
  const uninvited = conversation.kind === 'public' && workspace.scopes.has('chat:write.public');
  if (!uninvited && !conversation.members.has(workspace.botUserId)) refuse('not_in_channel');
  return conversation;
}

function threadOf({ args }: Call, conversation: Conversation): string | undefined {
  if (args.thread_ts === undefined || args.thread_ts === '') return undefined;
  const parent = messageAt(conversation, args.thread_ts, 'thread_not_found');
  // Slack takes the id of a reply too, and the answer then hangs in the air.
  if (parent.threadTs && parent.threadTs !== parent.ts) refuse('cannot_reply_to_message');
  return parent.ts;
}

function own({ workspace }: Call, message: Message, code: string): void {
  if (message.botId !== workspace.botId || message.tombstone) refuse(code);
}

const LOOKS = ['username', 'icon_emoji', 'icon_url'];
const LONGEST_NAME = 80;

/** As what the app itself writes, or in another name and with another picture: nobody's message then. */
function authorOf({ workspace, args }: Call): Pick<Message, 'user' | 'username' | 'iconUrl' | 'subtype'> {
  const ours = { user: workspace.botUserId };
  if (LOOKS.every((name) => args[name] === undefined)) return ours;
  needScope(workspace, 'chat:write.customize');
  const problems: string[] = [];
  const { username, icon_url: iconUrl, icon_emoji } = args;
  const isName = typeof username === 'string' && username.trim() !== '' && !/\p{Cc}/u.test(username);
  if (!isName) problems.push('[ERROR] must be a name of one line [json-pointer:/username]');
  if (lengthOf(words(username)) > LONGEST_NAME)
    problems.push(`[ERROR] must be less than ${LONGEST_NAME + 1} characters [json-pointer:/username]`);
  const isPicture = typeof iconUrl === 'string' && URL.canParse(iconUrl) && iconUrl.startsWith('https://');
  if (iconUrl !== undefined && !isPicture)
    problems.push('[ERROR] must be a valid URL [json-pointer:/icon_url]');
  if (icon_emoji !== undefined) problems.push('[ERROR] nobody here uses this [json-pointer:/icon_emoji]');
  if (problems.length) refuseWith('invalid_arguments', problems);
  if (workspace.names === 'ignored') return ours;
  return {
    ...{ subtype: 'bot_message', username: words(username) },
    ...(isPicture ? { iconUrl } : {}),
  };
}

const postMessage: Method = {
  required: ['channel'],
  handle(call) {
    const { state, workspace, args } = call;
    const content = readContent(state, args);
    const conversation = destination(call);
    needSomething(content);
    const author = authorOf(call);
    const threadTs = threadOf(call, conversation);
    const broadcast = threadTs !== undefined && yes(args.reply_broadcast);
    const { message } = putMessage(state, workspace, conversation, {
      ...content,
      text: content.text ?? '',
      botId: workspace.botId,
      ...author,
      ...(threadTs ? { threadTs } : {}),
      ...(broadcast ? { broadcast, subtype: 'thread_broadcast' } : {}),
    });
    const shape = messageShape(state, workspace, message);
    return { channel: conversation.id, ts: message.ts, message: shape };
  },
};

const update: Method = {
  required: ['channel', 'ts'],
  handle(call) {
    const { state, workspace, args } = call;
    const content = readContent(state, args);
    // Slack documents none of these here; what it does not know it passes over, and so the name would be missed.
    if (LOOKS.some((name) => args[name] !== undefined))
      refuseWith('invalid_arguments', ['[ERROR] the author of a message cannot be changed']);
    const conversation = inside(call);
    const message = messageAt(conversation, args.ts);
    own(call, message, 'cant_update_message');
    if (conversation.archived) refuse('is_archived');
    // Text alone takes the place of blocks; attachments stay until they are replaced.
    const blocks = content.blocks ?? (content.text === undefined ? message.blocks : []);
    const next = {
      text: content.text ?? message.text,
      blocks,
      attachments: content.attachments ?? message.attachments,
    };
    needSomething(next);
    changeMessage(state, workspace, message, {
      ...next,
      ...(content.metadata
        ? { metadata: Object.keys(content.metadata).length ? content.metadata : undefined }
        : {}),
      ...(message.username && workspace.names !== 'kept' ? nameless(workspace) : {}),
      // A message of blocks does not show that it was edited.
      ...(blocks.length ? {} : { edited: { user: workspace.botId, ts: state.nextTs() } }),
    });
    const shape = messageShape(state, workspace, message);
    return { channel: conversation.id, ts: message.ts, text: message.text, message: shape };
  },
};

/** https://github.com/slackapi/node-slack-sdk/issues/944 */
const nameless = (workspace: Workspace): Partial<Message> => ({
  ...{ user: workspace.botUserId, username: undefined, iconUrl: undefined, subtype: undefined },
});

const remove: Method = {
  required: ['channel', 'ts'],
  handle(call) {
    const { state, workspace, args } = call;
    const conversation = inside(call);
    const message = messageAt(conversation, args.ts);
    own(call, message, 'cant_delete_message');
    deleteMessage(state, workspace, message);
    return { channel: conversation.id, ts: message.ts };
  },
};

const postEphemeral: Method = {
  required: ['channel', 'user'],
  handle(call) {
    const { state, workspace, args } = call;
    const content = readContent(state, args);
    const conversation = inside(call);
    if (conversation.archived) refuse('is_archived');
    needSomething(content);
    if (!conversation.members.has(words(args.user))) refuse('user_not_in_channel');
    const threadTs = threadOf(call, conversation);
    const message: Message = {
      blocks: [],
      attachments: [],
      ...content,
      channel: conversation.id,
      ts: state.nextTs(),
      text: content.text ?? '',
      user: workspace.botUserId,
      botId: workspace.botId,
      files: [],
      reactions: [],
      ephemeralFor: words(args.user),
      ...(threadTs ? { threadTs } : {}),
    };
    conversation.ephemerals.push(message);
    return { message_ts: message.ts };
  },
};

const getPermalink: Method = {
  required: ['channel', 'message_ts'],
  formOnly: true,
  handle(call) {
    const conversation = visible(call);
    const message = messageAt(conversation, call.args.message_ts);
    const inThread = message.threadTs && message.threadTs !== message.ts;
    const query = inThread ? `?thread_ts=${message.threadTs}&cid=${conversation.id}` : '';
    const place = `https://${call.workspace.domain}.slack.com/archives/${conversation.id}`;
    return { channel: conversation.id, permalink: `${place}/p${message.ts.replace('.', '')}${query}` };
  },
};

export const chatMethods: Record<string, Method> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
  'chat.getPermalink': getPermalink,
};
