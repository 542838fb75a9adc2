import { isUnderWay, type Severity, UnderWay } from '../../contract/incidents.ts';
import type { Ctx } from '../../lib/context.ts';
import { isDeskbellError } from '../../lib/errors.ts';
import { linkTickets } from '../tickets/link.ts';
import { loadTicket } from '../tickets/load.ts';
import { putUnder } from '../tickets/parent.ts';
import { acceptIncident, declareIncident } from './declare.ts';

/** What the desk made of a ticket that it was to declare. */
export type Declared =
  | { as: 'declared' | 'accepted' }
  /** It is one already, or people have said that it is none. */
  | { as: 'known' }
  /** It is a part of what is open for the same service. */
  | { as: 'joined'; number: string };

/**
 * Declares a major incident by itself: of a ticket once, and where one is open for the same service, the ticket belongs to
 * that one. Under the lock of declarations.
 */
export async function declareByDesk(
  ctx: Ctx,
  { number, severity, services = [] }: { number: string; severity: Severity; services?: string[] },
): Promise<Declared> {
  const ticket = await loadTicket(ctx, number);
  const known = await ctx.db.majorIncident.findUnique({ where: { ticketId: ticket.id } });
  if (known && known.state !== 'proposed') return { as: 'known' };
  const of = [...services, ...(await servicesOf(ctx, ticket.id))];
  const other = await openFor(ctx, of, ticket.id);
  if (other) {
    await join(ctx, ticket.number, other.number);
    return { as: 'joined', number: other.number };
  }
  if (known) {
    await acceptIncident(ctx, { number: ticket.number, severity });
    return { as: 'accepted' };
  }
  await declareIncident(ctx, { ticket: ticket.number, severity, services, anyway: true });
  return { as: 'declared' };
}

/** The services of the open alerts of a ticket. */
async function servicesOf(ctx: Ctx, ticketId: string): Promise<string[]> {
  const alerts = await ctx.db.alert.findMany({
    where: { ticketId, state: { not: 'resolved' }, serviceId: { not: null } },
    select: { serviceId: true },
    distinct: ['serviceId'],
    take: 50,
  });
  return alerts.flatMap(({ serviceId }) => serviceId ?? []);
}

/** What is open for one of these services, the newest first. */
export async function openFor(ctx: Ctx, services: readonly string[], butNot?: string) {
  if (services.length === 0) return null;
  const incident = await ctx.db.majorIncident.findFirst({
    where: {
      state: { in: [...UnderWay.options] },
      services: { some: { serviceId: { in: [...services] } } },
      ...(butNot ? { ticketId: { not: butNot } } : {}),
    },
    orderBy: { declaredAt: 'desc' },
    select: { state: true, ticket: { select: { id: true, number: true } } },
  });
  return incident && isUnderWay(incident.state) ? incident.ticket : null;
}

/** A part of it, or where the family has no room for that, related to it. */
export async function join(ctx: Ctx, number: string, to: string): Promise<void> {
  try {
    await putUnder(ctx, number, to, 'to');
  } catch (error) {
    if (!isDeskbellError(error)) throw error;
    await linkTickets(ctx, { number, kind: 'related', to });
  }
}
