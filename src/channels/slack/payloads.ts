/**
 * What Slack sends, as far as it is read here. Everything that is not named is left out; what does not fit is no
 * payload of Slack's and is refused.
 */
import { z } from 'zod';

const id = z.string().min(1).max(64);
const ts = z.string().regex(/^\d{1,12}\.\d{1,9}$/);
/** Slack cuts messages at 40,000 characters; its escapes make up to five of one. */
const text = z.string().max(250_000);

const Message = z.object({
  user: id.optional(),
  bot_id: id.optional(),
  text: text.optional(),
  /** The same, with its looks. */
  blocks: z.unknown().optional(),
  ts: ts.optional(),
  thread_ts: ts.optional(),
  subtype: z.string().optional(),
  edited: z.object({ user: id.optional(), ts: ts.optional() }).optional(),
});

export const MessageEvent = Message.extend({
  type: z.enum(['message', 'app_mention']),
  channel: id,
  channel_type: z.string().optional(),
  event_ts: ts,
  deleted_ts: ts.optional(),
  message: Message.optional(),
  previous_message: Message.optional(),
  files: z.array(z.unknown()).optional(),
});
export type MessageEvent = z.output<typeof MessageEvent>;

export const ReactionEvent = z.object({
  type: z.enum(['reaction_added', 'reaction_removed']),
  user: id,
  reaction: z.string(),
  item: z.object({ type: z.string(), channel: id.optional(), ts: ts.optional() }),
  item_user: id.optional(),
  event_ts: ts,
});

const team = z.object({ id });

/** The workspace that the app is installed in, which is not always the sender's. */
export const EventBody = z.object({
  type: z.literal('event_callback'),
  team_id: id,
  authorizations: z.array(z.object({ team_id: id.nullish() })).default([]),
  /** By its type it is read again, and only what is named there. */
  event: z.custom<{ type: string }>(
    (event) => typeof (event as { type?: unknown } | null)?.type === 'string',
  ),
});

export const CommandBody = z.object({
  command: z.string(),
  text: text.default(''),
  team_id: id,
  user_id: id,
  channel_id: id,
  trigger_id: z.string(),
});

const Interaction = { user: z.object({ id }), trigger_id: z.string(), team: team.nullish() };

export const PressBody = z.object({
  type: z.literal('block_actions'),
  ...Interaction,
  channel: z.object({ id }).optional(),
  container: z.object({ message_ts: ts.optional(), thread_ts: ts.optional(), view_id: id.optional() }),
  actions: z.array(z.object({ action_ts: z.string() }).loose()).min(1),
  response_url: z.string().optional(),
});

export const SubmitBody = z.object({
  type: z.literal('view_submission'),
  ...Interaction,
  view: z.object({ id, hash: z.string().optional() }).loose(),
});

export const ShortcutBody = z.object({
  type: z.literal('message_action'),
  ...Interaction,
  callback_id: z.string(),
  channel: z.object({ id }),
  message: Message,
  message_ts: ts,
  action_ts: z.string().optional(),
});
