/** What the fake of Teams keeps, and how people are driven on it. */

export type Json = Record<string, unknown>;

export type User = {
  /** Object id in Entra. */
  aad: string;
  /** By what Teams calls them towards the bot. */
  id: string;
  name: string;
  email: string;
  guest: boolean;
  /** Their own tenant. */
  tenant: string;
  /** The app is installed for them. */
  installed: boolean;
};

export type Kind = 'personal' | 'groupChat' | 'channel';

export type Conversation = {
  id: string;
  kind: Kind;
  name: string;
  members: Set<string>;
  /** The app is there. */
  app: boolean;
  /** Messages without a mention are told to the app. */
  consent: boolean;
  team: { id: string; groupId: string; name: string } | undefined;
  /** Of a channel that an app has made. */
  description?: string;
  messages: TeamsMessage[];
};

export type TeamsMessage = {
  id: string;
  /** The message that began the thread, in a channel; null: this one may begin one. */
  thread: string | null;
  /** What it answers, where there are no threads. */
  replyTo: string | null;
  /** An object id; null: the bot. */
  author: string | null;
  /** As the bot sent it, or as somebody wrote it. */
  activity: Json;
  /** What Graph tells of the files of a post. */
  shared?: Json[];
  at: Date;
  edited: boolean;
  deleted: boolean;
};

/** A file in SharePoint. */
export type SharedFile = {
  name: string;
  size: number;
  /** Who put it there: an object id in Entra. */
  by: string;
  /** Where Graph sends who fetches it; that address is enough by itself. */
  location: string;
};

/** A call of ours to Microsoft. */
export type Call = { at: Date; method: string; path: string; status: number };

/**
 * What goes wrong on purpose.
 * - `reset`: the connection breaks before anything is done
 * - `lost`: the work is done, and then the connection breaks
 */
export type Fault = 'reset' | 'lost' | { status: number; code?: string; retryAfter?: number; html?: boolean };
