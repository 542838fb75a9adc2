import type { Entry as EntryView, Ticket as TicketView } from '../../contract/tickets.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { readCursor, writeCursor } from '../../lib/cursor.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { type Directory, directoryOf } from '../settings/directory.ts';
import { clockView, dueNext } from '../sla/view.ts';
import { progressOf } from '../tasks/progress.ts';
import { idOf, loadTicket, noSuchTicket } from './load.ts';
import type { Opened } from './open.ts';
import { sight, verbsFor } from './policy.ts';
import { reopenUntil } from './resolve.ts';
import { type WholeTicket, wholeTicket } from './whole.ts';

const iso = (date: Date | null) => date?.toISOString() ?? null;
const PERSON = { select: { id: true, name: true } } as const;

/** The whole ticket as the caller may see it, with what they may do. */
export async function getTicket(ctx: Ctx, input: { number: string }): Promise<TicketView> {
  const [directory, found] = await Promise.all([
    directoryOf(ctx),
    idOf(ctx, input.number).then((id) => wholeTicket(ctx, id)),
  ]);
  return found ? shownTo(ctx, found, directory) : noSuchTicket();
}

/** The ticket that the caller has just opened, as {@link getTicket} would show it to them. */
export async function showOpened(ctx: Ctx, { whole }: Opened): Promise<TicketView> {
  return shownTo(ctx, whole, await directoryOf(ctx));
}

function shownTo(ctx: Ctx, found: WholeTicket, { settings, queues }: Directory): TicketView {
  const { requesterId, openedById, assigneeId, queue, watchers, links, rule, rating, sla, ...ticket } = found;
  const facts = { ...found, watchers: watchers.map(({ id }) => ({ personId: id })) };
  const seen = sight(ctx.actor, facts);
  if (seen === 'nothing') return noSuchTicket();
  const until = reopenUntil(found, settings.graceDays);
  const reopenable = until !== null && until >= ctx.now();
  const person = personOf(ctx.actor);
  // A link into a queue that the caller does not see would tell them what goes on there.
  const isShown = ({ queueId }: { queueId: string }) => {
    const queue = queues.get(queueId);
    return seen === 'all' && queue && (queue.visibility === 'open' || person?.teamIds.includes(queue.teamId));
  };
  const tasks = found.tasks.filter(({ owner }) => seen === 'all' || (owner && owner.id === person?.id));
  const clocks = seen === 'all' && sla ? sla.clocks.map(clockView) : [];
  return {
    ...ticket,
    due: dueNext(clocks),
    calendarId: seen === 'all' ? ticket.calendarId : null,
    sla: seen === 'all' && sla ? { ...sla, clocks } : null,
    queue: { id: queue.id, name: queue.name },
    routedBy: seen === 'all' ? rule : null,
    unassignedBecause: seen === 'all' ? found.unassignedBecause : null,
    createdAt: ticket.createdAt.toISOString(),
    updatedAt: ticket.updatedAt.toISOString(),
    takenAt: iso(ticket.takenAt),
    heldAt: iso(ticket.heldAt),
    resumedAt: iso(ticket.resumedAt),
    resolvedAt: iso(ticket.resolvedAt),
    reopenedAt: iso(ticket.reopenedAt),
    closedAt: iso(ticket.closedAt),
    cancelledAt: iso(ticket.cancelledAt),
    reopenUntil: reopenable ? iso(until) : null,
    watchers,
    links: links.filter(isShown).map(withoutQueue),
    parent: found.parent && isShown(found.parent) ? withoutQueue(found.parent) : null,
    children: found.children.filter(isShown).map(withoutQueue),
    tasks: tasks.map((task) => ({ ...task, dueAt: written(task.dueAt), doneAt: written(task.doneAt) })),
    approvals: seen === 'all' ? found.approvals : [],
    change: seen === 'all' ? found.change : null,
    progress:
      seen === 'all' || found.isProject
        ? progressOf(
            found.tasks.map(({ doneAt }) => doneAt !== null),
            found.children.map(({ state }) => state),
          )
        : null,
    rating: rating && { ...rating, at: new Date(rating.at).toISOString() },
    verbs: verbsFor(ctx.actor, {
      ...{ ...facts, reopenable, rated: rating !== null, assigneeId },
      ownsTask: seen !== 'all' && tasks.length > 0,
    }),
  };
}

const withoutQueue = <Other extends { queueId: string }>({ queueId: _, ...other }: Other) => other;

/** Instants as the API writes them; PostgreSQL's JSON has them otherwise. */
const written = (at: string | null) => at && new Date(at).toISOString();

const ENTRY = {
  author: PERSON,
  attachments: { orderBy: { createdAt: 'asc' } },
} satisfies Prisma.EntryInclude;
type LoadedEntry = Prisma.EntryGetPayload<{ include: typeof ENTRY }>;

/** The timeline, oldest first. Who does not work on the ticket sees the public replies only. */
export async function listEntries(
  ctx: Ctx,
  input: { number: string; cursor?: string | undefined; limit: number },
): Promise<{ items: EntryView[]; next: string | null }> {
  const ticket = await loadTicket(ctx, input.number);
  const mark = input.cursor === undefined ? undefined : readCursor(input.cursor);
  const all = sight(ctx.actor, ticket) === 'all';
  const rows = await ctx.db.entry.findMany({
    where: {
      ticketId: ticket.id,
      ...(all ? {} : { kind: 'reply' }),
      ...(mark ? { OR: [{ createdAt: { gt: mark.at } }, { createdAt: mark.at, id: { gt: mark.id } }] } : {}),
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: input.limit + 1,
    include: ENTRY,
  });
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((entry) => entryView(ctx, entry)),
    next: rows.length > input.limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
  };
}

export async function getEntry(ctx: Ctx, id: string): Promise<EntryView> {
  return entryView(ctx, await ctx.db.entry.findUniqueOrThrow({ where: { id }, include: ENTRY }));
}

/** What an entry said before its edits, oldest first. */
export async function entryEdits(ctx: Ctx, input: { id: string }) {
  const entry = await ctx.db.entry.findUnique({ where: { id: input.id } });
  const ticket = entry && (await loadTicket(ctx, entry.ticketId));
  if (!entry || !ticket || (entry.kind !== 'reply' && sight(ctx.actor, ticket) !== 'all')) {
    return fail('not_found', 'There is no such entry.');
  }
  const edits = await ctx.db.entryEdit.findMany({ where: { entryId: input.id }, orderBy: { at: 'asc' } });
  return { items: edits.map((edit) => ({ body: edit.body, at: edit.at.toISOString() })) };
}

function entryView(ctx: Ctx, entry: LoadedEntry): EntryView {
  return {
    id: entry.id,
    kind: entry.kind,
    author: entry.author,
    channel: entry.channel,
    body: entry.body,
    marks: (entry.marks as EntryView['marks'] | null) ?? [],
    event: entry.data as EntryView['event'],
    createdAt: entry.createdAt.toISOString(),
    editedAt: iso(entry.editedAt),
    deletedAt: iso(entry.deletedAt),
    attachments: entry.attachments.map(({ id, name, type, size }) => ({ id, name, type, size })),
    mine: entry.kind !== 'event' && entry.authorId !== null && entry.authorId === personOf(ctx.actor)?.id,
  };
}
