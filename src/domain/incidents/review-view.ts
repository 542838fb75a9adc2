import type { IncidentReview, ReviewSections } from '../../contract/reviews.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { directoryOf } from '../settings/directory.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import { queuesWorkedOn, sight } from '../tickets/policy.ts';
import type { Stay } from './attendance.ts';
import { costOf } from './cost.ts';
import { factsOf, peopleOf } from './facts.ts';
import { type Locked, WITH } from './load.ts';
import { HOLDS } from './reviewed.ts';

const REF = { select: { id: true, name: true } } as const;

const INCIDENT = {
  ...WITH,
  followUps: {
    orderBy: [{ dueAt: 'asc' }, { createdAt: 'asc' }],
    include: {
      ticket: { select: { number: true, title: true, state: true, queueId: true, assignee: REF } },
    },
  },
} satisfies Prisma.MajorIncidentInclude;

/** @throws `not_found` */
export async function reviewOf(ctx: Ctx, { number }: LoadedTicket, incidentId: string) {
  const review = await ctx.db.incidentReview.findUnique({
    where: { incidentId },
    include: { editedBy: REF, doneBy: REF },
  });
  return review ?? fail('not_found', `${number} has no review.`);
}

/** The review as the caller may read it: of other tickets only those that they see. */
export async function viewReview(ctx: Ctx, { incident: { id }, ticket }: Locked): Promise<IncidentReview> {
  const review = await reviewOf(ctx, ticket, id);
  // It may have gone on in this transaction.
  const incident = await ctx.db.majorIncident.findUniqueOrThrow({
    where: { id },
    include: INCIDENT,
  });
  const { moments, measures, spans, stays, children } = await factsOf(ctx, incident, review.beganAt);
  const { queues, settings } = await directoryOf(ctx);
  const { cost } = settings.incidents;
  const seen = new Set(queuesWorkedOn(ctx.actor, queues));
  return {
    ...{ number: ticket.number, title: incident.ticket.title, state: review.state, version: review.version },
    severity: incident.ticket.priority as IncidentReview['severity'],
    sections: review.sections as ReviewSections,
    beganAt: review.beganAt?.toISOString() ?? null,
    detectedAt: moments.detected.toISOString(),
    resolvedAt: moments.resolved?.toISOString() ?? null,
    measures,
    people: await attended(ctx, stays),
    services: incident.services.map(({ service }) => service),
    children: children
      .filter(({ queueId }) => seen.has(queueId))
      .map(({ number, title, state }) => ({ number, title, state })),
    followUps: incident.followUps
      .filter(({ ticket }) => seen.has(ticket.queueId))
      .map(({ ticket: { number, title, state, assignee }, dueAt }) => ({
        ...{ number, title, state, owner: assignee, dueAt: dueAt?.toISOString() ?? null },
        overdue: dueAt !== null && dueAt <= ctx.now() && ['new', 'in_progress', 'on_hold'].includes(state),
      })),
    cost: cost && costOf(stays, spans, ctx.now(), cost),
    createdAt: review.createdAt.toISOString(),
    editedAt: review.editedAt?.toISOString() ?? null,
    editedBy: review.editedBy,
    doneAt: review.doneAt?.toISOString() ?? null,
    doneBy: review.doneBy,
    holds: incident.ticket.priority === HOLDS && incident.state === 'resolved' && review.state !== 'done',
    workable: sight(ctx.actor, ticket) === 'all',
  };
}

async function attended(ctx: Ctx, stays: readonly Stay[]): Promise<IncidentReview['people']> {
  const ids = [...new Set(stays.map(({ personId }) => personId))];
  const people = await peopleOf(ctx, ids);
  return ids.flatMap((id) => {
    const person = people.get(id);
    if (!person) return [];
    const theirs = stays.filter(({ personId }) => personId === id);
    return [
      {
        person,
        stays: theirs.map(({ role, from, until }) => ({
          ...{ role, from: from.toISOString(), until: until?.toISOString() ?? null },
        })),
      },
    ];
  });
}
