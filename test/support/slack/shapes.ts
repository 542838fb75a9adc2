import type { Conversation, Json, Message, State, StoredFile, User, View, Workspace } from './types.ts';

/** How Slack writes what it keeps: in answers and in events. */

const without = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const unlessEmpty = (items: unknown[]) => (items.length ? items : undefined);

export function fileShape(state: State, workspace: Workspace, file: StoredFile): Json {
  const path = `${state.url}/files-pri/${workspace.id}-${file.id}`;
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.split('.').at(-1) ?? '',
    pretty_type: file.mimetype,
    user: file.user,
    user_team: workspace.id,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    editable: false,
    is_public: true,
    size: file.length,
    file_access: 'visible',
    url_private: `${path}/${encodeURIComponent(file.name)}`,
    url_private_download: `${path}/download/${encodeURIComponent(file.name)}`,
    permalink: `https://${workspace.domain}.slack.com/files/${file.user}/${file.id}/${file.name}`,
    channels: [...file.channels],
  };
}

const fileInMessage = (state: State, workspace: Workspace, file: StoredFile): Json => {
  if (file.state === 'deleted') return { id: file.id, mode: 'tombstone' };
  if (file.checkInfo) return { id: file.id, mode: 'file_access', file_access: 'check_file_info' };
  return fileShape(state, workspace, file);
};

export const repliesOf = (conversation: Conversation, message: Message): Message[] =>
  conversation.messages.filter((one) => one.threadTs === message.ts && one.ts !== message.ts);

function threadShape(conversation: Conversation, message: Message): Json {
  const replies = repliesOf(conversation, message);
  if (replies.length === 0) return message.threadTs ? { thread_ts: message.threadTs } : {};
  const users = [...new Set(replies.map((one) => one.user ?? one.botId ?? ''))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: replies.at(-1)?.ts,
    is_locked: false,
    subscribed: false,
  };
}

export function messageShape(state: State, workspace: Workspace, message: Message, metadata = false): Json {
  const conversation = workspace.conversations.get(message.channel);
  const thread = conversation ? threadShape(conversation, message) : {};
  if (message.tombstone) {
    return {
      type: 'message',
      subtype: 'tombstone',
      hidden: true,
      user: 'USLACKBOT',
      text: message.text,
      ts: message.ts,
      ...thread,
    };
  }
  const author = message.user ? workspace.users.get(message.user) : undefined;
  const ours = message.botId === workspace.botId;
  const root =
    message.subtype === 'thread_broadcast' &&
    conversation?.messages.find((one) => one.ts === message.threadTs);
  return without({
    type: 'message',
    subtype: message.subtype,
    user: message.user,
    bot_id: message.botId,
    app_id: ours ? state.appId : undefined,
    bot_profile: ours
      ? { id: workspace.botId, app_id: state.appId, name: 'Deskbell', deleted: false, team_id: workspace.id }
      : undefined,
    username: message.username,
    icons: message.iconUrl ? { image_48: message.iconUrl, image_72: message.iconUrl } : undefined,
    client_msg_id: message.clientMsgId,
    text: message.text,
    team: author?.teamId ?? workspace.id,
    ...(author && author.teamId !== workspace.id
      ? { user_team: author.teamId, source_team: author.teamId }
      : {}),
    blocks: unlessEmpty(message.blocks),
    attachments: unlessEmpty(message.attachments),
    files: unlessEmpty(message.files.map((file) => fileInMessage(state, workspace, file))),
    ...(message.files.length ? { upload: false } : {}),
    edited: message.edited,
    ts: message.ts,
    ...thread,
    root: root ? messageShape(state, workspace, root) : undefined,
    reactions: unlessEmpty(message.reactions.map((one) => ({ ...one, count: one.users.length }))),
    metadata: metadata ? message.metadata : undefined,
  });
}

export function userShape(workspace: Workspace, user: User, locale = false): Json {
  const profile = without({
    real_name: user.realName,
    display_name: user.name,
    real_name_normalized: user.realName,
    display_name_normalized: user.name,
    team: user.teamId,
    image_48: user.picture?.replace('72', '48'),
    image_72: user.picture ?? undefined,
    // Without this scope a profile has no address at all.
    email: workspace.scopes.has('users:read.email') && user.email ? user.email : undefined,
  });
  const { id, teamId: team_id, name, deleted } = user;
  if (team_id !== workspace.id) {
    // Whoever is in a conversation with the bot is no stranger to it, only from elsewhere.
    const met = [...workspace.conversations.values()].some(
      (one) => one.members.has(id) && one.members.has(workspace.botUserId),
    );
    return { id, team_id, name, deleted, is_stranger: !met, real_name: user.realName, tz: user.tz, profile };
  }
  return without({
    id,
    team_id,
    name,
    deleted,
    real_name: user.realName,
    ...(deleted ? {} : { tz: user.tz, tz_label: user.tz, tz_offset: 0 }),
    profile,
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.isRestricted,
    is_ultra_restricted: user.isUltraRestricted,
    is_bot: user.isBot,
    is_app_user: false,
    is_email_confirmed: user.emailConfirmed,
    updated: 1_700_000_000,
    locale: locale ? user.locale : undefined,
  });
}

export function conversationShape(workspace: Workspace, conversation: Conversation): Json {
  const { id, name, kind, archived, shared, members, creator, created, topic } = conversation;
  const is_member = members.has(workspace.botUserId);
  if (kind === 'im') {
    const user = [...members].find((one) => one !== workspace.botUserId);
    return { id, is_im: true, is_channel: false, is_group: false, is_org_shared: false, user, is_open: true };
  }
  return {
    id,
    name,
    name_normalized: name,
    creator,
    created,
    is_channel: kind === 'public',
    is_group: kind === 'private',
    is_im: false,
    is_mpim: false,
    is_private: kind === 'private',
    is_archived: archived,
    is_general: false,
    is_shared: shared,
    is_ext_shared: shared,
    is_org_shared: false,
    is_member,
    context_team_id: workspace.id,
    num_members: members.size,
    topic: { value: topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

export function viewShape(state: State, workspace: Workspace, view: View, values: Json = {}): Json {
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    title: null,
    submit: null,
    close: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.body,
    id: view.id,
    team_id: workspace.id,
    type: view.type,
    state: { values },
    hash: view.hash,
    previous_view_id: view.previous,
    root_view_id: view.root,
    app_id: state.appId,
    app_installed_team_id: workspace.id,
    bot_id: workspace.botId,
  };
}

/** A person, as interactions name them. */
export const actorShape = (workspace: Workspace, user: User): Json => ({
  id: user.id,
  username: user.name,
  name: user.name,
  team_id: user.teamId || workspace.id,
});
