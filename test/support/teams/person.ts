import { personalOf } from './server.ts';
import { keepFile, type Sent } from './shared.ts';
import { BOT, post, type State, TENANT } from './state.ts';
import type { Conversation, Json, TeamsMessage, User } from './types.ts';

/** What the desk answered to an activity: the status, and what it says to an invoke. */
export type Heard = { status: number; body: Json };

/** What somebody writes. */
export type Words = {
  /** In a channel: the message that began the thread. */
  thread?: string;
  /** Where there are no threads: the message that this one quotes. */
  quote?: string;
  /** Begins by calling the desk by its name. */
  mention?: boolean;
  /** As Teams writes it, in place of `text` in a paragraph. */
  html?: string;
  files?: Sent[];
};

/** Somebody on Teams. What they do is told to the desk, signed, as Teams tells it. */
export type Person = User & {
  /** Their own conversation with the desk. */
  own(): string;
  say(where: string, text: string, how?: Words): Said;
  edit(message: { conversation: string; id: string }, text: string): Promise<Heard>;
  remove(message: { conversation: string; id: string }): Promise<Heard>;
  undelete(message: { conversation: string; id: string }): Promise<Heard>;
  react(message: { conversation: string; id: string }, type: string): Promise<Heard>;
  /** Teams tells once more what they did last. */
  again(): Promise<Heard>;
  /** Presses a button (Action.Execute); `data` as it stands on the card, or on one that has not followed. */
  execute(
    message: { conversation: string; id: string },
    action: { verb?: string; data: unknown },
  ): Promise<Heard>;
  /** The same, by a client that knows Action.Submit alone. */
  submitPress(message: { conversation: string; id: string }, data: unknown): Promise<Heard>;
  /** Looks at a card for long enough that Teams asks how it is for them. */
  look(message: { conversation: string; id: string }): Promise<Heard>;
  openDialog(message: { conversation: string; id: string }, data: unknown): Promise<Heard>;
  sendDialog(where: string, data: Json): Promise<Heard>;
  /** “Create ticket” on a message, or without one beside what they are writing. */
  extension(where: string, message?: TeamsMessage, commandId?: string): Promise<Heard>;
  install(): Promise<Heard[]>;
  uninstall(): Promise<Heard>;
};

export type Said = {
  conversation: string;
  id: string;
  activity: Json;
  heard: Promise<Heard>;
  again(): Promise<Heard>;
};

export type Deliver = (activity: Json) => Promise<Heard>;

export function personOn(state: State, user: User, tell: Deliver): Person {
  let last: Json = {};
  const deliver: Deliver = (activity) => {
    last = activity;
    return tell(activity);
  };
  const conversationAt = (id: string): Conversation => {
    const known = state.conversations.get(id);
    if (!known) throw new Error(`there is no conversation ${id}`);
    return known;
  };

  function activityIn(conversation: Conversation, thread: string | null, parts: Json): Json {
    const { kind, team } = conversation;
    const isChannel = kind === 'channel';
    return {
      timestamp: state.clock.now().toISOString(),
      serviceUrl: `${state.url}/`,
      channelId: 'msteams',
      from: { id: user.id, name: user.name, aadObjectId: user.aad },
      recipient: { id: BOT, name: 'Deskbell' },
      conversation: {
        ...{ id: isChannel && thread ? `${conversation.id};messageid=${thread}` : conversation.id },
        ...{ conversationType: kind, tenantId: TENANT, isGroup: kind !== 'personal' },
        ...(conversation.name ? { name: conversation.name } : {}),
      },
      locale: 'en-US',
      entities: [{ type: 'clientInfo', locale: 'en-US', timezone: 'Europe/Berlin' }],
      channelData: {
        tenant: { id: TENANT },
        ...(team ? { team: { id: team.id, name: team.name, aadGroupId: team.groupId } } : {}),
        ...(isChannel ? { channel: { id: conversation.id, name: conversation.name } } : {}),
      },
      ...parts,
    };
  }

  const found = ({ conversation, id }: { conversation: string; id: string }) => {
    const message = conversationAt(conversation).messages.find((one) => one.id === id);
    if (!message) throw new Error(`there is no message ${id}`);
    return message;
  };
  const threadOf = (message: TeamsMessage) => message.thread ?? message.id;
  const about = (at: { conversation: string; id: string }, parts: Json) =>
    activityIn(conversationAt(at.conversation), threadOf(found(at)), parts);
  const invokeId = () => `f:${crypto.randomUUID()}`;
  const invoke = (at: { conversation: string; id: string }, name: string, value: unknown) =>
    deliver(about(at, { type: 'invoke', id: invokeId(), name, replyToId: at.id, value }));

  return {
    ...user,
    own: () => personalOf(state, user.aad).id,
    say(where, text, { thread, quote, mention = false, html, files = [] } = {}) {
      const conversation = conversationAt(where);
      const kept = files.map((file) => keepFile(state, conversation, user.aad, file));
      const references = kept.map(({ html = '' }) => html).join('');
      const call = mention
        ? `<span itemscope itemtype="http://schema.skype.com/Mention" itemid="0">Deskbell</span>&nbsp;`
        : '';
      const quoted = quote
        ? `<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="${quote}"><strong>Somebody</strong><p>what they said</p></blockquote>`
        : '';
      const content = quoted + (html ?? (text === '' ? '' : `<p>${call}${escaped(text)}</p>`)) + references;
      const parts: Json = {
        type: 'message',
        text: `${mention ? '<at>Deskbell</at> ' : ''}${text}`,
        attachments: [
          ...kept.flatMap(({ attachment }) => (attachment ? [attachment] : [])),
          ...(content ? [{ contentType: 'text/html', content }] : []),
        ],
      };
      const message = post(state, conversation, {
        thread: thread ?? null,
        author: user.aad,
        activity: { ...parts, html: content },
        shared: kept.flatMap(({ shared }) => (shared ? [shared] : [])),
      });
      const activity = activityIn(conversation, threadOf(message), { ...parts, id: message.id });
      if (mention) {
        const entities = activity.entities as Json[];
        entities.push({
          type: 'mention',
          mentioned: { id: BOT, name: 'Deskbell' },
          text: '<at>Deskbell</at>',
        });
      }
      const told = conversation.app && (conversation.kind === 'personal' || mention || conversation.consent);
      const again = () => deliver(activity);
      return {
        ...{ conversation: where, id: message.id, activity, again },
        heard: told ? again() : Promise.resolve({ status: 0, body: {} }),
      };
    },
    edit(at, text) {
      const message = found(at);
      const references = (message.shared ?? []).map(({ id }) => `<attachment id="${id}"></attachment>`);
      const content = `<p>${escaped(text)}</p>${references.join('')}`;
      const attachments = [{ contentType: 'text/html', content }];
      Object.assign(message, {
        edited: true,
        activity: { ...message.activity, text, html: content, attachments },
      });
      return deliver(
        about(at, {
          ...{ type: 'messageUpdate', id: at.id, text, attachments },
          channelData: { tenant: { id: TENANT }, eventType: 'editMessage' },
        }),
      );
    },
    remove(at) {
      found(at).deleted = true;
      return deliver(
        about(at, {
          type: 'messageDelete',
          id: at.id,
          channelData: { tenant: { id: TENANT }, eventType: 'softDeleteMessage' },
        }),
      );
    },
    undelete(at) {
      const message = found(at);
      message.deleted = false;
      return deliver(
        about(at, {
          ...{
            type: 'messageUpdate',
            id: at.id,
            text: message.activity.text,
            attachments: message.activity.attachments,
          },
          channelData: { tenant: { id: TENANT }, eventType: 'undeleteMessage' },
        }),
      );
    },
    again: () => deliver(last),
    react: (at, type) =>
      deliver(
        about(at, { type: 'messageReaction', id: invokeId(), replyToId: at.id, reactionsAdded: [{ type }] }),
      ),
    execute: (at, { verb, data }) =>
      invoke(at, 'adaptiveCard/action', {
        action: { type: 'Action.Execute', verb: verb ?? '', data },
        trigger: 'manual',
      }),
    submitPress: (at, value) =>
      deliver(about(at, { type: 'message', id: state.nextId(), replyToId: at.id, value })),
    look(at) {
      const [card] = (found(at).activity.attachments ?? []) as {
        content: { refresh?: { action: Json; userIds: string[] } };
      }[];
      const { refresh } = card?.content ?? {};
      if (!refresh?.userIds.includes(user.id)) return Promise.resolve({ status: 0, body: {} });
      return invoke(at, 'adaptiveCard/action', { action: refresh.action, trigger: 'automatic' });
    },
    openDialog: (at, data) => invoke(at, 'task/fetch', { data, context: { theme: 'default' } }),
    sendDialog: (where, data) =>
      deliver(
        activityIn(conversationAt(where), null, {
          ...{
            type: 'invoke',
            id: invokeId(),
            name: 'task/submit',
            value: { data, context: { theme: 'default' } },
          },
        }),
      ),
    extension(where, message, commandId = 'create_ticket') {
      const conversation = conversationAt(where);
      const author = message?.author ? state.users.get(message.author) : undefined;
      const messagePayload = message && {
        ...{ id: message.id, replyToId: message.thread, createdDateTime: message.at.toISOString() },
        body: { contentType: 'html', content: message.activity.html ?? '' },
        attachments: message.shared ?? [],
        from: author
          ? { user: { id: author.aad, displayName: author.name, userIdentityType: 'aadUser' } }
          : { application: { id: 'app' } },
      };
      return deliver(
        activityIn(conversation, message ? threadOf(message) : null, {
          ...{ type: 'invoke', id: invokeId(), name: 'composeExtension/fetchTask' },
          value: {
            commandId,
            commandContext: message ? 'message' : 'compose',
            ...(message ? { messagePayload } : {}),
          },
        }),
      );
    },
    async install() {
      const known = state.users.get(user.aad);
      if (known) known.installed = true;
      const conversation = personalOf(state, user.aad);
      // Teams tells of it twice.
      return [
        await deliver(
          activityIn(conversation, null, { type: 'installationUpdate', id: invokeId(), action: 'add' }),
        ),
        await deliver(
          activityIn(conversation, null, {
            type: 'conversationUpdate',
            id: invokeId(),
            membersAdded: [{ id: BOT }],
          }),
        ),
      ];
    },
    uninstall() {
      const known = state.users.get(user.aad);
      if (known) known.installed = false;
      const conversation = personalOf(state, user.aad);
      return deliver(
        activityIn(conversation, null, { type: 'installationUpdate', id: invokeId(), action: 'remove' }),
      );
    },
  };
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');
