import type { Cloud } from '../../../src/channels/teams/clouds.ts';
import type { TestClock } from '../../../src/lib/clock.ts';
import { type Identity, startIdentity, type TokenOptions } from './identity.ts';
import { type Heard, type Person, personOn } from './person.ts';
import { personalOf, startServer } from './server.ts';
import { APP, createState, type State, TENANT } from './state.ts';
import type { Call, Conversation, Fault, Json, TeamsMessage } from './types.ts';

/** Microsoft Teams as far as a bot sees it: strict where Teams is, and driven by what people do. */
export type FakeTeams = {
  state: State;
  cloud: Cloud;
  identity: Identity;
  /** Tokens for what the desk calls. */
  tokens(scope: string): Promise<string>;
  /** Where activities go from now on. */
  connect(url: string): void;
  addUser(user: {
    aad: string;
    name: string;
    email?: string;
    guest?: boolean;
    tenant?: string;
    installed?: boolean;
  }): Person;
  addChannel(channel: {
    id: string;
    name: string;
    members: Person[];
    app?: boolean;
    consent?: boolean;
  }): Conversation;
  addGroup(group: { id: string; members: Person[]; app?: boolean; consent?: boolean }): Conversation;
  /** What is to be seen: of a conversation, or of a thread of it. */
  messages(conversation: string, thread?: string): TeamsMessage[];
  fail(
    fault: Fault,
    times: number,
    when?: (call: { method: string; path: string; body: Json }) => boolean,
  ): void;
  calls(): Call[];
  /** Sends an activity as it is; `authorization`: in place of a genuine token, null for none. */
  send(activity: Json, how?: { authorization?: string | null; token?: TokenOptions }): Promise<Response>;
  close(): Promise<void>;
};

export async function startFakeTeams({ clock }: { clock: TestClock }): Promise<FakeTeams> {
  const state = createState(clock);
  const server = await startServer(state);
  const identity = await startIdentity(clock, APP, () => `${state.url}/`);
  let address = '';
  let count = 0;

  const send: FakeTeams['send'] = async (activity, { authorization, token } = {}) => {
    const header = authorization === undefined ? `Bearer ${await identity.token(token)}` : authorization;
    return fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(header === null ? {} : { authorization: header }) },
      body: JSON.stringify(activity),
    });
  };
  // One token serves many requests, as with Teams.
  let genuine: Promise<string> | undefined;
  async function deliver(activity: Json): Promise<Heard> {
    genuine ??= identity.token({ expires: 10 * 365 * 24 * 3600 });
    const answer = await send(activity, { authorization: `Bearer ${await genuine}` });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
  }

  return {
    state,
    identity,
    cloud: {
      issuer: identity.issuer,
      openIdMetadata: identity.openIdMetadata,
      login: 'https://login.example.com',
      botTenant: 'botframework.com',
      botScope: 'https://api.botframework.com',
      graph: state.url,
      client: 'https://teams.microsoft.com',
    },
    async tokens(scope) {
      const token = `${scope} ${++count}`.replaceAll(' ', '-');
      state.tokens.add(`Bearer ${token}`);
      return token;
    },
    connect(url) {
      address = url;
    },
    addUser({ aad, name, email = `${aad}@example.com`, guest = false, tenant = TENANT, installed = true }) {
      const user = { aad, id: `29:${aad}`, name, email, guest, tenant, installed };
      state.users.set(aad, user);
      if (installed) personalOf(state, aad);
      return personOn(state, user, deliver);
    },
    addChannel({ id, name, members, app = true, consent = true }) {
      const made: Conversation = {
        ...{ id, kind: 'channel', name, app, consent, messages: [] },
        members: new Set(members.map(({ aad }) => aad)),
        team: {
          id: '19:team@thread.tacv2',
          groupId: 'bbbbbbbb-0000-4000-8000-000000000001',
          name: 'Company',
        },
      };
      state.conversations.set(id, made);
      return made;
    },
    addGroup({ id, members, app = true, consent = false }) {
      const made: Conversation = {
        ...{ id, kind: 'groupChat', name: '', app, consent, messages: [], team: undefined },
        members: new Set(members.map(({ aad }) => aad)),
      };
      state.conversations.set(id, made);
      return made;
    },
    messages(conversation, thread) {
      const { messages = [] } = state.conversations.get(conversation) ?? {};
      return messages.filter(
        (one) =>
          !one.deleted &&
          (thread === undefined || one.thread === thread || one.id === thread || one.replyTo === thread),
      );
    },
    fail(fault, times, when = () => true) {
      state.faults.push({ fault, times, when });
    },
    calls: () => state.calls,
    send,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await identity.close();
    },
  };
}
