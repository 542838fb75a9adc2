import type { Clock } from '../../../src/lib/clock.ts';
import type { Conversation, State, User, Workspace } from './types.ts';

export type ChannelOptions = {
  id: string;
  name?: string;
  members?: { id: string }[];
  /** Whether the bot is in there; it is unless this says otherwise. */
  bot?: boolean;
  private?: boolean;
  archived?: boolean;
  shared?: boolean;
};

export function createState(clock: Clock, pageSize: number): State {
  let count = 0;
  let second = 0;
  let fraction = 0;
  return {
    clock,
    url: '',
    appId: 'A0DESKBELL',
    clientId: '1000.2000',
    clientSecret: 'a-client-secret',
    verificationToken: 'a-verification-token',
    pageSize,
    workspaces: new Map(),
    codes: new Map(),
    calls: [],
    violations: [],
    deliveries: [],
    pending: new Set(),
    tickets: new Map(),
    /** Never the same twice, and never less than before, even while the clock stands still. */
    nextTs() {
      const now = Math.max(second, Math.floor(clock.now().getTime() / 1000));
      fraction = now === second ? fraction + 100 : 100;
      second = now;
      if (fraction >= 1_000_000) {
        second += 1;
        fraction = 100;
      }
      return `${second}.${String(fraction).padStart(6, '0')}`;
    },
    nextId(prefix) {
      count += 1;
      return `${prefix}${count.toString(36).toUpperCase().padStart(9, '0')}`;
    },
    send() {
      throw new Error('nothing is connected yet');
    },
  };
}

export function newWorkspace(
  state: State,
  options: Partial<Omit<Workspace, 'scopes'>> & { id: string; scopes: string[] },
): Workspace {
  const { id } = options;
  if (state.workspaces.has(id)) throw new Error(`there is a workspace ${id} already`);
  const workspace: Workspace = {
    name: `Workspace ${id}`,
    domain: id.toLowerCase(),
    botToken: `xoxb-${id}`,
    appToken: `xapp-${state.appId}`,
    signingSecret: 'a-signing-secret',
    token: 'active',
    botUserId: `U0BOT${id}`,
    botId: `B0BOT${id}`,
    shouldEscape: true,
    names: 'kept',
    events: null,
    users: new Map(),
    conversations: new Map(),
    files: new Map(),
    views: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    http: null,
    ...options,
    scopes: new Set(options.scopes),
  };
  state.workspaces.set(id, workspace);
  newUser(workspace, { id: workspace.botUserId, name: 'deskbell', isBot: true, email: null });
  return workspace;
}

export function newUser(workspace: Workspace, options: Partial<User> & { id: string }): User {
  const { id, name = id.toLowerCase() } = options;
  if (workspace.users.has(id)) throw new Error(`there is a user ${id} already`);
  const user: User = {
    teamId: workspace.id,
    name,
    realName: name,
    email: `${name}@example.com`,
    emailConfirmed: true,
    isBot: false,
    isRestricted: false,
    isUltraRestricted: false,
    deleted: false,
    tz: 'Europe/Berlin',
    locale: 'en-US',
    picture: null,
    ...options,
  };
  workspace.users.set(id, user);
  return user;
}

/** Of what was there before the app. */
export const UNMADE = () => ({ creator: 'U0SOMEBODY', created: 0, topic: '', pins: new Set<string>() });

export function newChannel(state: State, workspace: Workspace, options: ChannelOptions): Conversation {
  const { id, members = [], bot = true } = options;
  if ([...state.workspaces.values()].some((one) => one.conversations.has(id)))
    throw new Error(`there is a conversation ${id} already`);
  const conversation: Conversation = {
    id,
    name: options.name ?? id.toLowerCase(),
    kind: options.private ? 'private' : 'public',
    members: new Set([...members.map((one) => one.id), ...(bot ? [workspace.botUserId] : [])]),
    archived: options.archived ?? false,
    shared: options.shared ?? false,
    ...UNMADE(),
    messages: [],
    ephemerals: [],
  };
  workspace.conversations.set(id, conversation);
  return conversation;
}
