import type { z } from 'zod';
import { type Incident, incidents, ListIncidents, type WholeIncident } from '../../contract/incidents.ts';
import type { Ctx } from '../../lib/context.ts';
import { olderThan, pageOf, readCursor } from '../../lib/cursor.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { requireStaff } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { statusUpdatesOf } from '../status/publish.ts';
import { queuesWorkedOn, sight } from '../tickets/policy.ts';
import { type LoadedIncident, loadIncident, WITH } from './load.ts';
import { OPEN } from './states.ts';
import { suspectsOf } from './suspects.ts';
import { timelineOf } from './timeline.ts';

/** Major incidents, the newest first: those of queues whose tickets the caller sees. */
export async function listIncidents(
  ctx: Ctx,
  input: z.input<typeof ListIncidents>,
): Promise<{ items: Incident[]; next: string | null }> {
  requireStaff(ctx);
  const { cursor, limit, state = [...OPEN], service } = parse(ListIncidents, input);
  const { queues } = await directoryOf(ctx);
  const rows = await ctx.db.majorIncident.findMany({
    where: {
      state: { in: [...state] },
      ticket: { queueId: { in: queuesWorkedOn(ctx.actor, queues) } },
      ...(service ? { services: { some: { serviceId: { in: service } } } } : {}),
      ...olderThan('declaredAt', cursor ? readCursor(cursor) : undefined),
    },
    include: WITH,
    orderBy: [{ declaredAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  return pageOf(rows, limit, ({ declaredAt, id }) => ({ at: declaredAt, id }), view);
}

/** A major incident with all that belongs to it. */
export async function getIncident(ctx: Ctx, input: { number: string }): Promise<WholeIncident> {
  requireStaff(ctx);
  const { number } = parse(incidents.get.input, input);
  const { incident, ticket } = await loadIncident(ctx, number);
  const review = await ctx.db.incidentReview.findUnique({
    where: { incidentId: incident.id },
    select: { state: true },
  });
  return {
    ...view(incident),
    review: review?.state ?? null,
    roles: incident.seats.map(({ role, person, since }) => ({ role, person, since: since.toISOString() })),
    reason: incident.reason,
    identifiedAt: incident.identifiedAt?.toISOString() ?? null,
    monitoringAt: incident.monitoringAt?.toISOString() ?? null,
    alerts: await alertsOf(ctx, incident),
    changes: await changesOf(ctx, incident),
    tickets: await ticketsOf(ctx, ticket.id),
    room: await roomOf(ctx, incident),
    timeline: await timelineOf(ctx, incident),
    statusUpdates: await statusUpdatesOf(ctx, incident.id),
    workable: sight(ctx.actor, ticket) === 'all',
  };
}

async function roomOf(ctx: Ctx, { id }: LoadedIncident): Promise<WholeIncident['room']> {
  const select = { state: true, channel: true, name: true, url: true, error: true } as const;
  return ctx.db.majorIncidentRoom.findUnique({ where: { incidentId: id }, select });
}

/** Those of its ticket first, then what is open for its services. */
async function alertsOf(ctx: Ctx, { ticketId, services }: LoadedIncident): Promise<WholeIncident['alerts']> {
  const { queues } = await directoryOf(ctx);
  const seen = new Set(queuesWorkedOn(ctx.actor, queues));
  const find = (where: Prisma.AlertWhereInput) =>
    ctx.db.alert.findMany({
      where,
      orderBy: [{ firstAt: 'desc' }, { id: 'desc' }],
      take: 100,
      select: {
        ...{ id: true, summary: true, state: true, ticketId: true },
        ...{ service: { select: { name: true } }, ticket: { select: { number: true, queueId: true } } },
      },
    });
  const own = await find({ ticketId });
  const others =
    services.length === 0
      ? []
      : await find({
          serviceId: { in: services.map(({ serviceId }) => serviceId) },
          state: { not: 'resolved' },
          OR: [{ ticketId: null }, { ticketId: { not: ticketId } }],
        });
  return [...own, ...others].map(({ id, summary, state, service, ticket, ...alert }) => ({
    ...{ id, summary, state, service: service?.name ?? null },
    ticket: ticket && alert.ticketId !== ticketId && seen.has(ticket.queueId) ? ticket.number : null,
  }));
}

/** As far as the caller sees them. */
async function changesOf(ctx: Ctx, { ticketId }: LoadedIncident): Promise<WholeIncident['changes']> {
  const { queues } = await directoryOf(ctx);
  const seen = new Set(queuesWorkedOn(ctx.actor, queues));
  const suspects = await suspectsOf(ctx, [ticketId]);
  return suspects
    .filter(({ queueId }) => seen.has(queueId))
    .map(({ number, title, state, startedAt, isCause }) => ({
      ...{ number, title, state, isCause, startedAt: startedAt && new Date(startedAt).toISOString() },
    }));
}

/** Its children and what is linked to it, as far as the caller sees them. */
async function ticketsOf(ctx: Ctx, id: string): Promise<WholeIncident['tickets']> {
  const { queues } = await directoryOf(ctx);
  const queueId = { in: queuesWorkedOn(ctx.actor, queues) };
  const shown = { select: { number: true, title: true, state: true } };
  const links = await ctx.db.ticketLink.findMany({
    where: {
      OR: [
        { toId: id, from: { queueId } },
        { fromId: id, kind: { notIn: ['child_of', 'caused_by'] }, to: { queueId } },
      ],
    },
    take: 200,
    include: { from: shown, to: shown },
  });
  return links.map(({ kind, toId, from, to }) => ({
    ...(toId === id ? from : to),
    child: kind === 'child_of' && toId === id,
  }));
}

const view = (incident: LoadedIncident): Incident => ({
  id: incident.ticketId,
  number: incident.ticket.number,
  title: incident.ticket.title,
  severity: incident.ticket.priority as Incident['severity'],
  state: incident.state,
  services: incident.services.map(({ service }) => service),
  commander: incident.seats.find(({ role }) => role === 'commander')?.person ?? null,
  declaredBy: incident.declaredBy,
  declaredAt: incident.declaredAt.toISOString(),
  resolvedAt: incident.resolvedAt?.toISOString() ?? null,
  updateDueAt: incident.updateDueAt?.toISOString() ?? null,
});
