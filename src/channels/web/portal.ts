import type { z } from 'zod';
import type { Inbound, InboundEvent } from '../../chat/channel.ts';
import { handle } from '../../chat/handle.ts';
import type { Outcome } from '../../chat/outcome.ts';
import { signedIn } from '../../chat/people.ts';
import { portal } from '../../contract/portal.ts';
import { directConversation, isSamePlace } from '../../domain/outbox/enqueue.ts';
import { requirePerson } from '../../domain/people/policy.ts';
import { directoryOf } from '../../domain/settings/directory.ts';
import { listTickets } from '../../domain/tickets/list.ts';
import { loadTicket } from '../../domain/tickets/load.ts';
import { worksOn } from '../../domain/tickets/policy.ts';
import type { ActingPerson, Ctx } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';

/** The inbound half of the web channel: what its users do in a browser, translated for `chat/handle.ts`. */

/** `me`, or a triage conversation of a queue that the person works on. */
export async function conversationFor(ctx: Ctx, person: ActingPerson, name: string): Promise<string> {
  const own = directConversation(person.id);
  if (name === 'me' || name === own) return own;
  const { queues } = await directoryOf(ctx);
  const queue = [...queues.values()].find(({ triage }) =>
    triage.some((place) => isSamePlace(place, { channel: 'web', conversation: name })),
  );
  if (!queue || !worksOn(person, queue)) fail('not_found', 'There is no such conversation.');
  return name;
}

function inboundOf(
  person: ActingPerson,
  conversation: string,
  delivery: string,
  event: InboundEvent,
): Inbound {
  return {
    channel: 'web',
    delivery,
    sender: signedIn(person),
    conversation,
    direct: conversation === directConversation(person.id),
    event,
  };
}

/**
 * Stores the message in its conversation and hands it on. Both are the same on a repeat, which carries the same
 * delivery: the id of the message.
 */
export async function sendMessage(ctx: Ctx, input: z.input<typeof portal.send.input>) {
  const person = requirePerson(ctx);
  const { delivery, thread, text, attachmentIds, ...to } = parse(portal.send.input, input);
  const conversation = await conversationFor(ctx, person, to.conversation);
  if (thread) {
    const root = await ctx.db.webMessage.findUnique({ where: { id: thread } });
    if (root?.conversation !== conversation || root.thread !== null) {
      failField('thread', 'There is no such thread.');
    }
  }
  await storeMessage(ctx, person, { id: delivery, conversation, thread: thread ?? null, text });
  const outcome = await handle(
    ctx,
    inboundOf(person, conversation, delivery, {
      type: 'message',
      message: delivery,
      thread: thread ?? delivery,
      text,
      mentioned: false,
      attachmentIds,
    }),
  );
  ctx.publish({ topic: 'web', conversation });
  return { message: delivery, thread: thread ?? delivery, ...outcome };
}

/**
 * Keeps what somebody wrote, once.
 * @throws `conflict` when the id is that of another message: somebody made it up
 */
async function storeMessage(
  ctx: Ctx,
  person: ActingPerson,
  message: { id: string; conversation: string; thread: string | null; text: string },
): Promise<void> {
  const { count } = await ctx.db.webMessage.createMany({
    data: [{ ...message, authorId: person.id, text: wellFormed(message.text), createdAt: ctx.now() }],
    skipDuplicates: true,
  });
  if (count === 1) return;
  const known = await ctx.db.webMessage.findUnique({ where: { id: message.id } });
  const same =
    known?.authorId === person.id &&
    known.conversation === message.conversation &&
    known.thread === message.thread;
  if (!same) fail('conflict', 'This delivery was used for another message. Please make a fresh one.');
}

export async function editMessage(ctx: Ctx, input: z.input<typeof portal.editMessage.input>) {
  const person = requirePerson(ctx);
  const { id, text } = parse(portal.editMessage.input, input);
  const conversation = await ownMessage(ctx, person, id);
  await ctx.db.webMessage.update({ where: { id }, data: { text: wellFormed(text), editedAt: ctx.now() } });
  return onMessage(ctx, person, conversation, { type: 'edited', message: id, text });
}

export async function deleteMessage(ctx: Ctx, input: z.input<typeof portal.deleteMessage.input>) {
  const person = requirePerson(ctx);
  const { id } = parse(portal.deleteMessage.input, input);
  const conversation = await ownMessage(ctx, person, id);
  await ctx.db.webMessage.update({ where: { id }, data: { text: '', deletedAt: ctx.now() } });
  return onMessage(ctx, person, conversation, { type: 'deleted', message: id });
}

async function onMessage(ctx: Ctx, person: ActingPerson, conversation: string, event: InboundEvent) {
  const { answer } = await handle(ctx, inboundOf(person, conversation, ctx.newId(), event));
  ctx.publish({ topic: 'web', conversation });
  return { answer };
}

/** @returns the conversation of a message that the person wrote and may still change */
async function ownMessage(ctx: Ctx, person: ActingPerson, id: string): Promise<string> {
  const message = await ctx.db.webMessage.findUnique({ where: { id } });
  if (!message || message.authorId !== person.id) fail('not_found', 'You have no such message.');
  if (message.deletedAt) fail('conflict', 'It was deleted already.');
  return conversationFor(ctx, person, message.conversation);
}

export async function pressButton(ctx: Ctx, input: z.input<typeof portal.press.input>) {
  const person = requirePerson(ctx);
  const { delivery, message, action, value } = parse(portal.press.input, input);
  const posted = await ctx.db.webMessage.findUnique({ where: { id: message } });
  if (!posted) fail('not_found', 'There is no such message.');
  const conversation = await conversationFor(ctx, person, posted.conversation);
  const event = { type: 'pressed', message, action, value } as const;
  return answerOf(await handle(ctx, inboundOf(person, conversation, delivery, event)));
}

export async function sayCommand(ctx: Ctx, input: z.input<typeof portal.open.input>) {
  const person = requirePerson(ctx);
  const { delivery, text } = parse(portal.open.input, input);
  const conversation = directConversation(person.id);
  return answerOf(await handle(ctx, inboundOf(person, conversation, delivery, { type: 'command', text })));
}

export async function submitForm(ctx: Ctx, input: z.input<typeof portal.submit.input>) {
  const person = requirePerson(ctx);
  const { delivery, ...form } = parse(portal.submit.input, input);
  const conversation = directConversation(person.id);
  return handle(ctx, inboundOf(person, conversation, delivery, { type: 'submitted', ...form }));
}

const answerOf = ({ answer }: Outcome) => ({ answer });

/** Own tickets and those that one follows. */
export async function listOwnTickets(ctx: Ctx, input: z.input<typeof portal.tickets.input>) {
  requirePerson(ctx);
  return listTickets(ctx, { ...input, mineOnly: true });
}

/** Where the caller and the desk talk about a ticket. */
export async function findThread(ctx: Ctx, input: z.input<typeof portal.thread.input>) {
  const person = requirePerson(ctx);
  const { number } = parse(portal.thread.input, input);
  const ticket = await loadTicket(ctx, number);
  const here = { ticketId: ticket.id, channel: 'web', conversation: directConversation(person.id) };
  // Of several threads, as after a merge, the one in which the ticket's card stands.
  const card = await ctx.db.view.findFirst({
    where: { ...here, kind: 'requester_card', message: { not: null } },
  });
  const thread =
    card?.thread ??
    card?.message ??
    (
      await ctx.db.ticketThread.findFirst({
        where: { ...here, side: 'requester' },
        orderBy: { thread: 'asc' },
      })
    )?.thread;
  return { conversation: 'me', thread: thread ?? null };
}
