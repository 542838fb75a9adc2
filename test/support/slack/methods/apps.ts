import { sendEvent } from '../events.ts';
import { refuse } from '../refuse.ts';
import type { Json, State, Workspace } from '../types.ts';
import { type Method, type OpenMethod, words } from './method.ts';

const CODE_MS = 600_000;

const test: Method = {
  handle: ({ workspace }) => ({
    url: `https://${workspace.domain}.slack.com/`,
    team: workspace.name,
    user: 'deskbell',
    team_id: workspace.id,
    user_id: workspace.botUserId,
    bot_id: workspace.botId,
    is_enterprise_install: false,
  }),
};

const revoke: Method = {
  formOnly: true,
  handle({ state, workspace, args }) {
    if (args.test === undefined) {
      workspace.token = 'revoked';
      tellRevoked(state, workspace);
    }
    return { revoked: args.test === undefined };
  },
};

/** The app is taken out of a workspace: its tokens end, and it hears of both. */
export function uninstall(state: State, workspace: Workspace) {
  workspace.token = 'inactive';
  return [tellRevoked(state, workspace), sendEvent(state, workspace, { type: 'app_uninstalled' })];
}

const tellRevoked = (state: State, workspace: Workspace) =>
  sendEvent(state, workspace, {
    type: 'tokens_revoked',
    tokens: { oauth: [], bot: [workspace.botUserId] },
    event_ts: state.nextTs(),
  });

function needClient(state: State, args: Json): void {
  if (args.client_id !== state.clientId) refuse('invalid_client_id');
  if (args.client_secret !== state.clientSecret) refuse('bad_client_secret');
}

const uninstallApp: Method = {
  required: ['client_id', 'client_secret'],
  handle({ state, workspace, args }) {
    needClient(state, args);
    uninstall(state, workspace);
    return {};
  },
};

const openConnection: OpenMethod = {
  handleOpen(state, _args, token) {
    if (!token) refuse('not_authed');
    const all = [...state.workspaces.values()];
    if (all.some((one) => one.botToken === token)) refuse('not_allowed_token_type');
    if (!all.some((one) => one.appToken === token)) refuse('invalid_auth');
    const ticket = state.nextId('ticket');
    state.tickets.set(ticket, token);
    return { url: `${state.url.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${state.appId}` };
  },
};

const access: OpenMethod = {
  required: ['code'],
  formOnly: true,
  handleOpen(state, args) {
    needClient(state, args);
    const code = state.codes.get(words(args.code));
    const workspace = code && state.workspaces.get(code.workspace);
    if (!code || !workspace) refuse('invalid_code');
    if (code.used) refuse('code_already_used');
    if (state.clock.now().getTime() - code.issued > CODE_MS) refuse('invalid_code');
    if (code.redirectUri !== (args.redirect_uri ?? null)) refuse('bad_redirect_uri');
    code.used = true;
    workspace.token = 'active';
    workspace.scopes = new Set(code.scopes);
    return {
      access_token: workspace.botToken,
      token_type: 'bot',
      scope: code.scopes.join(','),
      bot_user_id: workspace.botUserId,
      app_id: state.appId,
      team: { id: workspace.id, name: workspace.name },
      enterprise: null,
      authed_user: { id: code.user },
      is_enterprise_install: false,
    };
  },
};

export const appMethods: Record<string, Method> = {
  'auth.test': test,
  'auth.revoke': revoke,
  'apps.uninstall': uninstallApp,
};
export const openMethods: Record<string, OpenMethod> = {
  'apps.connections.open': openConnection,
  'oauth.v2.access': access,
};
