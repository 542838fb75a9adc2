import type { ReviewSections } from '../../contract/reviews.ts';
import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { allWellFormed } from '../../lib/text.ts';
import { directoryOf } from '../settings/directory.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import { draftOf } from './draft.ts';
import { factsOf } from './facts.ts';
import { type LoadedIncident, WITH } from './load.ts';
import { noteIncident } from './note.ts';
import { suspectsOf } from './suspects.ts';
import { timelineOf } from './timeline.ts';

/**
 * Drafts the review of what is over, from its timeline. One that nobody has touched is drafted anew; what people have
 * written stays. In the transaction in which it is over, the ticket locked.
 */
export async function beginReview(ctx: Ctx, incidentId: string, ticket: LoadedTicket): Promise<void> {
  const known = await ctx.db.incidentReview.findUnique({ where: { incidentId } });
  const remindAt = await nextReminder(ctx);
  if (known && known.version > 1) {
    await ctx.db.incidentReview.update({ where: { incidentId }, data: { remindAt } });
    return;
  }
  const incident = await ctx.db.majorIncident.findUniqueOrThrow({ where: { id: incidentId }, include: WITH });
  const sections = allWellFormed(await draft(ctx, incident, ticket.queueId));
  await ctx.db.incidentReview.upsert({
    where: { incidentId },
    create: { id: ctx.newId(), incidentId, sections, createdAt: ctx.now(), remindAt },
    update: { sections, createdAt: ctx.now(), remindAt },
  });
  await noteIncident(ctx, incidentId, ticket, { kind: 'review', text: 'The review is drafted' });
}

/** @param home the queue of its ticket */
async function draft(ctx: Ctx, incident: LoadedIncident, home: string): Promise<ReviewSections> {
  const { moments, measures, children } = await factsOf(ctx, incident, null);
  const { queues } = await directoryOf(ctx);
  const isOpen = ({ queueId }: { queueId: string }) =>
    queueId === home || queues.get(queueId)?.visibility === 'open';
  const { title, priority } = incident.ticket;
  return draftOf({
    ...{ title, severity: priority, measures },
    // Of a private queue nobody else reads so much as a title.
    ...{ children: children.filter(isOpen), hidden: children.filter((child) => !isOpen(child)).length },
    ...{ detectedAt: moments.detected, resolvedAt: moments.resolved },
    causes: (await suspectsOf(ctx, [incident.ticketId]))
      .filter(({ isCause }) => isCause)
      .map((one) => ({ number: one.number, title: isOpen(one) ? one.title : null })),
    services: incident.services.map(({ service }) => service.name),
    timeline: await timelineOf(ctx, incident),
  });
}

/** It goes on, so what was done is to be looked at again. In the transaction in which it is reopened. */
export async function reopenReview(ctx: Ctx, incidentId: string): Promise<void> {
  await ctx.db.incidentReview.updateMany({ where: { incidentId }, data: { remindAt: null } });
  await ctx.db.incidentReview.updateMany({
    where: { incidentId, state: { not: 'draft' } },
    data: { state: 'draft', doneAt: null, doneById: null, version: { increment: 1 } },
  });
}

/** When somebody is told that it is not done; null: nobody is. */
export async function nextReminder(ctx: Ctx): Promise<Date | null> {
  const { reviewDays } = (await directoryOf(ctx)).settings.incidents;
  return reviewDays === null ? null : new Date(ctx.now().getTime() + reviewDays * DAY);
}
