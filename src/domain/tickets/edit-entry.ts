import type { z } from 'zod';
import { TEXT_LIMIT } from '../../contract/common.ts';
import type { Mark } from '../../contract/marks.ts';
import { EditEntry, tickets } from '../../contract/tickets.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { sha256 } from '../../lib/crypto.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { type Entry, Prisma } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { safeName } from '../attachments/name.ts';
import { audit } from '../audit/record.ts';
import { refreshCards, relayEntry } from '../outbox/enqueue.ts';
import { keepClocks } from '../sla/keep.ts';
import { type LoadedTicket, lockTicket } from './load.ts';
import { requireWrite, sight } from './policy.ts';
import { reindexTicket } from './search-words.ts';

/** Changes what one wrote oneself. The earlier text is kept and shown. The same text again changes nothing. */
export async function editEntry(
  ctx: Ctx,
  input: z.input<typeof EditEntry>,
  marks: Mark[] = [],
): Promise<Entry> {
  const { id, body } = parse(EditEntry, input);
  return changeEntry(ctx, id, 'entry.edit', (ctx, entry) => rewrite(ctx, entry, body, marks));
}

/** Changes what was noted because of a record that says it, whoever changed that. The earlier text is kept and shown. */
export const keepEntry = (ctx: Ctx, { id, body }: { id: string; body: string }): Promise<Entry> =>
  changeEntry(ctx, id, 'entry.edit', (ctx, entry) => rewrite(ctx, entry, body, []), { kept: true });

async function rewrite(ctx: Ctx, entry: Entry, body: string, marks: Mark[]): Promise<Change | undefined> {
  const text = wellFormed(body);
  if (text === entry.body) return undefined;
  await ctx.db.entryEdit.create({
    data: {
      id: ctx.newId(),
      entryId: entry.id,
      body: entry.body,
      editorId: personOf(ctx.actor)?.id ?? null,
      at: ctx.now(),
    },
  });
  return { body: text, marks: marksOf(marks), editedAt: ctx.now() };
}

/** Deletes what one wrote oneself: its text, its earlier texts and its files go, a mark stays. */
export async function deleteEntry(ctx: Ctx, input: { id: string }): Promise<Entry> {
  const { id } = parse(tickets.deleteEntry.input, input);
  return changeEntry(ctx, id, 'entry.delete', async (ctx, entry) => {
    await ctx.db.entryEdit.deleteMany({ where: { entryId: entry.id } });
    await ctx.db.attachment.updateMany({ where: { entryId: entry.id }, data: { entryId: null } });
    return { body: '', marks: Prisma.DbNull, deletedAt: ctx.now(), deletedIn: ctx.origin.channel };
  });
}

/**
 * Brings back what one deleted oneself, with what it says now: its text went with the deletion. What was not deleted is
 * changed to that. Nobody but its author can have deleted it, so nobody else can bring it back.
 * @throws `conflict` for what was deleted elsewhere than where it was written: that was meant to be gone from the desk
 */
export async function restoreEntry(
  ctx: Ctx,
  input: z.input<typeof EditEntry>,
  marks: Mark[] = [],
): Promise<Entry> {
  const { id, body } = parse(EditEntry, input);
  return changeEntry(
    ctx,
    id,
    'entry.restore',
    async (ctx, entry) => {
      if (!entry.deletedAt) return rewrite(ctx, entry, body, marks);
      if (!isRestorable(entry, ctx.origin.channel)) fail('conflict', 'It cannot be brought back.');
      return { body: wellFormed(body), marks: marksOf(marks), deletedAt: null, deletedIn: null };
    },
    { deleted: true },
  );
}

/** Whether the channel that asks is where it was written, and where it was deleted. */
export const isRestorable = (
  entry: Pick<Entry, 'channel' | 'deletedAt' | 'deletedIn'>,
  channel: string,
): boolean => entry.deletedAt !== null && entry.deletedIn === channel && entry.channel === channel;

/**
 * Names files of an entry that could not be taken along, with where they are: a line each below its text. What stands
 * there already is left, and so is an entry that was deleted or has no room for them.
 * @param input.quiet nobody is told: they were there before the ticket
 */
export async function nameFiles(
  ctx: Ctx,
  { id, files, quiet = false }: { id: string; files: { name: string; url: string }[]; quiet?: boolean },
): Promise<Entry> {
  const lines = files.map(({ name, url }) => `${safeName(name)}: ${url}`);
  return changeEntry(
    ctx,
    id,
    'entry.files',
    async (_, { body, deletedAt }) => {
      const known = body.split('\n');
      const added = [...new Set(lines)].filter((line) => !known.includes(line));
      const text = wellFormed([body, ...added].join('\n'));
      if (deletedAt || added.length === 0 || [...text].length > TEXT_LIMIT) return undefined;
      return { body: text };
    },
    { deleted: true, quiet },
  );
}

type Change = Pick<Prisma.EntryUpdateInput, 'marks'> & {
  body: string;
  editedAt?: Date;
  deletedAt?: Date | null;
  deletedIn?: string | null;
};

const marksOf = (marks: Mark[]) => (marks.length > 0 ? marks : Prisma.DbNull);

/**
 * @param also.deleted not by who thinks that it is there: then what was deleted is no conflict, and cards tell it alone
 * @param also.kept it need not be its author
 * @param also.quiet nobody is told, and its author need not see the ticket
 */
async function changeEntry(
  ctx: Ctx,
  id: string,
  action: string,
  decide: (ctx: Ctx, entry: Entry) => Promise<Change | undefined>,
  also: { deleted?: boolean; kept?: boolean; quiet?: boolean } = {},
): Promise<Entry> {
  return inTransaction(ctx, async (ctx) => {
    const found = await ctx.db.entry.findUnique({ where: { id }, select: { ticketId: true } });
    if (!found) fail('not_found', 'There is no such entry.');
    const ticket = await lockTicket(ctx, found.ticketId);
    const entry = await ctx.db.entry.findUniqueOrThrow({ where: { id } });
    requireWrite(ctx.actor);
    // Who said something before there was a ticket need not see it.
    if (!also.quiet) requireSight(ctx, ticket, entry);
    if (!also.kept) requireAuthor(ctx, entry);
    if (entry.deletedAt && !also.deleted) fail('conflict', 'It was deleted already.');
    const data = await decide(ctx, entry);
    if (!data) return entry;
    const changed = await ctx.db.entry.update({ where: { id }, data });
    if (entry.part && data.deletedAt !== undefined) await keepClocks(ctx, ticket);
    await audit(ctx, {
      action,
      subject: { type: 'ticket', id: ticket.id },
      detail: { entryId: id, before: digest(entry.body), after: digest(changed.body) },
    });
    const described = await describeAnew(ctx, ticket.id, entry, changed.body);
    for (const ticketId of new Set([ticket.id, ...described])) await reindexTicket(ctx, ticketId);
    const isOnCards = also.deleted && described.includes(ticket.id) && !(await wasShown(ctx, id));
    if (!isOnCards && !also.quiet) await relayEntry(ctx, id);
    ctx.publish({ topic: 'ticket', id: ticket.id, queueId: ticket.queueId, requesterId: ticket.requesterId });
    return changed;
  });
}

/**
 * The description of a ticket is what its first message said. It follows when that is changed, so that what
 * somebody took back stands nowhere else, unless it was rewritten since.
 * @returns the ticket that was opened with the entry: this one, or one that was merged into it
 */
async function describeAnew(ctx: Ctx, ticketId: string, entry: Entry, body: string): Promise<string[]> {
  const opened = await ctx.db.ticket.findMany({
    where: {
      OR: [{ id: ticketId }, { mergedIntoId: ticketId }],
      openedById: entry.authorId ?? '',
      createdAt: entry.createdAt,
      description: entry.body,
    },
    select: { id: true },
  });
  for (const { id } of opened) {
    const data = { description: body, revision: { increment: 1 }, updatedAt: ctx.now() };
    await ctx.db.ticket.update({ where: { id }, data });
  }
  const ids = opened.map(({ id }) => id);
  await refreshCards(ctx, ids);
  return ids;
}

/** Whether it stood somewhere as a message of its own. What a ticket began with stands on its cards instead. */
const wasShown = async (ctx: Ctx, entryId: string) =>
  (await ctx.db.view.count({ where: { entryId, shown: { not: null } } })) > 0;

/** One changes only what one wrote, and only while one may see the ticket. */
function requireSight(ctx: Ctx, ticket: LoadedTicket, entry: Entry): void {
  const seen = sight(ctx.actor, ticket);
  if (seen === 'nothing' || (seen === 'public' && entry.kind !== 'reply')) {
    fail('not_found', 'There is no such entry.');
  }
}

function requireAuthor(ctx: Ctx, entry: Entry): void {
  if (entry.kind === 'event' || entry.authorId === null || entry.authorId !== personOf(ctx.actor)?.id) {
    fail('forbidden', 'Only who wrote it may change it.');
  }
}

const digest = (text: string) => sha256(text).toString('hex');
