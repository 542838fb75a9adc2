import { refuse, refuseWith } from '../refuse.ts';
import { needScope, scopeFor } from '../scopes.ts';
import type { Conversation, Json, Message, State, Workspace } from '../types.ts';

export type Call = { state: State; workspace: Workspace; args: Json };
export type Method = {
  required?: readonly string[];
  /** Slack reads no JSON here: arguments sent so are as if they were missing. */
  formOnly?: boolean;
  handle(call: Call): Json;
};

/** Methods that nobody's token is needed for, or that of the app. */
export type OpenMethod = {
  required?: readonly string[];
  formOnly?: boolean;
  handleOpen(state: State, args: Json, token: string | undefined): Json;
};

export function needArguments(required: readonly string[], args: Json): void {
  const missing = required.filter((name) => args[name] === undefined || args[name] === '');
  if (missing.length)
    refuseWith(
      'invalid_arguments',
      missing.map((name) => `[ERROR] missing required field: ${name}`),
    );
}

export const words = (value: unknown): string => (typeof value === 'string' ? value : '');
/** As forms and JSON write it. */
export const yes = (value: unknown): boolean => value === true || value === 'true' || value === '1';

/** A conversation that the bot may know of: a private one only from inside. */
export function visible({ workspace, args }: Call): Conversation {
  const conversation = workspace.conversations.get(words(args.channel));
  if (!conversation) refuse('channel_not_found');
  if (conversation.kind !== 'public' && !conversation.members.has(workspace.botUserId))
    refuse('channel_not_found');
  return conversation;
}

export function readable(call: Call, what: 'read' | 'history'): Conversation {
  const conversation = visible(call);
  needScope(call.workspace, scopeFor(conversation.kind, what));
  return conversation;
}

export function inside(call: Call): Conversation {
  const conversation = visible(call);
  if (!conversation.members.has(call.workspace.botUserId)) refuse('not_in_channel');
  return conversation;
}

/** A message by its `ts`, which is text: as a number it loses digits. */
export function messageAt(conversation: Conversation, ts: unknown, missing = 'message_not_found'): Message {
  const message = conversation.messages.find((one) => one.ts === ts);
  if (!message) refuse(missing);
  return message;
}

/** One page of a list, and where the next one begins. */
export function page<Item>(
  { state, args }: Call,
  items: Item[],
  { standard, most }: { standard: number; most: number },
): { items: Item[]; more: boolean; cursor: string } {
  const limit = args.limit === undefined ? standard : Number(args.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) refuse('invalid_limit');
  const start = args.cursor ? startOf(words(args.cursor)) : 0;
  const end = start + Math.min(limit, state.pageSize);
  const more = end < items.length;
  return {
    items: items.slice(start, end),
    more,
    cursor: more ? Buffer.from(`next:${end}`).toString('base64') : '',
  };
}

function startOf(cursor: string): number {
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  return match ? Number(match[1]) : refuse('invalid_cursor');
}
