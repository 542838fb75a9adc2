import type { Clock } from '../../../src/lib/clock.ts';
import { createSender, postSigned } from './delivery.ts';
import { emit, emitMessage } from './events.ts';
import { createFaults, type Fault } from './faults.ts';
import type { Place } from './interact.ts';
import { createLimiter, type Limits } from './limits.ts';
import { changeMessage, conversationOf, putMessage } from './messages.ts';
import { uninstall } from './methods/apps.ts';
import { createPerson, type Done, done, type Person } from './person.ts';
import { startServer } from './server.ts';
import { createSockets, type Sockets } from './socket.ts';
import { type ChannelOptions, createState, newChannel, newUser, newWorkspace } from './state.ts';
import type { Answer, Conversation, Json, Message, State, User, View, Workspace } from './types.ts';

export type FakeSlack = Pick<
  State,
  'appId' | 'clientId' | 'clientSecret' | 'calls' | 'violations' | 'deliveries'
> & {
  /** Of the server; the API is below `api/`. */
  url: string;
  apiUrl: string;
  socket: Pick<Sockets, 'open' | 'disconnect' | 'drop' | 'mute' | 'ping'>;
  addWorkspace(options: Partial<Omit<Workspace, 'scopes'>> & { id: string; scopes: string[] }): Workspace;
  addUser(workspace: Workspace, options: Partial<User> & { id: string }): Person;
  addChannel(workspace: Workspace, options: ChannelOptions): Conversation;
  /** The app's request URLs; the answer is to Slack's question whether it is really there. */
  connectHttp(
    workspace: Workspace,
    url: string | NonNullable<Workspace['http']>,
  ): Promise<Omit<Answer, 'ms' | 'late'>>;
  /** The next calls of a method (`*`: of any) go wrong. */
  fail(method: string, how: Fault, times?: number, when?: (args: Json) => boolean): void;
  /** Breaks the connections of calls that hang. */
  release(): void;
  /** What stands in a conversation or in a thread of it, oldest first: copies, as a person sees them now. */
  messages(channel: string, thread?: string): Message[];
  home(person: Person): View | undefined;
  /** The modals that are open. */
  views(): View[];
  /** Any event, in the words of the test. */
  event(workspace: Workspace, event: Json & { type: string }, channel?: string): Done;
  /** Another app writes: with a user of its own, or as the old ones do, without. */
  botSays(channel: string, text: string, how: { botId: string; user?: string }): Done & Place;
  /** Slack shows a link's page under a message. */
  unfurl(at: Place, url: string): Done;
  inviteBot(channel: string, by: Person): Done;
  removeBot(channel: string): Done;
  archive(channel: string): Done;
  uninstall(workspace: Workspace): Done;
  /** Somebody allows the app to be installed: the code that comes back with them. */
  authorize(workspace: Workspace, how: { user: string; scopes: string[]; redirectUri?: string }): string;
  /** When nothing is on its way to the app any more. */
  settled(): Promise<void>;
  /** Forgets calls, faults and limits; what stands in the workspaces stays. */
  reset(): void;
  close(): Promise<void>;
};

/** A Slack of its own on a port of its own, as strict as Slack, by a clock that the test drives. */
export async function startFakeSlack(options: {
  clock: Clock;
  limits?: Limits | false;
  pageSize?: number;
}): Promise<FakeSlack> {
  const state = createState(options.clock, options.pageSize ?? 1000);
  const sockets = createSockets(state);
  state.send = createSender(state, sockets.bySocket);
  const limiter = createLimiter(state, options.limits ?? {});
  const faults = createFaults();
  const server = await startServer({ state, limiter, faults });
  server.on('upgrade', sockets.upgrade);

  function find(channel: string): { workspace: Workspace; conversation: Conversation } {
    const workspace = [...state.workspaces.values()].find((one) => one.conversations.has(channel));
    if (!workspace) throw new Error(`there is no conversation ${channel}`);
    return { workspace, conversation: conversationOf(workspace, channel) };
  }

  function botMoves(channel: string, type: string, event: Json, inside: boolean): Done {
    const { workspace, conversation } = find(channel);
    if (inside) conversation.members.add(workspace.botUserId);
    const deliveries = emit(
      state,
      workspace,
      { type, ...event, channel, event_ts: state.nextTs() },
      conversation,
    );
    if (!inside) conversation.members.delete(workspace.botUserId);
    return done(deliveries);
  }

  return {
    appId: state.appId,
    clientId: state.clientId,
    clientSecret: state.clientSecret,
    calls: state.calls,
    violations: state.violations,
    deliveries: state.deliveries,
    url: state.url,
    apiUrl: `${state.url}/api/`,
    socket: sockets,
    addWorkspace: (about) => newWorkspace(state, about),
    addUser: (workspace, about) => createPerson({ state, workspace, user: newUser(workspace, about) }),
    addChannel: (workspace, about) => newChannel(state, workspace, about),
    connectHttp(workspace, url) {
      const urls = typeof url === 'string' ? { events: url, interactivity: url, commands: url } : url;
      workspace.http = urls;
      const question = {
        token: state.verificationToken,
        challenge: state.nextId('challenge'),
        type: 'url_verification',
      };
      return postSigned(
        state,
        workspace.signingSecret,
        urls.events,
        'application/json',
        JSON.stringify(question),
      );
    },
    fail: (method, how, times = 1, when = undefined) => faults.add(method, how, times, when),
    release: () => faults.release(),
    messages(channel, thread) {
      const all = find(channel).conversation.messages;
      const shown = thread
        ? all.filter((one) => one.ts === thread || one.threadTs === thread)
        : all.filter((one) => !one.threadTs || one.threadTs === one.ts || one.broadcast);
      return structuredClone(shown);
    },
    home: (person) => person.home(),
    views: () =>
      structuredClone(
        [...state.workspaces.values()].flatMap((one) => [...one.views.values()].filter((view) => view.open)),
      ),
    event: (workspace, event, channel) =>
      done(emit(state, workspace, event, channel ? conversationOf(workspace, channel) : undefined)),
    botSays(channel, text, { botId, user }) {
      const { workspace, conversation } = find(channel);
      const author = user ? { user } : { subtype: 'bot_message', username: 'Some app' };
      const { message, deliveries } = putMessage(state, workspace, conversation, { text, botId, ...author });
      return { channel, ts: message.ts, ...done(deliveries) };
    },
    unfurl(at, url) {
      const { workspace, conversation } = find(at.channel);
      const message = conversation.messages.find((one) => one.ts === at.ts);
      if (!message) throw new Error(`there is no message ${at.ts}`);
      const page = { from_url: url, original_url: url, id: 1, title: 'A page', fallback: 'A page' };
      return done(changeMessage(state, workspace, message, { attachments: [page] }));
    },
    inviteBot(channel, by) {
      const { workspace, conversation } = find(channel);
      const channel_type = conversation.kind === 'public' ? 'C' : 'G';
      const who = { user: workspace.botUserId, channel_type, team: workspace.id, inviter: by.id };
      return botMoves(channel, 'member_joined_channel', who, true);
    },
    removeBot(channel) {
      const type = find(channel).conversation.kind === 'public' ? 'channel_left' : 'group_left';
      return botMoves(channel, type, {}, false);
    },
    archive(channel) {
      const { workspace, conversation } = find(channel);
      conversation.archived = true;
      const type = conversation.kind === 'public' ? 'channel_archive' : 'group_archive';
      const deliveries = emit(state, workspace, { type, channel, event_ts: state.nextTs() }, conversation);
      const ts = state.nextTs();
      const written = { subtype: 'channel_archive', text: 'archived the channel', ts, event_ts: ts };
      return done([...deliveries, ...emitMessage(state, workspace, conversation, written)]);
    },
    uninstall: (workspace) => done(uninstall(state, workspace)),
    authorize(workspace, { user, scopes, redirectUri = null }) {
      const code = state.nextId('code.');
      const issued = state.clock.now().getTime();
      state.codes.set(code, { workspace: workspace.id, issued, used: false, redirectUri, user, scopes });
      return code;
    },
    async settled() {
      while (state.pending.size > 0) await Promise.allSettled([...state.pending]);
    },
    reset() {
      for (const record of [state.calls, state.violations, state.deliveries]) record.length = 0;
      faults.reset();
      limiter.reset();
    },
    async close() {
      faults.release();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
