import type { TestClock } from '../../../src/lib/clock.ts';
import type { Call, Conversation, Fault, Json, SharedFile, TeamsMessage, User } from './types.ts';

export const APP = '11111111-2222-4333-8444-555555555555';
export const TENANT = 'aaaaaaaa-0000-4000-8000-000000000001';
export const BOT = `28:${APP}`;

/** All that the fake knows. */
export type State = {
  clock: TestClock;
  url: string;
  users: Map<string, User>;
  conversations: Map<string, Conversation>;
  calls: Call[];
  faults: {
    fault: Fault;
    times: number;
    when: (call: { method: string; path: string; body: Json }) => boolean;
  }[];
  /** What the app may do on Graph. */
  granted: Set<
    | 'ChannelMessage.Read.Group'
    | 'Channel.Create.Group'
    | 'ChannelSettings.Read.Group'
    | 'Chat.Read.All'
    | 'Files.Read.All'
    | 'TeamsAppInstallation'
    | 'AppCatalog.Read.All'
  >;
  /** Files that were sent, by path. */
  files: Map<string, { bytes: Buffer; type: string; withToken: boolean; broken: boolean }>;
  /** What lies in SharePoint, by the address that a message names. */
  shared: Map<string, SharedFile>;
  /** Each time that somebody came to fetch a file by its path. */
  fetched: { path: string; authorization: string | undefined }[];
  tokens: Set<string>;
  nextId(): string;
};

export function createState(clock: TestClock): State {
  let last = 0;
  return {
    clock,
    url: '',
    users: new Map(),
    conversations: new Map(),
    calls: [],
    faults: [],
    granted: new Set(),
    files: new Map(),
    shared: new Map(),
    fetched: [],
    tokens: new Set(),
    // Teams numbers messages by the millisecond.
    nextId() {
      last = Math.max(last + 1, clock.now().getTime());
      return String(last);
    },
  };
}

export function post(
  state: State,
  conversation: Conversation,
  message: Pick<TeamsMessage, 'thread' | 'author' | 'activity' | 'shared'> & { replyTo?: string | null },
): TeamsMessage {
  const posted: TeamsMessage = {
    ...{ id: state.nextId(), replyTo: null, at: state.clock.now(), edited: false, deleted: false },
    ...message,
  };
  conversation.messages.push(posted);
  return posted;
}
