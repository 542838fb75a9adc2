import type { z } from 'zod';
import type { Mark } from '../../contract/marks.ts';
import { AddEntry } from '../../contract/tickets.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { claimDelivery } from '../outbox/delivery.ts';
import type { Place } from '../outbox/enqueue.ts';
import { directoryOf } from '../settings/directory.ts';
import { resumeTicket } from './hold.ts';
import { linkTickets } from './link.ts';
import { type LoadedTicket, lockTicket } from './load.ts';
import { openTicket } from './open.ts';
import { authorise, worksOn } from './policy.ts';
import { reopenTicket } from './resolve.ts';
import { afterRequesterReply, isOpen, type ReplyIntent } from './states.ts';
import { writeEntry } from './write-entry.ts';

/** Where an entry came from, when it was not the API. */
export type EntryIntake = {
  /** The same for every repeat of the event. */
  delivery: string;
  from?: Place & { message: string; thread: string };
  intent?: ReplyIntent;
  marks?: Mark[] | undefined;
};

/** Where an entry landed: on the ticket, or on a new one because that was final. `undefined`: handled before. */
export type Written = { entryId: string; ticketId: string; number: string; followUp: boolean } | undefined;

/**
 * Answers in public. A requester's reply takes a ticket that waits for them off hold; on a final ticket it
 * opens a new one that is linked to it.
 */
export async function replyToTicket(
  ctx: Ctx,
  input: z.input<typeof AddEntry>,
  intake?: EntryIntake,
): Promise<Written> {
  const { number, body, attachmentIds } = parse(AddEntry, input);
  const { settings } = await directoryOf(ctx);
  return inTransaction(ctx, async (ctx) => {
    const ticket = await lockTicket(ctx, number);
    authorise(ctx.actor, 'reply', ticket);
    if (await isRepeat(ctx, intake)) return undefined;
    const person = personOf(ctx.actor);
    const asAgent = !person || (worksOn(person, ticket.queue) && person.id !== ticket.requesterId);
    if (asAgent) {
      if (!isOpen(ticket.state) && ticket.state !== 'resolved') {
        fail(
          'conflict',
          `${ticket.number} is ${ticket.state}; write an internal note, or open a new ticket.`,
        );
      }
    } else {
      // Only the requester can reopen; what somebody else wrote there is still heard.
      const wanted = intake?.intent ?? 'other';
      const intent = wanted === 'reopen' && person.id !== ticket.requesterId ? 'other' : wanted;
      const next = afterRequesterReply(ticket, intent, { days: settings.graceDays, at: ctx.now() });
      if (next === 'follow_up') return followUp(ctx, ticket, body, attachmentIds, intake);
      if (next === 'resume') await asDesk(ctx, (ctx) => resumeTicket(ctx, { number: ticket.number }));
      if (next === 'reopen') await reopenTicket(ctx, { number: ticket.number });
    }
    const entry = await writeEntry(ctx, ticket, {
      kind: 'reply',
      body,
      attachmentIds,
      from: intake?.from,
      marks: intake?.marks,
      thanks: intake?.intent === 'thanks',
    });
    return { entryId: entry.id, ticketId: ticket.id, number: ticket.number, followUp: false };
  });
}

/** Writes an internal note, which only agents see. */
export async function noteOnTicket(
  ctx: Ctx,
  input: z.input<typeof AddEntry>,
  intake?: EntryIntake,
): Promise<Written> {
  const { number, body, attachmentIds } = parse(AddEntry, input);
  return inTransaction(ctx, async (ctx) => {
    const ticket = await lockTicket(ctx, number);
    authorise(ctx.actor, 'note', ticket);
    if (await isRepeat(ctx, intake)) return undefined;
    const entry = await writeEntry(ctx, ticket, {
      kind: 'note',
      body,
      attachmentIds,
      from: intake?.from,
      marks: intake?.marks,
    });
    return { entryId: entry.id, ticketId: ticket.id, number: ticket.number, followUp: false };
  });
}

/** Whether it was handled before: by its delivery or, should a platform tell of it under another one, by its message. */
async function isRepeat(ctx: Ctx, intake: EntryIntake | undefined): Promise<boolean> {
  if (!intake) return false;
  if (!(await claimDelivery(ctx, ctx.origin.channel, intake.delivery))) return true;
  if (!intake.from) return false;
  const { channel, conversation, message } = intake.from;
  return (await ctx.db.entry.findFirst({ where: { channel, conversation, message } })) !== null;
}

/** The ticket is final: what was written becomes a new one, in the same thread, that names it. */
async function followUp(
  ctx: Ctx,
  ticket: LoadedTicket,
  body: string,
  attachmentIds: string[],
  intake: EntryIntake | undefined,
): Promise<Written> {
  const delivery = `${intake?.delivery}:follow-up`;
  if (intake?.from) {
    const { channel, conversation, thread } = intake.from;
    const where = { channel_conversation_thread: { channel, conversation, thread } };
    const current = await ctx.db.ticketThread.findUnique({ where, include: { ticket: true } });
    // Another message was first: the thread has its follow-up, and this one joins it.
    if (current && current.ticketId !== ticket.id) {
      return replyToTicket(
        ctx,
        { number: current.ticket.number, body, attachmentIds },
        { ...intake, delivery },
      );
    }
    if (current) await ctx.db.ticketThread.delete({ where });
  }
  const { queues } = await directoryOf(ctx);
  const opened = await openTicket(
    ctx,
    {
      title: `Again: ${ticket.title.replace(/^Again: /, '')}`.slice(0, 300),
      description: wellFormed(body),
      ...(queues.get(ticket.queueId)?.archived ? {} : { queueId: ticket.queueId }),
      kind: ticket.kind,
      attachmentIds,
    },
    intake && { source: 'message', delivery, from: intake.from ?? null },
  );
  if (!opened) return undefined;
  await asDesk(ctx, (ctx) => linkTickets(ctx, { number: opened.number, kind: 'related', to: ticket.number }));
  return { entryId: opened.entryId, ticketId: opened.id, number: opened.number, followUp: true };
}

/** What follows from a person's act by the desk's own rules, whatever that person might do by hand. */
function asDesk<Result>(ctx: Ctx, work: (ctx: Ctx) => Promise<Result>): Promise<Result> {
  return work({ ...ctx, actor: { kind: 'system', name: 'reply' } });
}
