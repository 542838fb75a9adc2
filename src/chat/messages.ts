import type { Mark } from '../contract/marks.ts';
import { ticketOfRoom } from '../domain/incidents/room.ts';
import { directConversation } from '../domain/outbox/enqueue.ts';
import { conversationKey, directoryOf } from '../domain/settings/directory.ts';
import { deleteEntry, editEntry, isRestorable, restoreEntry } from '../domain/tickets/edit-entry.ts';
import { type Intake, openTicket } from '../domain/tickets/open.ts';
import { noteOnTicket, replyToTicket, type Written } from '../domain/tickets/reply.ts';
import type { ReplyIntent } from '../domain/tickets/states.ts';
import { actingAs, type Ctx, inTransaction } from '../lib/context.ts';
import type { Inbound, InboundEvent, Sender } from './channel.ts';
import { runCommand, withoutCommand } from './commands.ts';
import { isSmallTalk, isThanks } from './greetings.ts';
import type { Quiet } from './loops.ts';
import { once } from './once.ts';
import { DONE, type Outcome, said } from './outcome.ts';
import { personBehind } from './people.ts';
import { ticketBehind } from './reactions.ts';
import { titleOf } from './title.ts';
import { HELP, REOPEN } from './words.ts';

type EventOf<Type extends InboundEvent['type']> = Extract<InboundEvent, { type: Type }>;

/** Somebody announces something: never a ticket. */
const ANNOUNCEMENT = /^\s*(?:📣|:mega:|:megaphone:)/u;

/**
 * The intake rules. A message in a thread of a ticket joins that ticket. Any other one becomes a ticket where
 * every thread is one, or between its sender and the desk, or where the desk is mentioned; greetings, thanks
 * and announcements do not.
 */
export async function handleMessage(
  ctx: Ctx,
  inbound: Inbound,
  received: EventOf<'message'>,
  quiet?: Quiet,
): Promise<Outcome> {
  const event = { ...received, text: await wordsOf(ctx, received) };
  if (event.text.trim() === '') return DONE;
  if (event.thread !== event.message) {
    const known = await threadOf(ctx, inbound, event.thread);
    if (known) return join(ctx, inbound, event, known);
    if (!event.mentioned && !inbound.direct) return DONE;
  }
  const { intake } = await directoryOf(ctx);
  const rule = intake.get(conversationKey(inbound.channel, inbound.conversation))?.rule;
  const wanted = inbound.direct || rule === 'every_thread' || event.mentioned;
  if (!wanted || ANNOUNCEMENT.test(event.text)) return DONE;
  // Some commands have more sent than their answer.
  if (inbound.direct && !quiet) {
    const command = await runCommand(ctx, inbound, event.text, { only: 'words' });
    if (command.answer.type !== 'done') return command;
  }
  const hasFiles = event.filesFollow || event.attachmentIds.length > 0;
  if (isSmallTalk(event.text) && !hasFiles) {
    return inbound.direct || event.mentioned ? said(`Hello! ${HELP}`) : DONE;
  }
  if (quiet?.ticket) return keep(ctx, inbound, event, quiet.ticket);
  const outcome = await open(ctx, inbound, event, event.mentioned ? 'mention' : 'message');
  if (outcome) return outcome;
  // Its thread has got a ticket just now, from this message or from another one.
  const known = await threadOf(ctx, inbound, event.thread);
  if (!known) return DONE;
  if (!(await entryOf(ctx, inbound, event.message))) return join(ctx, inbound, event, known);
  return { ...DONE, ticket: await numberOfThread(ctx, inbound, event.thread) };
}

/** Whether an event can have anything to do with the desk, whoever caused it. */
export async function isForTheDesk(ctx: Ctx, inbound: Inbound): Promise<boolean> {
  const { event, channel, conversation, direct } = inbound;
  if (direct) return true;
  switch (event.type) {
    case 'message': {
      if (event.mentioned) return true;
      if (event.thread !== event.message) return (await threadOf(ctx, inbound, event.thread)) !== null;
      const { intake } = await directoryOf(ctx);
      return intake.get(conversationKey(channel, conversation))?.rule === 'every_thread';
    }
    case 'edited':
    case 'deleted':
      return (await entryOf(ctx, inbound, event.message)) !== null;
    case 'reacted':
      return (await ticketBehind(ctx, inbound, event.message, event)) !== undefined;
    case 'unpinned':
      return (await ticketOfRoom(ctx, inbound)) !== undefined;
    case 'pinned':
      return event.source === 'shortcut' || (await ticketOfRoom(ctx, inbound)) !== undefined;
    default:
      return true;
  }
}

/** What was written; a message of files alone says their names. */
async function wordsOf(ctx: Ctx, { text, attachmentIds }: EventOf<'message'>): Promise<string> {
  if (text.trim() !== '' || attachmentIds.length === 0) return text;
  const files = await ctx.db.attachment.findMany({ where: { id: { in: attachmentIds } } });
  return files.map((file) => file.name).join(', ');
}

async function open(
  ctx: Ctx,
  inbound: Inbound,
  event: { message: string; thread: string; text: string; marks?: Mark[]; attachmentIds?: string[] },
  source: Intake['source'],
): Promise<Outcome | undefined> {
  const { channel, conversation, delivery } = inbound;
  const opened = await openTicket(
    ctx,
    {
      title: titleOf(withoutCommand(event.text)),
      description: event.text,
      attachmentIds: event.attachmentIds ?? [],
    },
    {
      source,
      delivery,
      from: { channel, conversation, message: event.message, thread: event.thread },
      marks: event.marks,
    },
  );
  return opened && { ...DONE, ticket: opened.number };
}

/** Of a message where no card can stand: its card begins a thread in its author's own conversation. */
async function openElsewhere(
  ctx: Ctx,
  { channel, delivery }: Inbound,
  { text, source }: EventOf<'forced'>,
  author: Sender,
): Promise<Outcome | undefined> {
  const opened = await openTicket(
    ctx,
    { title: titleOf(text), description: text },
    { source, delivery, from: null, home: { channel, conversation: directConversation(author.account) } },
  );
  return opened && { ...DONE, ticket: opened.number };
}

async function threadOf(ctx: Ctx, inbound: Inbound, thread: string) {
  const { channel, conversation } = inbound;
  return ctx.db.ticketThread.findUnique({
    where: { channel_conversation_thread: { channel, conversation, thread } },
    select: { side: true, ticketId: true },
  });
}

/** The repeat of a message that opened a ticket is told of the same one. */
async function numberOfThread(ctx: Ctx, inbound: Inbound, thread: string): Promise<string | null> {
  const { channel, conversation } = inbound;
  const known = await ctx.db.ticketThread.findUnique({
    where: { channel_conversation_thread: { channel, conversation, thread } },
    select: { ticket: { select: { number: true } } },
  });
  return known?.ticket.number ?? null;
}

/** A message in a ticket's thread: public where the requester talks, internal where agents do. */
async function join(
  ctx: Ctx,
  inbound: Inbound,
  event: EventOf<'message'>,
  known: { side: 'requester' | 'triage'; ticketId: string },
): Promise<Outcome> {
  const ticket = await ctx.db.ticket.findUniqueOrThrow({
    where: { id: known.ticketId },
    select: { number: true, state: true, mergedInto: { select: { number: true } } },
  });
  const number = ticket.mergedInto?.number ?? ticket.number;
  const writing = { number, body: event.text, attachmentIds: event.attachmentIds };
  const { channel, conversation, delivery } = inbound;
  const intake = {
    delivery,
    from: { channel, conversation, message: event.message, thread: event.thread },
    intent: intentOf(event.text),
    marks: event.marks,
  };
  if (known.side === 'triage') {
    const written = await noteOnTicket(ctx, writing, intake);
    return { answer: { type: 'done' }, ticket: written?.number ?? number };
  }
  const written = await replyToTicket(ctx, writing, intake);
  return { answer: answerTo(written, ticket, intake.intent), ticket: written?.number ?? number };
}

/** What would be a ticket, had its sender not got too many just now: it joins the last of them, and with it its thread. */
function keep(ctx: Ctx, inbound: Inbound, event: EventOf<'message'>, number: string): Promise<Outcome> {
  const { channel, conversation } = inbound;
  return inTransaction(ctx, async (ctx) => {
    const { id: ticketId } = await ctx.db.ticket.findUniqueOrThrow({ where: { number } });
    const thread = { channel, conversation, thread: event.thread, ticketId, side: 'requester' } as const;
    const outcome = await join(ctx, inbound, event, thread);
    await ctx.db.ticketThread.createMany({ data: thread, skipDuplicates: true });
    return outcome;
  });
}

function intentOf(text: string): ReplyIntent {
  if (isThanks(text)) return 'thanks';
  return REOPEN.test(text) ? 'reopen' : 'other';
}

function answerTo(
  written: Written,
  ticket: { number: string; state: string },
  intent: ReplyIntent,
): Outcome['answer'] {
  if (written?.followUp) {
    return {
      type: 'said',
      text: `${ticket.number} is closed, so this became ${written.number}, linked to it.`,
    };
  }
  if (written && ticket.state === 'resolved' && intent === 'other') {
    return {
      type: 'said',
      text: `${ticket.number} is resolved. If it is not solved for you, press “Reopen”, or write “reopen”.`,
    };
  }
  return { type: 'done' };
}

/**
 * A changed text changes the entry, and one whose deletion was undone brings it back; platforms also tell of changes
 * that are none.
 */
export async function handleEdited(ctx: Ctx, inbound: Inbound, event: EventOf<'edited'>): Promise<Outcome> {
  const entry = await entryOf(ctx, inbound, event.message);
  // What was deleted at the desk itself stays so, whatever is undone in the chat.
  if (entry && (!entry.deletedAt || (event.restored && isRestorable(entry, inbound.channel)))) {
    const change = event.restored ? restoreEntry : editEntry;
    await once(ctx, inbound, (ctx) => change(ctx, { id: entry.id, body: event.text }, event.marks));
    if (event.filesFollow) return { ...DONE, ticket: await numberOf(ctx, entry.ticketId) };
  }
  return DONE;
}

export async function handleDeleted(ctx: Ctx, inbound: Inbound, event: EventOf<'deleted'>): Promise<Outcome> {
  const entry = await entryOf(ctx, inbound, event.message);
  // Also where it is deleted already, so that a late repeat does not delete what was brought back since.
  if (entry) {
    await once(ctx, inbound, async (ctx) => {
      if (!entry.deletedAt) await deleteEntry(ctx, { id: entry.id });
    });
  }
  return DONE;
}

async function numberOf(ctx: Ctx, id: string): Promise<string> {
  return (await ctx.db.ticket.findUniqueOrThrow({ where: { id }, select: { number: true } })).number;
}

async function entryOf(ctx: Ctx, inbound: Inbound, message: string) {
  const { channel, conversation } = inbound;
  return ctx.db.entry.findFirst({ where: { channel, conversation, message } });
}

/** The emoji or the shortcut: in the name of who wrote the message, whatever the filters say. */
export async function handleForced(ctx: Ctx, inbound: Inbound, event: EventOf<'forced'>): Promise<Outcome> {
  const number = await numberOfThread(ctx, inbound, event.thread);
  if (number) return said(`This is ${number} already.`);
  const author = event.author.bot ? undefined : await personBehind(ctx, inbound.channel, event.author);
  const acting = author ? actingAs(ctx, { kind: 'person', person: author }) : ctx;
  const outcome = event.elsewhere
    ? await openElsewhere(acting, inbound, event, author ? event.author : inbound.sender)
    : await open(acting, inbound, event, event.source);
  // A shortcut works where the desk may not be, and where no card could tell.
  if (outcome && event.source === 'shortcut') {
    return { ...said(`${outcome.ticket} is open.`), ticket: outcome.ticket };
  }
  return outcome ?? { ...DONE, ticket: await numberOfThread(ctx, inbound, event.thread) };
}
