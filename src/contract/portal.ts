import { z } from 'zod';
import { Answer, Card } from './card.ts';
import { Id, Instant, PageQuery, page, Text, TicketNumber } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Mark } from './marks.ts';
import { PersonRef } from './people.ts';
import { Attachment, TicketSummary } from './tickets.ts';

/** A message in a conversation of the web channel, as its reader sees it. */
export const WebMessage = z.object({
  id: Id,
  /** The message that began the thread; null: this one did. */
  thread: Id.nullable(),
  /** Null: the desk. */
  author: PersonRef.nullable(),
  text: z.string(),
  /** How parts of the text look. */
  marks: z.array(Mark),
  card: Card.nullable(),
  attachments: z.array(Attachment),
  createdAt: Instant,
  editedAt: Instant.nullable(),
  deletedAt: Instant.nullable(),
  mine: z.boolean(),
  /** Only agents read it. */
  internal: z.boolean(),
});
export type WebMessage = z.output<typeof WebMessage>;

/** Made by the sender and the same in every repeat of the same message. */
const delivery = { delivery: z.uuid('must be a UUID') };

/** `me`: the caller's own conversation with the desk. Otherwise a queue's triage conversation. */
export const ConversationName = z.string().max(200).default('me');

export const portal = {
  tickets: endpoint({
    method: 'GET',
    path: '/portal/tickets',
    summary: 'The caller’s own tickets, and those they follow, newest first',
    scope: 'read',
    input: z.strictObject({
      ...PageQuery,
      open: z
        .enum(['true', 'false'])
        .transform((v) => v === 'true')
        .optional(),
    }),
    output: page(TicketSummary),
  }),
  thread: endpoint({
    method: 'GET',
    path: '/portal/tickets/:number/thread',
    summary: 'Where the conversation about a ticket is in the portal; null when it was raised elsewhere',
    scope: 'read',
    input: z.strictObject({ number: TicketNumber }),
    output: z.object({ conversation: z.string(), thread: Id.nullable() }),
  }),
  messages: endpoint({
    method: 'GET',
    path: '/portal/messages',
    summary: 'Messages of a conversation or of one thread in it, oldest first',
    scope: 'read',
    input: z.strictObject({ ...PageQuery, conversation: ConversationName, thread: Id.optional() }),
    output: page(WebMessage),
  }),
  news: endpoint({
    method: 'GET',
    path: '/portal/news',
    summary: 'What the desk has told the caller of its own accord in the last two weeks, newest first',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(WebMessage) }),
  }),
  send: endpoint({
    method: 'POST',
    path: '/portal/messages',
    summary: 'Say something: a new thread becomes a ticket, a message in a thread joins its ticket',
    scope: 'write',
    input: z.strictObject({
      ...delivery,
      conversation: ConversationName,
      thread: Id.optional(),
      text: Text,
      attachmentIds: z.array(Id).max(20).default([]),
    }),
    output: z.object({ message: Id, thread: Id, ticket: z.string().nullable(), answer: Answer }),
    status: 201,
  }),
  editMessage: endpoint({
    method: 'PATCH',
    path: '/portal/messages/:id',
    summary: 'Change one’s own message',
    scope: 'write',
    input: z.strictObject({ id: Id, text: Text }),
    output: z.object({ answer: Answer }),
  }),
  deleteMessage: endpoint({
    method: 'DELETE',
    path: '/portal/messages/:id',
    summary: 'Delete one’s own message',
    scope: 'write',
    input: z.strictObject({ id: Id }),
    output: z.object({ answer: Answer }),
  }),
  press: endpoint({
    method: 'POST',
    path: '/portal/actions',
    summary: 'Press a button of a card',
    scope: 'write',
    input: z.strictObject({
      ...delivery,
      message: Id,
      action: z.string().max(60),
      value: z.string().max(400),
    }),
    output: z.object({ answer: Answer }),
  }),
  open: endpoint({
    method: 'POST',
    path: '/portal/commands',
    summary: 'Say a command, such as `new` for the form that raises a request, or `help`',
    scope: 'write',
    input: z.strictObject({ ...delivery, text: z.string().max(400) }),
    output: z.object({ answer: Answer }),
  }),
  submit: endpoint({
    method: 'POST',
    path: '/portal/forms',
    summary: 'Send a form that an answer opened',
    scope: 'write',
    input: z.strictObject({
      ...delivery,
      action: z.string().max(60),
      value: z.string().max(400),
      fields: z.record(z.string().max(60), z.string().max(200_000)),
      attachmentIds: z.array(Id).max(20).default([]),
    }),
    output: z.object({ ticket: z.string().nullable(), answer: Answer }),
  }),
};
