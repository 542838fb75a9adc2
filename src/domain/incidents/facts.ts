import type { IncidentReview } from '../../contract/reviews.ts';
import type { Ctx } from '../../lib/context.ts';
import { type Recorded, type Span, type Stay, staysOf, underWay } from './attendance.ts';
import type { LoadedIncident } from './load.ts';
import { type Moments, measuresOf } from './measures.ts';

const REF = { select: { id: true, name: true } } as const;

/** What was recorded of a major incident, as its review tells it. */
export type Facts = {
  moments: Moments;
  measures: IncidentReview['measures'];
  spans: Span[];
  stays: Stay[];
  children: {
    number: string;
    title: string;
    state: IncidentReview['children'][number]['state'];
    queueId: string;
  }[];
};

/** @param beganAt when it began, as people say */
export async function factsOf(
  ctx: Ctx,
  { id, ticketId, resolvedAt }: LoadedIncident,
  beganAt: Date | null,
): Promise<Facts> {
  const recorded: Recorded[] = await ctx.db.majorIncidentEvent.findMany({
    where: { incidentId: id, kind: { in: ['declared', 'cancelled', 'state', 'role'] } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { kind: true, at: true, data: true },
  });
  const stays = staysOf(recorded);
  const ticket = await ctx.db.ticket.findUniqueOrThrow({
    where: { id: ticketId },
    select: { createdAt: true, takenAt: true },
  });
  const { _min: alerts } = await ctx.db.alert.aggregate({ where: { ticketId }, _min: { firstAt: true } });
  const { _min: answers } = await ctx.db.alertEvent.aggregate({
    where: { alert: { ticketId }, kind: 'acknowledged' },
    _min: { at: true },
  });
  const responding = stays.filter(({ role }) => role === 'commander' || role === 'responder');
  const moments = {
    began: beganAt,
    detected: earliest([ticket.createdAt, alerts.firstAt]) ?? ticket.createdAt,
    acknowledged: earliest([answers.at, ticket.takenAt, stays[0]?.from]),
    responded: responding[0]?.from ?? null,
    resolved: resolvedAt,
  };
  return {
    ...{ moments, measures: measuresOf(moments), spans: underWay(recorded), stays },
    children: await childrenOf(ctx, ticketId),
  };
}

async function childrenOf(ctx: Ctx, ticketId: string): Promise<Facts['children']> {
  const links = await ctx.db.ticketLink.findMany({
    where: { toId: ticketId, kind: 'child_of' },
    orderBy: { from: { createdAt: 'asc' } },
    select: { from: { select: { number: true, title: true, state: true, queueId: true } } },
  });
  return links.map(({ from }) => from);
}

/** People by their ids. */
export async function peopleOf(ctx: Ctx, ids: readonly string[]) {
  const people = await ctx.db.person.findMany({ where: { id: { in: [...new Set(ids)] } }, ...REF });
  return new Map(people.map((person) => [person.id, person]));
}

const earliest = (instants: readonly (Date | null | undefined)[]): Date | null => {
  const known = instants.flatMap((at) => at?.getTime() ?? []);
  return known.length > 0 ? new Date(Math.min(...known)) : null;
};
