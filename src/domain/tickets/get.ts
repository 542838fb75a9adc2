import type { Entry as EntryView, Ticket as TicketView } from '../../contract/tickets.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { readCursor, writeCursor } from '../../lib/cursor.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { directoryOf } from '../settings/directory.ts';
import { loadTicket } from './load.ts';
import { sight, verbsFor } from './policy.ts';
import type { Level } from './priority.ts';
import { reopenUntil } from './resolve.ts';

const iso = (date: Date | null) => date?.toISOString() ?? null;
const PERSON = { select: { id: true, name: true } } as const;
const OTHER = { select: { number: true, title: true, state: true, queueId: true } } as const;

/** The whole ticket as the caller may see it, with what they may do. */
export async function getTicket(ctx: Ctx, input: { number: string }): Promise<TicketView> {
  const facts = await loadTicket(ctx, input.number);
  const [{ settings, queues }, ticket] = await Promise.all([
    directoryOf(ctx),
    ctx.db.ticket.findUniqueOrThrow({
      where: { id: facts.id },
      include: {
        requester: PERSON,
        assignee: PERSON,
        watchers: { select: { person: PERSON } },
        aliases: true,
        merged: { select: { number: true } },
        mergedInto: { select: { number: true } },
        linksFrom: { select: { kind: true, to: OTHER } },
        linksTo: { select: { kind: true, from: OTHER } },
        rating: true,
      },
    }),
  ]);
  const [openedBy, rule] = await Promise.all([
    ctx.db.person.findUniqueOrThrow({ where: { id: ticket.openedById }, ...PERSON }),
    ticket.ruleId && ticket.ruleVersion
      ? ctx.db.routingRuleVersion.findUnique({
          where: { ruleId_version: { ruleId: ticket.ruleId, version: ticket.ruleVersion } },
        })
      : null,
  ]);
  const all = sight(ctx.actor, facts) === 'all';
  const until = reopenUntil(ticket, settings.graceDays);
  const reopenable = until !== null && until >= ctx.now();
  // A link into a queue that the caller does not see would tell them what goes on there.
  const links = [
    ...ticket.linksFrom.map(({ kind, to }) => ({ kind, direction: 'out' as const, other: to })),
    ...ticket.linksTo.map(({ kind, from }) => ({ kind, direction: 'in' as const, other: from })),
  ].filter(({ other }) => {
    const queue = queues.get(other.queueId);
    const person = personOf(ctx.actor);
    return all && (queue?.visibility === 'open' || (queue && person?.teamIds.includes(queue.teamId)));
  });
  return {
    id: ticket.id,
    number: ticket.number,
    kind: ticket.kind,
    state: ticket.state,
    holdReason: ticket.holdReason,
    title: ticket.title,
    description: ticket.description,
    priority: ticket.priority,
    impact: ticket.impact as Level,
    urgency: ticket.urgency as Level,
    priorityReason: ticket.priorityReason,
    requester: ticket.requester,
    openedBy,
    assignee: ticket.assignee,
    queue: { id: ticket.queueId, name: facts.queue.name },
    tags: ticket.tags,
    category: ticket.category,
    source: ticket.source,
    channel: ticket.channel,
    resolutionCode: ticket.resolutionCode,
    resolution: ticket.resolution,
    mergedInto: ticket.mergedInto?.number ?? null,
    aliases: [...ticket.aliases, ...ticket.merged].map((alias) => alias.number),
    routedBy: all && rule ? { ruleId: rule.ruleId, version: rule.version, name: rule.name } : null,
    revision: ticket.revision,
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
    watchers: ticket.watchers.map((watcher) => watcher.person),
    links: links.map(({ kind, direction, other }) => ({
      kind,
      direction,
      number: other.number,
      title: other.title,
      state: other.state,
    })),
    rating: ticket.rating
      ? { score: ticket.rating.score, comment: ticket.rating.comment, at: ticket.rating.at.toISOString() }
      : null,
    verbs: verbsFor(ctx.actor, {
      ...facts,
      reopenable,
      rated: ticket.rating !== null,
      assigneeId: ticket.assigneeId,
    }),
  };
}

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
    event: entry.data as EntryView['event'],
    createdAt: entry.createdAt.toISOString(),
    editedAt: iso(entry.editedAt),
    deletedAt: iso(entry.deletedAt),
    attachments: entry.attachments.map(({ id, name, type, size }) => ({ id, name, type, size })),
    mine: entry.kind !== 'event' && entry.authorId !== null && entry.authorId === personOf(ctx.actor)?.id,
  };
}
