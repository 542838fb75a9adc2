import type { z } from 'zod';
import { incidentStateWords, incidents, type UnderWay } from '../../contract/incidents.ts';
import { actingAs, type Ctx, inTransaction, systemActor } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { listed } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import { openChildren } from '../tickets/family.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import { resolveTicket } from '../tickets/resolve.ts';
import { type ByNumber, setSeverity } from './declare.ts';
import { type Locked, lockIncident } from './load.ts';
import { noteIncident } from './note.ts';
import { callIntoRoom } from './room.ts';

/** Says how far it is. */
export async function moveIncident(ctx: Ctx, input: z.input<typeof incidents.move.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, state } = parse(incidents.move.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockIncident(ctx, number);
    await moveTo(ctx, locked, state);
    return { number: locked.ticket.number };
  });
}

/** Ticket and incident are locked. */
export async function moveTo(ctx: Ctx, { incident, ticket }: Locked, state: UnderWay): Promise<void> {
  if (incident.state === state) return;
  const now = ctx.now();
  await ctx.db.majorIncident.update({
    where: { id: incident.id },
    data: {
      state,
      ...(state === 'identified' && !incident.identifiedAt ? { identifiedAt: now } : {}),
      ...(state === 'monitoring' && !incident.monitoringAt ? { monitoringAt: now } : {}),
    },
  });
  await noteIncident(ctx, incident.id, ticket, {
    kind: 'state',
    text: `${incidentStateWords[incident.state]} → ${incidentStateWords[state]}`,
    detail: { before: incident.state, after: state },
  });
}

/**
 * It is over: its ticket is resolved, and its open children of the same kind with it.
 * @throws `conflict` while something has to be done before
 */
export async function resolveIncident(
  ctx: Ctx,
  input: z.input<typeof incidents.resolve.input>,
): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, resolution } = parse(incidents.resolve.input, input);
  return inTransaction(ctx, async (ctx) => {
    const { ticket } = await lockIncident(ctx, number, { can: 'resolved' });
    await resolveChildren(ctx, ticket, resolution);
    await resolveTicket(ctx, { number, resolution, code: 'fixed', withOpenChildren: true });
    return { number: ticket.number };
  });
}

/** Whoever leads the parent decides for its children, also where they are in others' queues. */
async function resolveChildren(ctx: Ctx, { id, number }: LoadedTicket, resolution: string): Promise<void> {
  const desk = actingAs(ctx, systemActor('incident'));
  for (const child of await openChildren(ctx, id)) {
    if (!child.number.startsWith('INC-')) continue;
    const words = `${number}, of which this is a part, is resolved: ${resolution}`;
    await resolveTicket(desk, {
      number: child.number,
      resolution: words,
      code: 'fixed',
      withOpenChildren: true,
    });
  }
}

/** Changes its severity or its services. */
export async function editIncident(ctx: Ctx, input: z.input<typeof incidents.edit.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, severity, services } = parse(incidents.edit.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockIncident(ctx, number);
    if (services) await setServices(ctx, locked, services);
    // The timeline hears of it as of every change of the priority.
    if (severity) await setSeverity(ctx, locked.ticket, severity);
    return { number: locked.ticket.number };
  });
}

async function setServices(ctx: Ctx, { incident, ticket }: Locked, ids: string[]): Promise<void> {
  const before = incident.services.map(({ service }) => service);
  if (ids.length === before.length && before.every(({ id }) => ids.includes(id))) return;
  const added = ids.filter((id) => !before.some((service) => service.id === id));
  const known = await ctx.db.service.findMany({ where: { id: { in: added }, archivedAt: null } });
  if (known.length < added.length) failField('services', 'There is no such service.');
  await ctx.db.majorIncidentService.deleteMany({
    where: { incidentId: incident.id, serviceId: { notIn: ids } },
  });
  await ctx.db.majorIncidentService.createMany({
    data: added.map((serviceId) => ({ incidentId: incident.id, serviceId })),
  });
  const names = [...before.filter(({ id }) => ids.includes(id)), ...known].map(({ name }) => name).sort();
  await noteIncident(ctx, incident.id, ticket, {
    kind: 'services',
    text: names.length > 0 ? `said that it is about ${listed(names)}` : 'said that it is about no service',
    detail: { before: before.map(({ id }) => id), after: ids },
  });
  if (added.length > 0) await callIntoRoom(ctx, ticket);
}
