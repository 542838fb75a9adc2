import { emit, emitMessage } from './events.ts';
import {
  type Around,
  command,
  type Place,
  type Pressed,
  press,
  pressInView,
  seen,
  shortcut,
} from './interact.ts';
import { changeMessage, conversationOf, deleteMessage, openDirect, putMessage, react } from './messages.ts';
import { closeView, type Submitted, submit, topView, type Values } from './modal.ts';
import { userShape, viewShape } from './shapes.ts';
import { typed, typedBlocks } from './typed.ts';
import type { Answer, Conversation, Delivery, Message, StoredFile, User, View } from './types.ts';

/** What something that a person did has caused. */
export type Done = { deliveries: Delivery[]; answers: Promise<Answer[]> };
export type Said = Done & Place & { message: Message };
export type FileDraft = { name: string; content: string | Buffer; mimetype?: string; checkInfo?: boolean };

/** A person at a client of Slack. What a client would not let them do throws. */
export type Person = {
  readonly id: string;
  readonly user: User;
  /** Their conversation with the bot. */
  dm(): string;
  say(
    channel: string,
    text: string,
    options?: { thread?: string; broadcast?: boolean; files?: FileDraft[]; mention?: boolean },
  ): Said;
  edit(at: Place, text: string): Done;
  delete(at: Place): Done;
  react(at: Place, name: string): Done;
  unreact(at: Place, name: string): Done;
  /** For a field of a form that takes files. */
  upload(file: FileDraft): string;
  press(at: Place, actionId: string, how?: Pressed): Delivery;
  pressInView(view: View, actionId: string, choose?: Pressed['choose']): Delivery;
  /** The view on top of those open. */
  view(): View | undefined;
  home(): View | undefined;
  submit(view: View, values: Values): Promise<Submitted>;
  close(view: View): Delivery | undefined;
  command(name: string, text: string, channel?: string): Delivery;
  shortcut(callbackId: string, at?: Place): Delivery;
  openHome(): Done;
  join(channel: string): Done;
  leave(channel: string): Done;
  /** What only they see, there. */
  ephemerals(channel: string): Message[];
  /** The profile changes, or the account ends. */
  change(changes: Partial<User>): Done;
};

export const done = (deliveries: Delivery[]): Done => ({
  deliveries,
  answers: Promise.all(deliveries.map((one) => one.answer)),
});

export function createPerson(around: Around): Person {
  const { state, workspace, user } = around;
  const now = () => Math.floor(state.clock.now().getTime() / 1000);

  function writable(channel: string): Conversation {
    const conversation = conversationOf(workspace, channel);
    if (!conversation.members.has(user.id)) throw new Error(`${user.id} is not in ${channel}`);
    if (conversation.archived) throw new Error(`${channel} is archived`);
    return conversation;
  }

  function own(at: Place): Message {
    const message = seen(around, at);
    if (message.user !== user.id) throw new Error(`${user.id} did not write ${at.ts}`);
    return message;
  }

  function store(draft: FileDraft): StoredFile {
    const content = Buffer.from(draft.content);
    const file: StoredFile = {
      id: state.nextId('F'),
      name: draft.name,
      title: draft.name,
      mimetype: draft.mimetype ?? 'text/plain',
      content,
      length: content.length,
      user: user.id,
      created: now(),
      state: 'uploaded',
      checkInfo: draft.checkInfo ?? false,
      forApp: false,
      channels: new Set(),
    };
    workspace.files.set(file.id, file);
    return file;
  }

  function membership(channel: string, joins: boolean): Done {
    const conversation = conversationOf(workspace, channel);
    if (joins) conversation.members.add(user.id);
    const event = {
      type: joins ? 'member_joined_channel' : 'member_left_channel',
      user: user.id,
      channel,
      channel_type: conversation.kind === 'public' ? 'C' : 'G',
      team: workspace.id,
      event_ts: state.nextTs(),
    };
    const deliveries = emit(state, workspace, event, conversation);
    const subtype = joins ? 'channel_join' : 'channel_leave';
    const text = `<@${user.id}> has ${joins ? 'joined' : 'left'} the channel`;
    const ts = state.nextTs();
    const written = { subtype, user: user.id, text, ts, event_ts: ts };
    deliveries.push(...emitMessage(state, workspace, conversation, written));
    if (!joins) conversation.members.delete(user.id);
    return done(deliveries);
  }

  return {
    id: user.id,
    user,
    dm: () => openDirect(state, workspace, user.id).id,
    say(channel, text, { thread, broadcast = false, files = [], mention = false } = {}) {
      const conversation = writable(channel);
      const parent = thread ? seen(around, { channel, ts: thread }) : undefined;
      const threadTs = parent?.threadTs ?? parent?.ts;
      const words = mention ? `<@${workspace.botUserId}> ${typed(workspace, text)}` : typed(workspace, text);
      const subtype = files.length ? 'file_share' : broadcast && threadTs ? 'thread_broadcast' : undefined;
      const { message, deliveries } = putMessage(state, workspace, conversation, {
        user: user.id,
        text: words,
        blocks: typedBlocks(text, state.nextId('b')),
        files: files.map(store),
        clientMsgId: crypto.randomUUID(),
        ...(threadTs ? { threadTs, broadcast } : {}),
        ...(subtype ? { subtype } : {}),
      });
      return { channel, ts: message.ts, message: structuredClone(message), ...done(deliveries) };
    },
    edit(at, text) {
      const edited = { user: user.id, ts: state.nextTs() };
      const blocks = typedBlocks(text, state.nextId('b'));
      return done(changeMessage(state, workspace, own(at), { text: typed(workspace, text), blocks, edited }));
    },
    delete: (at) => done(deleteMessage(state, workspace, own(at))),
    react: (at, name) =>
      done(react(state, workspace, seen(around, at), { user: user.id, name, added: true })),
    unreact: (at, name) =>
      done(react(state, workspace, seen(around, at), { user: user.id, name, added: false })),
    upload: (draft) => store(draft).id,
    press: (at, actionId, how = {}) => press(around, at, actionId, how),
    pressInView: (view, actionId, choose) => pressInView(around, view, actionId, choose),
    view: () => structuredClone(topView(around)),
    home: () => structuredClone(workspace.homes.get(user.id)),
    submit: (view, values) => submit(around, view, values),
    close: (view) => closeView(around, view),
    command: (name, text, channel) => command(around, name, text, channel),
    shortcut: (callbackId, at) => shortcut(around, callbackId, at),
    openHome() {
      const conversation = openDirect(state, workspace, user.id);
      const view = workspace.homes.get(user.id);
      const event = {
        type: 'app_home_opened',
        user: user.id,
        channel: conversation.id,
        tab: 'home',
        event_ts: state.nextTs(),
        ...(view ? { view: viewShape(state, workspace, view) } : {}),
      };
      return done(emit(state, workspace, event));
    },
    join: (channel) => membership(channel, true),
    leave: (channel) => membership(channel, false),
    ephemerals: (channel) =>
      structuredClone(
        conversationOf(workspace, channel).ephemerals.filter((one) => one.ephemeralFor === user.id),
      ),
    change(changes) {
      Object.assign(user, changes);
      const event = { type: 'user_change', user: userShape(workspace, user), event_ts: state.nextTs() };
      return done(emit(state, workspace, event));
    },
  };
}
