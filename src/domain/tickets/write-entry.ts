import type { Mark } from '../../contract/marks.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import type { Entry, EntryPart } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { tellRules } from '../automation/events.ts';
import { type Place, relayEntry } from '../outbox/enqueue.ts';
import { keepClocks } from '../sla/keep.ts';
import { requireFiles } from './files.ts';
import type { LoadedTicket } from './load.ts';
import { worksOn } from './policy.ts';
import { indexEntry } from './search-words.ts';

/** What somebody wrote, and where. */
export type Writing = {
  kind: 'reply' | 'note';
  body: string;
  marks?: Mark[] | undefined;
  /** The message on the channel that it came from. */
  from?: (Place & { message: string }) | undefined;
  attachmentIds?: string[];
  /** Nobody need answer it. */
  thanks?: boolean;
};

/** Puts an entry on the timeline and sends it wherever the ticket is talked about. Inside a transaction. */
export async function writeEntry(ctx: Ctx, ticket: LoadedTicket, writing: Writing): Promise<Entry> {
  const author = personOf(ctx.actor);
  const id = ctx.newId();
  const now = ctx.now();
  const part = partOf(ctx, ticket, writing);
  const entry = await ctx.db.entry.create({
    data: {
      id,
      ticketId: ticket.id,
      kind: writing.kind,
      authorId: author?.id ?? null,
      channel: ctx.origin.channel,
      conversation: writing.from?.conversation ?? null,
      message: writing.from?.message ?? null,
      body: wellFormed(writing.body),
      ...(writing.marks?.length ? { marks: writing.marks } : {}),
      part,
      createdAt: now,
    },
  });
  await attach(ctx, id, author?.id, writing.attachmentIds ?? []);
  await ctx.db.ticket.update({ where: { id: ticket.id }, data: { updatedAt: now } });
  await indexEntry(ctx, ticket.id, entry.body);
  if (part) await keepClocks(ctx, ticket);
  const happened = writing.kind === 'reply' ? 'replied' : 'noted';
  await tellRules(ctx, ticket.id, happened, { entryId: id, by: writerOf(ctx, ticket) });
  await audit(ctx, {
    action: `ticket.${writing.kind}`,
    subject: { type: 'ticket', id: ticket.id },
    detail: { entryId: id },
  });
  await relayEntry(ctx, id);
  ctx.publish({ topic: 'ticket', id: ticket.id, queueId: ticket.queueId, requesterId: ticket.requesterId });
  return entry;
}

/** Who writes, as far as the ticket is concerned. */
function writerOf(ctx: Ctx, ticket: LoadedTicket): 'requester' | 'agent' | 'other' {
  const person = personOf(ctx.actor);
  if (!person) return 'other';
  if (person.id !== ticket.requesterId && worksOn(person, ticket.queue)) return 'agent';
  return person.id === ticket.requesterId || person.id === ticket.openedById ? 'requester' : 'other';
}

/** What it means to the clocks: what programs and the desk itself write is no answer. */
function partOf(ctx: Ctx, ticket: LoadedTicket, { kind, thanks }: Writing): EntryPart | null {
  if (kind !== 'reply') return null;
  switch (writerOf(ctx, ticket)) {
    case 'agent':
      return ctx.actor.kind === 'person' ? 'answered' : null;
    case 'requester':
      return thanks ? null : 'asked';
    case 'other':
      return null;
  }
}

/** Words that come with a change, as a public reply; a requester who made it knows them. */
export async function tellRequester(ctx: Ctx, ticket: LoadedTicket, body: string): Promise<void> {
  if (personOf(ctx.actor)?.id === ticket.requesterId) return;
  await writeEntry(ctx, ticket, { kind: 'reply', body });
}

/** Binds staged files to an entry: only the uploader's own, and each only once. */
async function attach(ctx: Ctx, entryId: string, uploaderId: string | undefined, ids: string[]) {
  if (ids.length === 0) return;
  const { count } = await ctx.db.attachment.updateMany({
    where: { id: { in: ids }, entryId: null, uploaderId: uploaderId ?? null },
    data: { entryId },
  });
  requireFiles(count, ids);
}
