import type { z } from 'zod';
import { type Alert, alerts, ListAlerts, type WholeAlert } from '../../contract/alerts.ts';
import type { Ctx } from '../../lib/context.ts';
import { olderThan, pageOf, readCursor } from '../../lib/cursor.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { requireStaff } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { queuesWorkedOn } from '../tickets/policy.ts';
import { changesDuring } from './during.ts';

const REF = { select: { id: true, name: true } } as const;
const SHOWN = {
  service: REF,
  askedBy: REF,
  acknowledgedBy: REF,
  resolvedBy: REF,
  maintenance: REF,
  ticket: { select: { number: true } },
} satisfies Prisma.AlertInclude;
type Row = Prisma.AlertGetPayload<{ include: typeof SHOWN }>;

const NEWEST: Prisma.AlertOrderByWithRelationInput[] = [{ firstAt: 'desc' }, { id: 'desc' }];
/** An id that no ticket has. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const MOST_SEARCHED = 5_000;
/** As LIKE takes it: none of its signs stands for others. */
const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&');

/** Alerts, newest first. */
export async function listAlerts(
  ctx: Ctx,
  input: z.input<typeof ListAlerts>,
): Promise<{ items: Alert[]; next: string | null }> {
  requireStaff(ctx);
  const {
    cursor,
    limit,
    state = ['triggered', 'acknowledged'],
    service,
    severity,
    group,
    ticket,
    text,
  } = parse(ListAlerts, input);
  const after = cursor ? readCursor(cursor) : undefined;
  // By its id, so that its own index answers.
  const ticketId = ticket
    ? ((await ctx.db.ticket.findUnique({ where: { number: ticket }, select: { id: true } }))?.id ?? NOBODY)
    : undefined;
  const wanted = {
    state: { in: state },
    ...(service ? { serviceId: { in: service } } : {}),
    ...(severity ? { severity: { in: severity } } : {}),
    ...(group ? { groupId: group } : {}),
    ...(ticketId ? { ticketId } : {}),
  } satisfies Prisma.AlertWhereInput;
  // No index answers it, so it goes only so far back.
  const oldest = text
    ? await ctx.db.alert.findFirst({
        where: wanted,
        orderBy: NEWEST,
        skip: MOST_SEARCHED,
        select: { firstAt: true },
      })
    : null;
  const rows = await ctx.db.alert.findMany({
    where: {
      ...wanted,
      ...(text ? { summary: { contains: literal(text), mode: 'insensitive' } } : {}),
      ...(oldest ? { firstAt: { gt: oldest.firstAt } } : {}),
      ...olderThan('firstAt', after),
    },
    include: SHOWN,
    orderBy: NEWEST,
    take: limit + 1,
  });
  return pageOf(rows, limit, ({ firstAt, id }) => ({ at: firstAt, id }), view);
}

/** How many events and pages of an alert are shown; the last ones. */
const MOST = 500;

/** An alert with what happened to it and who was paged. */
export async function getAlert(ctx: Ctx, input: { id: string }): Promise<WholeAlert> {
  requireStaff(ctx);
  const { id } = parse(alerts.get.input, input);
  const row = await ctx.db.alert.findUnique({
    where: { id },
    include: {
      ...SHOWN,
      events: { orderBy: { id: 'desc' }, take: MOST, include: { actor: REF } },
      escalation: {
        include: {
          pages: {
            orderBy: [{ createdAt: 'desc' }, { target: 'asc' }, { way: 'desc' }],
            take: MOST,
            include: { person: REF },
          },
        },
      },
    },
  });
  if (!row) return fail('not_found', 'There is no such alert.');
  const { queues } = await directoryOf(ctx);
  const seen = queuesWorkedOn(ctx.actor, queues);
  const during = (await changesDuring(ctx, id)).filter(({ queueId }) => seen.includes(queueId));
  return {
    ...view(row),
    events: row.events.toReversed().map(({ id, kind, actor, at }) => ({
      ...{ id: String(id), kind: kind as WholeAlert['events'][number]['kind'], by: actor },
      at: at.toISOString(),
    })),
    pages: (row.escalation?.pages ?? []).toReversed().map((page) => ({
      ...{ id: page.id, round: page.round, step: page.step, person: page.person, state: page.state },
      ...{ via: page.channel ?? page.via, error: page.error },
      dueAt: page.dueAt.toISOString(),
      sentAt: page.sentAt?.toISOString() ?? null,
      deliveredAt: page.deliveredAt?.toISOString() ?? null,
    })),
    nextStepAt: row.escalation?.nextAt?.toISOString() ?? null,
    during: during.map(({ number, title }) => ({ number, title })),
  };
}

const view = (row: Row): Alert => ({
  ...{
    id: row.id,
    service: row.service,
    askedBy: row.askedBy,
    dedupKey: row.dedupKey,
    state: row.state,
    severity: row.severity,
  },
  ...{ summary: row.summary, source: row.source, count: row.count },
  labels: row.labels as Alert['labels'],
  links: row.links as Alert['links'],
  firstAt: row.firstAt.toISOString(),
  lastAt: row.lastAt.toISOString(),
  acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
  acknowledgedBy: row.acknowledgedBy,
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
  resolvedBy: row.resolvedBy,
  ...{ groupId: row.groupId, heldUntil: row.heldUntil?.toISOString() ?? null, maintenance: row.maintenance },
  silencedUntil: row.silencedUntil?.toISOString() ?? null,
  ticket: row.ticket?.number ?? null,
});
