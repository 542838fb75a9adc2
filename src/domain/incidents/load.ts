import { type IncidentState, isUnderWay } from '../../contract/incidents.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { type LoadedTicket, loadTicket, lockTicket } from '../tickets/load.ts';
import { authorise } from '../tickets/policy.ts';

const REF = { select: { id: true, name: true } } as const;
export const WITH = {
  ticket: { select: { number: true, title: true, priority: true } },
  declaredBy: REF,
  services: { include: { service: REF }, orderBy: { service: { name: 'asc' } } },
  seats: { include: { person: REF }, orderBy: [{ role: 'asc' }, { since: 'asc' }, { personId: 'asc' }] },
} satisfies Prisma.MajorIncidentInclude;

export type LoadedIncident = Prisma.MajorIncidentGetPayload<{ include: typeof WITH }>;
export type Locked = { incident: LoadedIncident; ticket: LoadedTicket };

/** The incident of a ticket that the actor may know of. @throws `not_found` */
export async function loadIncident(ctx: Ctx, reference: string): Promise<Locked> {
  const ticket = await loadTicket(ctx, reference);
  return { ticket, incident: await incidentOf(ctx, ticket) };
}

/** In which states, unless in those in which people work on it; what it cannot be otherwise: `resolved`. */
type When = { can: string; in?: (state: IncidentState) => boolean };

/**
 * For whoever works on it: ticket and incident locked until the transaction ends.
 * @throws `conflict` in another one
 */
export async function lockIncident(ctx: Ctx, reference: string, when?: When): Promise<Locked> {
  const ticket = await lockTicket(ctx, reference);
  authorise(ctx.actor, 'edit', ticket);
  const locked = { ticket, incident: await incidentOf(ctx, ticket) };
  requireState(locked, when);
  return locked;
}

/** @throws `conflict` in the words of {@link lockIncident} */
export function requireState({ incident, ticket }: Locked, when: When = { can: 'changed' }): void {
  if (!(when.in ?? isUnderWay)(incident.state)) {
    fail('conflict', `${ticket.number} is ${incident.state}, so it cannot be ${when.can}.`);
  }
}

async function incidentOf(ctx: Ctx, ticket: LoadedTicket): Promise<LoadedIncident> {
  const incident = await ctx.db.majorIncident.findUnique({ where: { ticketId: ticket.id }, include: WITH });
  return incident ?? fail('not_found', `${ticket.number} is no major incident.`);
}
