import type { Card } from '../contract/card.ts';
import type { Mark } from '../contract/marks.ts';
import type { ActingPerson } from '../lib/context.ts';

/**
 * The port: what a chat platform is to Deskbell. Nothing on this side of it knows which platform it talks to.
 *
 * Inbound, a channel promises
 * - to **verify** that an event comes from its platform before anything else looks at it;
 * - to **translate** it into an {@link Inbound} without judging it: who, where, what;
 * - to give every event a `delivery` that is the same in each of its repeats, and to hand repeats on: they are
 *   recognised here, in the transaction that does the work;
 * - to call `receive` and to acknowledge the event to its platform only after that has returned. What it
 *   returns is for the person who caused the event, and for nobody else;
 * - to hand on no event that it caused itself.
 *
 * Outbound, a channel promises
 * - to **post** into a conversation or a thread of it, and to say under which id the message can be edited;
 * - that a post with a `key` that it has posted already makes no second message, if the platform can tell;
 *   where it can only look, it implements `find`, which is asked before a post is repeated that may have
 *   arrived;
 * - to **edit** and **remove** what it posted, and to throw `gone` where somebody has deleted it;
 * - to escape: all texts are plain, and nothing in them may become markup, a mention or a command;
 * - to cut what the platform cannot show, with a link to the whole;
 * - to tell trouble apart by {@link ChannelError}: when to try again, and when that is no use.
 *
 * Delivery is at least once, in order within a conversation. A crash between a post and the note of it
 * repeats at most the one message in doubt, and none where the platform knows keys.
 */
export type Channel = {
  /** As in identities and conversations: `web`, `slack`. */
  readonly name: string;
  readonly can: Capabilities;
  /**
   * Where a message costs, and rings: who carries it, and how often it is posted without knowing whether it has arrived.
   * Whoever carries it may refuse everything, which the admins are told.
   */
  readonly carrier?: { readonly name: string; readonly atMost: number };
  /** Does what has to be done before anything can be posted there, so that the post itself is one call. */
  reach?(to: Target): Promise<void>;
  post(to: Target, message: Message, key: string): Promise<{ message: string }>;
  edit(at: Posted, message: Message): Promise<void>;
  remove(at: Posted): Promise<void>;
  /** What of a message is seen there, where that is not all of it: a change of anything else is no edit. */
  shows?(message: Message): unknown;
  /** The id of the message posted with this key, if it is there; `message` is what it should say by now. */
  find?(to: Target, key: string, message: Message): Promise<string | undefined>;
  /** Conversations that the desk makes there for one purpose. */
  rooms?: Rooms;
};

/**
 * A channel promises
 * - to make one conversation of a {@link RoomWanted}, however often it is asked: one that it may have made before is looked
 *   for, and where a name is taken by another one, it takes a name beside it;
 * - to throw `refused` with words that say how it is mended, where the app may not do something.
 */
export type Rooms = {
  open(wanted: RoomWanted): Promise<{ conversation: string; name: string; url: string }>;
  /** Lets somebody in; who is there already stays. `refused`: why that cannot be, in words about them. */
  invite(conversation: string, guest: { accounts: readonly string[]; email: string }): Promise<void>;
  /** What stands above the conversation, where that can be changed. */
  setTopic?(conversation: string, topic: string): Promise<void>;
  /** Keeps a message in sight. */
  pin?(at: Posted): Promise<void>;
  /** Puts the conversation away, with all that was said in it. */
  archive?(conversation: string): Promise<void>;
};

export type RoomWanted = {
  /** The same each time that this one room is asked for. */
  key: string;
  /** Conversations of the channel beside which it may be, the best first. */
  near: readonly string[];
  /** Lower-case words with hyphens between them. */
  name: string;
  topic: string;
  /** Only for those who are let in. */
  isPrivate: boolean;
  /** What was there before is another one. */
  since: Date;
  /** It may have been made already. */
  inDoubt: boolean;
};

export type Capabilities = {
  /** Posted messages can be edited; otherwise changes are not shown there. */
  edit: boolean;
  /** Can open a form; otherwise actions that need one link to the portal. */
  forms: boolean;
  /** Shows a card to named people as it is for them. */
  personal?: boolean;
  /** Milliseconds that must pass between two messages into one conversation; 0: none. */
  pause: number;
};

/** `thread` null: the conversation itself. A conversation `direct:<account>` is that account's own one. */
export type Target = { conversation: string; thread: string | null };
export type Posted = Target & { message: string };

export type Message =
  | {
      type: 'card';
      card: Card;
      /** Accounts on the channel that have buttons of their own on it, where it can show each their own. */
      viewers?: string[];
      /** How the alert that it shows is answered where there are no buttons: by its number, or at `url`. */
      answer?: { alert: number; url: string };
      /** Where who gets it ends that, by a POST without anything more: for channels by which strangers are reached. */
      unsubscribe?: string;
    }
  | {
      type: 'said';
      /** `picture`: where it may be fetched, for channels that can show it. */
      author: { id: string; name: string; picture?: string } | null;
      /** The chat in which it was said, where that is another one. */
      via?: string;
      /** What it belongs to, where no thread shows that; `url` is the page with all of it. */
      ticket?: { number: string; url: string };
      text: string;
      /** How parts of the text look, for channels that can show it. */
      marks?: Mark[];
      edited: boolean;
      /** Only for those who work on the ticket. */
      internal: boolean;
      /** `url`: where who may read the ticket gets it, signed in. */
      attachments: { id: string; name: string; type: string; size: number; url?: string }[];
    };

/** Who caused an event, as the platform tells it. */
export type Sender = {
  /** The account's id on the channel. */
  account: string;
  /** Set where the channel has signed the person in itself. */
  person?: ActingPerson | undefined;
  /** A program. Its messages make nothing. */
  bot: boolean;
  /** Asked of the platform only where the account is not known yet. */
  profile(): Promise<Profile>;
};

export type Profile = {
  name: string;
  /** Only an address that the platform vouches for: people are matched by it. */
  verifiedEmail: string | null;
  /** A guest account of the workspace. */
  guest: boolean;
  /** From another organisation. */
  external: boolean;
  locale?: string;
  timeZone?: string;
  /** An address of `https` that needs no sign-in, of a host where the platform has its pictures. */
  picture?: string;
};

export type Inbound = {
  channel: string;
  /** The same in every repeat of the event, unique on its channel. */
  delivery: string;
  sender: Sender;
  conversation: string;
  /** Between the sender and the desk alone. */
  direct: boolean;
  /** Where a browser reaches the desk: from channels whose users have yet to sign in there. */
  publicUrl?: string;
  event: InboundEvent;
};

export type InboundEvent =
  | {
      type: 'message';
      message: string;
      /** The message that began the thread; the message itself when it begins one. */
      thread: string;
      /**
       * The conversation knows no threads: `thread` is the message that this one quotes, or itself, and what it goes
       * on about is found out here.
       */
      flat?: boolean;
      text: string;
      marks?: Mark[];
      /** The desk was mentioned by name. */
      mentioned: boolean;
      attachmentIds: string[];
      /** It has files that come later, because fetching them would hold its ticket up. */
      filesFollow?: boolean;
    }
  | {
      type: 'edited';
      message: string;
      text: string;
      marks?: Mark[];
      /** Its deletion on the platform was undone by who had deleted it: it is there again, and says this. */
      restored?: boolean;
      /** As of a message: it has files that are to be there afterwards, some of them perhaps already. */
      filesFollow?: boolean;
    }
  | { type: 'deleted'; message: string }
  /** An emoji or a shortcut on a message: it becomes a ticket, whatever the rules say. */
  | {
      type: 'forced';
      source: 'emoji' | 'shortcut';
      message: string;
      thread: string;
      text: string;
      author: Sender;
      /** The desk is not in that conversation: what comes of it is told to the author alone. */
      elsewhere?: boolean;
    }
  /** An emoji on a message about a ticket, by which agents work. */
  | {
      type: 'reacted';
      message: string;
      means: 'take' | 'resolve';
      /** The message is one of the desk's own: it shows something of a ticket. */
      onOurs?: boolean;
    }
  /** A message goes onto the timeline of the major incident in whose room it stands. */
  | {
      type: 'pinned';
      source: 'emoji' | 'shortcut';
      message: string;
      text: string;
      at: Date;
      author: Sender;
    }
  /** It is taken off again by whoever put it there. */
  | { type: 'unpinned'; message: string }
  | { type: 'command'; text: string }
  | { type: 'pressed'; message: string; action: string; value: string }
  | {
      type: 'submitted';
      action: string;
      value: string;
      fields: Record<string, string>;
      attachmentIds: string[];
    };

/**
 * Trouble with a platform.
 * - `later`: worth trying again, after `retryAfter` seconds if the platform said so
 * - `gone`: the message to be edited is not there any more
 * - `refused`: trying again is no use
 */
export class ChannelError extends Error {
  readonly kind: 'later' | 'gone' | 'refused';
  readonly retryAfter: number | undefined;
  /** It may have been posted. */
  readonly doubtful: boolean;
  /** It is so for everybody, until an admin mends it. */
  readonly forAll: boolean;

  constructor(
    kind: 'later' | 'gone' | 'refused',
    message: string,
    retryAfter?: number,
    { doubtful = false, forAll = false } = {},
  ) {
    super(message);
    this.name = 'ChannelError';
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.doubtful = doubtful;
    this.forAll = forAll;
  }
}
