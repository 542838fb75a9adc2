import { type Chosen, stateOf, usableIn } from './elements.ts';
import { conversationOf, openDirect } from './messages.ts';
import { SlackError } from './refuse.ts';
import { newResponseUrl, reply } from './response-urls.ts';
import { actorShape, messageShape, viewShape } from './shapes.ts';
import { escaped, typed } from './typed.ts';
import type { Answer, Conversation, Delivery, Json, Message, State, User, View, Workspace } from './types.ts';

/** What a person does beside writing: pressing, commands, shortcuts. */
export type Place = { channel: string; ts: string };
export type Around = { state: State; workspace: Workspace; user: User };

const NAMES = { public: '', private: 'privategroup', im: 'directmessage' } as const;
const nameOf = (conversation: Conversation): string => NAMES[conversation.kind] || conversation.name;

export function newTrigger({ state, workspace, user }: Around): string {
  if (workspace.token !== 'active') throw new Error('the app is not installed');
  const id = `${state.nextId('')}.${workspace.id}.${state.nextId('')}`;
  workspace.triggers.set(id, { user: user.id, issued: state.clock.now().getTime(), used: false });
  return id;
}

export const common = ({ state, workspace, user }: Around): Json => ({
  team: { id: workspace.id, domain: workspace.domain },
  user: actorShape(workspace, user),
  api_app_id: state.appId,
  token: state.verificationToken,
  enterprise: null,
  is_enterprise_install: false,
});

/** The message as it stands there, if this person can see it. */
export function seen({ workspace, user }: Around, at: Place): Message {
  const conversation = conversationOf(workspace, at.channel);
  if (conversation.kind !== 'public' && !conversation.members.has(user.id))
    throw new Error(`${user.id} does not see ${at.channel}`);
  const message = [...conversation.messages, ...conversation.ephemerals].find((one) => one.ts === at.ts);
  if (!message || message.tombstone) throw new Error(`there is no message ${at.ts} in ${at.channel}`);
  if (message.ephemeralFor && message.ephemeralFor !== user.id)
    throw new Error(`${user.id} does not see the message ${at.ts}`);
  return message;
}

export type Pressed = {
  /** The value of the option, or the id of the user. */
  choose?: Chosen;
  /** Presses what was there when this was read: the person's screen is behind. */
  asSeen?: Message;
};

/** The action that using an element sends. */
function actionIn(
  around: Around,
  shown: { blocks: Json[]; attachments?: Json[] },
  id: string,
  choose: Chosen,
): Json {
  const found = usableIn(shown).find(({ element }) => element.action_id === id);
  if (!found) throw new Error(`there is no ${id} to press`);
  const { block, element } = found;
  const chosen =
    element.type === 'button'
      ? {
          type: 'button',
          text: element.text,
          ...(element.value === undefined ? {} : { value: element.value }),
        }
      : stateOf(element, choose);
  return { action_id: id, block_id: block.block_id, ...chosen, action_ts: around.state.nextTs() };
}

export function press(around: Around, at: Place, actionId: string, { choose, asSeen }: Pressed): Delivery {
  const { state, workspace, user } = around;
  const message = seen(around, at);
  const conversation = conversationOf(workspace, at.channel);
  const ephemeral = message.ephemeralFor !== undefined;
  const action = actionIn(around, asSeen ?? message, actionId, choose);
  const inThread = message.threadTs ? { thread_ts: message.threadTs } : {};
  const payload = {
    type: 'block_actions',
    ...common(around),
    container: {
      type: 'message',
      message_ts: at.ts,
      channel_id: at.channel,
      is_ephemeral: ephemeral,
      ...inThread,
    },
    trigger_id: newTrigger(around),
    channel: { id: conversation.id, name: nameOf(conversation) },
    ...(ephemeral ? {} : { message: messageShape(state, workspace, asSeen ?? message) }),
    state: { values: {} },
    response_url: newResponseUrl(state, workspace, {
      user: user.id,
      channel: at.channel,
      message: { ts: at.ts, ephemeral },
    }),
    actions: [action],
  };
  return state.send(workspace, { kind: 'interactive', name: 'block_actions', payload });
}

/** In a modal or on the home tab. */
export function pressInView(around: Around, view: View, actionId: string, choose: Chosen): Delivery {
  const { state, workspace } = around;
  const payload = {
    type: 'block_actions',
    ...common(around),
    container: { type: 'view', view_id: view.id },
    trigger_id: newTrigger(around),
    view: viewShape(state, workspace, view),
    actions: [actionIn(around, view.body, actionId, choose)],
  };
  return state.send(workspace, { kind: 'interactive', name: 'block_actions', payload });
}

function needCommands({ workspace }: Around): void {
  if (!workspace.scopes.has('commands')) throw new Error('the app has no commands: it lacks the scope');
}

export function shortcut(around: Around, callbackId: string, at: Place | undefined): Delivery {
  needCommands(around);
  const { state, workspace, user } = around;
  const about = {
    ...common(around),
    callback_id: callbackId,
    trigger_id: newTrigger(around),
    action_ts: state.nextTs(),
  };
  if (!at)
    return state.send(workspace, {
      kind: 'interactive',
      name: 'shortcut',
      payload: { type: 'shortcut', ...about },
    });
  const message = seen(around, at);
  const conversation = conversationOf(workspace, at.channel);
  const payload = {
    type: 'message_action',
    ...about,
    message_ts: at.ts,
    channel: { id: conversation.id, name: nameOf(conversation) },
    message: messageShape(state, workspace, message),
    response_url: newResponseUrl(state, workspace, { user: user.id, channel: at.channel, message: null }),
  };
  return state.send(workspace, { kind: 'interactive', name: 'message_action', payload });
}

/** A slash command; what the app answers is shown to the person, and so is Slack's word that nothing came. */
export function command(around: Around, name: string, text: string, channel: string | undefined): Delivery {
  needCommands(around);
  const { state, workspace, user } = around;
  const conversation = channel ? conversationOf(workspace, channel) : openDirect(state, workspace, user.id);
  const to = { user: user.id, channel: conversation.id, message: null };
  const payload = {
    token: state.verificationToken,
    team_id: workspace.id,
    team_domain: workspace.domain,
    channel_id: conversation.id,
    channel_name: nameOf(conversation),
    user_id: user.id,
    user_name: user.name,
    command: name,
    text: workspace.shouldEscape ? typed(workspace, text, true) : escaped(text),
    api_app_id: state.appId,
    is_enterprise_install: 'false',
    response_url: newResponseUrl(state, workspace, to),
    trigger_id: newTrigger(around),
  };
  const delivery = state.send(workspace, { kind: 'slash_commands', name, payload });
  const failed = (word: string) =>
    reply(state, workspace, to, { text: `${name} failed with the error "${word}"` });
  const answer = delivery.answer.then((said: Answer) => {
    if (said.late) failed('operation_timeout');
    else if (said.status !== 200) failed('dispatch_failed');
    else if (said.text.trim()) answered(around, to, said);
    return said;
  });
  state.pending.add(answer);
  void answer.finally(() => state.pending.delete(answer)).catch(() => {});
  return { ...delivery, answer };
}

function answered({ state, workspace }: Around, to: Parameters<typeof reply>[2], said: Answer): void {
  const args = typeof said.body === 'string' ? { text: said.body } : (said.body as Json);
  if (Object.keys(args).length === 0) return;
  try {
    reply(state, workspace, to, args);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const at = state.clock.now().getTime();
    state.violations.push({
      what: 'answered with what Slack refuses',
      method: 'command',
      at,
      detail: error.code,
    });
  }
}
