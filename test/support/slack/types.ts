import type { Clock } from '../../../src/lib/clock.ts';

/** What the fake of Slack keeps, by Slack's own words. */

export type Json = Record<string, unknown>;

export type User = {
  id: string;
  /** Another one than the workspace's for people met in a shared channel. */
  teamId: string;
  name: string;
  realName: string;
  email: string | null;
  emailConfirmed: boolean;
  isBot: boolean;
  /** A guest of several channels, or of one. */
  isRestricted: boolean;
  isUltraRestricted: boolean;
  deleted: boolean;
  tz: string;
  locale: string;
  /** Where the picture is that they chose. */
  picture: string | null;
};

export type StoredFile = {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  content: Buffer;
  /** As announced, before the content came. */
  length: number;
  user: string;
  created: number;
  state: 'announced' | 'uploaded' | 'shared' | 'deleted';
  /** Shown in events without its particulars, as Slack does for files of other workspaces. */
  checkInfo: boolean;
  /** Given to the app in a form, wherever else it may be. */
  forApp: boolean;
  channels: Set<string>;
};

export type Message = {
  channel: string;
  ts: string;
  user?: string;
  botId?: string;
  /** Another name and picture than the app's. */
  username?: string;
  iconUrl?: string;
  subtype?: string;
  text: string;
  blocks: Json[];
  attachments: Json[];
  files: StoredFile[];
  reactions: { name: string; users: string[] }[];
  metadata?: Json;
  /** The message that began the thread; unset for what is not in one. */
  threadTs?: string;
  broadcast?: boolean;
  edited?: { user: string; ts: string };
  clientMsgId?: string;
  /** Only this user sees it. */
  ephemeralFor?: string;
  /** Deleted, but its thread still hangs on it. */
  tombstone?: boolean;
};

export type Conversation = {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'im';
  members: Set<string>;
  archived: boolean;
  /** Shared with another organisation. */
  shared: boolean;
  /** Who made it, and when, in seconds. */
  creator: string;
  created: number;
  topic: string;
  /** The messages that are pinned, by their `ts`. */
  pins: Set<string>;
  messages: Message[];
  ephemerals: Message[];
};

export type View = {
  id: string;
  user: string;
  type: 'modal' | 'home';
  hash: string;
  body: Json & { blocks: Json[] };
  /** The view under it. */
  previous: string | null;
  root: string;
  open: boolean;
};

export type ResponseUrl = {
  issued: number;
  uses: number;
  user: string;
  channel: string;
  message: { ts: string; ephemeral: boolean } | null;
};

export type Workspace = {
  id: string;
  name: string;
  domain: string;
  botToken: string;
  appToken: string | null;
  signingSecret: string;
  scopes: Set<string>;
  token: 'active' | 'revoked' | 'inactive';
  botUserId: string;
  botId: string;
  /** The app wants mentions and links in the texts of commands resolved. */
  shouldEscape: boolean;
  /** What becomes of the names that messages are posted with; Slack has done all of it. */
  names: 'kept' | 'lost when edited' | 'ignored';
  /** The events the app has subscribed to; null: all. */
  events: Set<string> | null;
  users: Map<string, User>;
  conversations: Map<string, Conversation>;
  files: Map<string, StoredFile>;
  views: Map<string, View>;
  /** The home tab, by user. */
  homes: Map<string, View>;
  triggers: Map<string, { user: string; issued: number; used: boolean }>;
  responseUrls: Map<string, ResponseUrl>;
  http: { events: string; interactivity: string; commands: string } | null;
};

export type ApiCall = {
  method: string;
  workspace: string | null;
  args: Json;
  at: number;
  /** 0: no answer was given. */
  status: number;
  /** Null where nothing was done. */
  response: Json | null;
};

/** Something that Slack would put up with in silence or punish later. */
export type Violation = { what: string; method: string; at: number; detail: string };

export type Parcel = {
  kind: 'events_api' | 'interactive' | 'slash_commands';
  /** The event's type, or the kind of interaction. */
  name: string;
  payload: Json;
};

export type Retry = { num: number; reason: string };

/** What the app said. `status` 0: it could not be reached or said nothing before the end. */
export type Answer = {
  status: number;
  body: unknown;
  text: string;
  /** By the clock of the test. */
  ms: number;
  /** After more than the three seconds that Slack waits. */
  late: boolean;
  error?: string;
};

export type Delivery = {
  workspace: string;
  parcel: Parcel;
  eventId: string | null;
  answer: Promise<Answer>;
  /** Slack tries again; some of its repeats come as a new event. */
  retry(how: { reason?: string; num?: number; newEventId?: boolean }): Delivery;
};

export type OAuthCode = {
  workspace: string;
  issued: number;
  used: boolean;
  redirectUri: string | null;
  user: string;
  scopes: string[];
};

export type State = {
  clock: Clock;
  /** Of the server, without a slash at the end. */
  url: string;
  appId: string;
  clientId: string;
  clientSecret: string;
  verificationToken: string;
  /** No page is longer than this, whatever was asked for: Slack may always give less. */
  pageSize: number;
  workspaces: Map<string, Workspace>;
  codes: Map<string, OAuthCode>;
  calls: ApiCall[];
  violations: Violation[];
  deliveries: Delivery[];
  pending: Set<Promise<unknown>>;
  /** The name of a WebSocket that may be opened once, and the app token it is for. */
  tickets: Map<string, string>;
  nextTs(): string;
  nextId(prefix: string): string;
  send(workspace: Workspace, parcel: Parcel, retry?: Retry): Delivery;
};
