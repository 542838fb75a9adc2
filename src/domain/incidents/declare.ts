import type { z } from 'zod';
import {
  DeclareIncident,
  incidents,
  isUnderWay,
  ProposeIncident,
  UnderWay,
} from '../../contract/incidents.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { cut, shown, wellFormed } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import { makeTicket } from '../alerts/tickets.ts';
import { refreshCards } from '../outbox/enqueue.ts';
import { directoryOf } from '../settings/directory.ts';
import { endOnStatusPage } from '../status/publish.ts';
import { editTicket } from '../tickets/edit.ts';
import { type LoadedTicket, lockTicket } from '../tickets/load.ts';
import { openTicket } from '../tickets/open.ts';
import { authorise } from '../tickets/policy.ts';
import { requireOpen } from '../tickets/states.ts';
import { nextClaim, nextUpdate } from './due.ts';
import { lockIncident } from './load.ts';
import { noteIncident } from './note.ts';
import { leaveRoom, wantRoom } from './room.ts';
import { severityInWords } from './severity.ts';
import { OPEN } from './states.ts';

export type ByNumber = { number: string };
type Wanted = z.output<typeof DeclareIncident>;

/**
 * Declares a major incident. What is open already for one of its services is led together with it: it is named, and only
 * with `anyway` there is another one.
 * @throws `conflict` when there is one that may be the same, with its number in `data.incident`
 */
export async function declareIncident(ctx: Ctx, input: z.input<typeof DeclareIncident>): Promise<ByNumber> {
  requireResponder(ctx);
  const wanted = parse(DeclareIncident, input);
  return inTransaction(ctx, async (ctx) => {
    await oneAfterAnother(ctx);
    const services = await servicesOf(ctx, wanted);
    if (!wanted.anyway) await requireNoOther(ctx, wanted, services);
    const ticket = await ticketFor(ctx, wanted);
    const declaredById = personOf(ctx.actor)?.id ?? null;
    const known = await ctx.db.majorIncident.findUnique({ where: { ticketId: ticket.id } });
    if (known && isUnderWay(known.state)) {
      fail('conflict', `${ticket.number} is a major incident already.`, {
        data: { incident: ticket.number },
      });
    }
    // Before it is one: of what is declared at that severity the timeline says so once.
    await setSeverity(ctx, ticket, wanted.severity);
    const id = await become(ctx, ticket, { ...(await begun(ctx, wanted.severity)), declaredById });
    await ctx.db.majorIncidentService.createMany({
      data: services.map((serviceId) => ({ incidentId: id, serviceId })),
      skipDuplicates: true,
    });
    await begin(ctx, { id, ticket, severity: wanted.severity });
    return { number: ticket.number };
  });
}

/** What a ticket is to the desk from now on, whatever it was before. @returns the id of its incident */
async function become(
  ctx: Ctx,
  { id: ticketId }: LoadedTicket,
  data: Omit<Prisma.MajorIncidentUncheckedCreateInput, 'id' | 'ticketId'>,
): Promise<string> {
  const { id } = await ctx.db.majorIncident.upsert({
    where: { ticketId },
    create: { id: ctx.newId(), ticketId, ...data },
    update: data,
    select: { id: true },
  });
  return id;
}

/** How it begins, with its clocks. */
const begun = async (ctx: Ctx, severity: Wanted['severity']) => ({
  ...{ state: 'investigating' as const, reason: '', declaredAt: ctx.now(), resolvedAt: null },
  ...{ updateDueAt: await nextUpdate(ctx, severity), claimDueAt: await nextClaim(ctx) },
});

/** Its cards, the first line of its timeline, and its room. */
async function begin(
  ctx: Ctx,
  { id, ticket, severity }: { id: string; ticket: LoadedTicket; severity: Wanted['severity'] },
): Promise<void> {
  await showCards(ctx, ticket);
  await noteIncident(ctx, id, ticket, {
    kind: 'declared',
    text: `declared a major incident: ${severityInWords(severity)}`,
    detail: { severity },
  });
  await wantRoom(ctx, ticket, severity);
}

/** Its card stands where the agents of its queue talk, and where the stakeholders do. */
async function showCards(ctx: Ctx, { id, queueId }: LoadedTicket): Promise<void> {
  const { queues, settings } = await directoryOf(ctx);
  const places = [...(queues.get(queueId)?.triage ?? []), ...settings.incidents.stakeholders];
  await refreshCards(
    ctx,
    [id],
    places.map((place) => ({ kind: 'incident_card' as const, ...place })),
  );
}

/** The ticket's priority is the severity, whatever impact and urgency say. */
export async function setSeverity(
  ctx: Ctx,
  ticket: Pick<LoadedTicket, 'number' | 'priority'>,
  severity: Wanted['severity'],
): Promise<void> {
  if (ticket.priority === severity) return;
  const priority = { value: severity, reason: 'Severity of the major incident' };
  await editTicket(ctx, { number: ticket.number, priority });
}

/** Two who declare the same at the same moment find each other: declarations are rare. */
export const oneAfterAnother = (ctx: Ctx) =>
  ctx.db.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('major incident'))::text`;

/** The same without waiting. @returns whether it is our turn */
export async function mayDeclare(ctx: Ctx): Promise<boolean> {
  const [row] = await ctx.db.$queryRaw<{ mine: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtext('major incident')) AS mine`;
  return row?.mine === true;
}

async function servicesOf(ctx: Ctx, { services, alert, ticket }: Wanted): Promise<string[]> {
  const known = await ctx.db.service.count({ where: { id: { in: services }, archivedAt: null } });
  if (known < services.length) failField('services', 'There is no such service.');
  const alerts = await ctx.db.alert.findMany({
    where: {
      OR: [
        ...(alert ? [{ id: alert }] : []),
        ...(ticket ? [{ ticket: { number: ticket }, state: { not: 'resolved' as const } }] : []),
      ],
    },
    select: { serviceId: true },
    take: 50,
  });
  return [...new Set([...services, ...alerts.flatMap(({ serviceId }) => serviceId ?? [])])];
}

/** Another one that may be the same: about one of the services, or about nobody knows which. */
async function requireNoOther(ctx: Ctx, { ticket }: Wanted, services: string[]): Promise<void> {
  const other = await ctx.db.majorIncident.findFirst({
    where: {
      state: { in: [...UnderWay.options] },
      ...(ticket ? { ticket: { number: { not: ticket } } } : {}),
      ...(services.length > 0
        ? { OR: [{ services: { some: { serviceId: { in: services } } } }, { services: { none: {} } }] }
        : {}),
    },
    orderBy: { declaredAt: 'desc' },
    include: { ticket: { select: { number: true, title: true, queue: true } }, declaredBy: true },
  });
  if (!other) return;
  const { number, title, queue } = other.ticket;
  const mine = personOf(ctx.actor)?.teamIds ?? [];
  const named =
    queue.visibility === 'open' || mine.includes(queue.teamId) ? ` “${cut(shown(title), 100)}”` : '';
  const by = other.declaredBy ? `, declared by ${other.declaredBy.name}` : '';
  fail(
    'conflict',
    `${number}${named} is open${by}. If it is the same, go on there; if not, declare it anyway.`,
    {
      data: { incident: number },
    },
  );
}

async function ticketFor(ctx: Ctx, wanted: Wanted): Promise<LoadedTicket> {
  const number = wanted.ticket ?? (await ticketOfAlert(ctx, wanted)) ?? (await freshTicket(ctx, wanted));
  const ticket = await lockTicket(ctx, number);
  authorise(ctx.actor, 'edit', ticket);
  requireOpen(ticket.state, 'a major incident');
  return ticket;
}

async function ticketOfAlert(ctx: Ctx, { alert }: Wanted): Promise<string | undefined> {
  if (!alert) return undefined;
  const { ticket } = await makeTicket(ctx, { id: alert });
  return ticket ?? undefined;
}

async function freshTicket(ctx: Ctx, { title, description }: Wanted): Promise<string> {
  if (!title) return failField('title', 'must not be empty');
  const opened = await openTicket(ctx, { kind: 'incident', title, description: description ?? title });
  // Only what came by a delivery may be there already.
  if (!opened) throw new Error('the ticket was not opened');
  return opened.number;
}

/**
 * Proposes a ticket as a major incident, for somebody else to decide.
 * @throws `conflict` when it is one, or waits to become one
 */
export async function proposeIncident(ctx: Ctx, input: z.input<typeof ProposeIncident>): Promise<ByNumber> {
  requireResponder(ctx);
  const { ticket: reference, reason } = parse(ProposeIncident, input);
  return inTransaction(ctx, async (ctx) => {
    const ticket = await lockTicket(ctx, reference);
    authorise(ctx.actor, 'edit', ticket);
    requireOpen(ticket.state, 'a major incident');
    const known = await ctx.db.majorIncident.findUnique({ where: { ticketId: ticket.id } });
    if (known && OPEN.includes(known.state)) {
      fail(
        'conflict',
        `${ticket.number} is ${known.state === 'proposed' ? 'proposed' : 'a major incident'} already.`,
      );
    }
    const id = await become(ctx, ticket, {
      ...{ state: 'proposed', reason: wellFormed(reason), resolvedAt: null },
      ...{ declaredById: personOf(ctx.actor)?.id ?? null, declaredAt: ctx.now() },
    });
    await showCards(ctx, ticket);
    await noteIncident(ctx, id, ticket, { kind: 'proposed', text: `proposed a major incident: ${reason}` });
    return { number: ticket.number };
  });
}

/** Makes a major incident of what was proposed. */
export async function acceptIncident(
  ctx: Ctx,
  input: z.input<typeof incidents.accept.input>,
): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, severity } = parse(incidents.accept.input, input);
  return inTransaction(ctx, async (ctx) => {
    await oneAfterAnother(ctx);
    const { incident, ticket } = await lockIncident(ctx, number, {
      ...{ can: 'accepted', in: (state) => state === 'proposed' },
    });
    const wanted = severity ?? (ticket.priority as Wanted['severity']);
    await setSeverity(ctx, ticket, wanted);
    await ctx.db.majorIncident.update({
      where: { id: incident.id },
      // What the desk has proposed is declared by whoever accepts it.
      data: {
        ...(await begun(ctx, wanted)),
        declaredById: incident.declaredById ?? personOf(ctx.actor)?.id ?? null,
      },
    });
    await begin(ctx, { id: incident.id, ticket, severity: wanted });
    return { number: ticket.number };
  });
}

/** Says why it is none. */
export const rejectIncident = (ctx: Ctx, input: z.input<typeof incidents.reject.input>) =>
  end(ctx, input, 'rejected', { can: 'rejected', in: (state) => state === 'proposed' });

/** Says that it is none after all. Its ticket goes on. */
export const cancelIncident = (ctx: Ctx, input: z.input<typeof incidents.cancel.input>) =>
  end(ctx, input, 'cancelled', { can: 'cancelled' });

async function end(
  ctx: Ctx,
  input: z.input<typeof incidents.reject.input>,
  state: 'rejected' | 'cancelled',
  when: Parameters<typeof lockIncident>[2],
): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, reason } = parse(incidents.reject.input, input);
  return inTransaction(ctx, async (ctx) => {
    const { incident, ticket } = await lockIncident(ctx, number, when);
    await ctx.db.majorIncident.update({
      where: { id: incident.id },
      data: { state, reason: wellFormed(reason), updateDueAt: null, claimDueAt: null },
    });
    await noteIncident(ctx, incident.id, ticket, {
      kind: state,
      text:
        state === 'rejected'
          ? `said that it is no major incident: ${reason}`
          : `cancelled the major incident: ${reason}`,
    });
    if (state === 'cancelled') await leaveRoom(ctx, incident.id, ticket, state);
    await endOnStatusPage(ctx, incident.id);
    return { number: ticket.number };
  });
}
