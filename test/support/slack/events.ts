import { scopeOfEvent } from './scopes.ts';
import type { Conversation, Delivery, Json, State, Workspace } from './types.ts';

const CHANNEL_TYPES = { public: 'channel', private: 'group', im: 'im' } as const;

/**
 * Sends an event to the app, if Slack would: the app is installed, has subscribed to it, has the scope, and where
 * it is about a conversation, its bot is in there.
 */
export function emit(
  state: State,
  workspace: Workspace,
  event: Json & { type: string },
  conversation?: Conversation,
): Delivery[] {
  const scope = scopeOfEvent(event.type, conversation?.kind);
  if (workspace.token !== 'active') return [];
  if (scope && !workspace.scopes.has(scope)) return [];
  if (workspace.events && !workspace.events.has(event.type)) return [];
  if (conversation && !conversation.members.has(workspace.botUserId)) return [];
  return [sendEvent(state, workspace, event, conversation)];
}

/** Sends it whatever the app may see: those about the installation itself come when that has ended. */
export function sendEvent(
  state: State,
  workspace: Workspace,
  event: Json & { type: string },
  conversation?: Conversation,
): Delivery {
  const payload = {
    token: state.verificationToken,
    team_id: workspace.id,
    context_team_id: workspace.id,
    context_enterprise_id: null,
    api_app_id: state.appId,
    event,
    type: 'event_callback',
    event_id: state.nextId('Ev'),
    event_time: Math.floor(state.clock.now().getTime() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.id,
        user_id: workspace.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: conversation?.shared ?? false,
    event_context: state.nextId('4-'),
  };
  return state.send(workspace, { kind: 'events_api', name: event.type, payload });
}

/** An event about a message in this conversation. */
export function emitMessage(
  state: State,
  workspace: Workspace,
  conversation: Conversation,
  event: Json,
): Delivery[] {
  const place = { channel: conversation.id, channel_type: CHANNEL_TYPES[conversation.kind] };
  return emit(state, workspace, { type: 'message', ...event, ...place }, conversation);
}
