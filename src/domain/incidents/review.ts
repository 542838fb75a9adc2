import type { z } from 'zod';
import { isUnderWay } from '../../contract/incidents.ts';
import {
  EditReview,
  type IncidentReview,
  NEEDED_SECTIONS,
  type ReviewSections,
  reviewSectionWords,
  reviewStateWords,
  reviews,
} from '../../contract/reviews.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { allWellFormed, listed } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import { requireStaff } from '../people/policy.ts';
import { beginReview, nextReminder } from './begin-review.ts';
import { factsOf } from './facts.ts';
import { type Locked, loadIncident, lockIncident } from './load.ts';
import { auditIncident, noteIncident } from './note.ts';
import { reviewOf, viewReview } from './review-view.ts';

export const ANY = { can: 'changed', in: () => true };

/** The review of a major incident, with what was recorded of it. */
export async function getReview(ctx: Ctx, input: { number: string }): Promise<IncidentReview> {
  requireStaff(ctx);
  const { number } = parse(reviews.get.input, input);
  return viewReview(ctx, await loadIncident(ctx, number));
}

/** Drafts the review of one that was over before there were reviews. */
export async function makeReview(ctx: Ctx, input: { number: string }): Promise<IncidentReview> {
  requireResponder(ctx);
  const { number } = parse(reviews.begin.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockIncident(ctx, number, { can: 'reviewed', in: (state) => state === 'resolved' });
    if (await ctx.db.incidentReview.findUnique({ where: { incidentId: locked.incident.id } })) {
      fail('conflict', `${locked.ticket.number} has a review already.`);
    }
    await beginReview(ctx, locked.incident.id, locked.ticket);
    return viewReview(ctx, locked);
  });
}

/**
 * Writes sections of it, or when it began.
 * @throws `conflict` when somebody else has written meanwhile, with the version that is there in `data.version`
 */
export async function editReview(ctx: Ctx, input: z.input<typeof EditReview>): Promise<IncidentReview> {
  requireResponder(ctx);
  const { number, version, sections, beganAt } = parse(EditReview, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockIncident(ctx, number, ANY);
    const { id, ...review } = await seen(ctx, locked, version);
    if (review.state === 'done') fail('conflict', 'The review is done. Take it up again to change it.');
    if (beganAt) await requireBefore(ctx, locked, new Date(beganAt));
    const before = { ...(review.sections as ReviewSections), beganAt: review.beganAt?.toISOString() ?? null };
    const changes = changesOf<typeof before>(before, {
      ...allWellFormed(sections),
      ...(beganAt === undefined ? {} : { beganAt: beganAt && new Date(beganAt).toISOString() }),
    } as Partial<typeof before>);
    if (Object.keys(changes.after).length > 0) {
      const { beganAt: at, ...written } = { ...before, ...changes.after };
      await ctx.db.incidentReview.update({
        where: { id },
        data: {
          ...{ sections: written, beganAt: at ? new Date(at) : null, version: { increment: 1 } },
          ...{ editedAt: ctx.now(), editedById: personOf(ctx.actor)?.id ?? null },
        },
      });
      await auditIncident(ctx, locked.ticket, 'review.edit', changes);
    }
    return viewReview(ctx, locked);
  });
}

async function requireBefore(ctx: Ctx, { incident }: Locked, beganAt: Date): Promise<void> {
  const { moments } = await factsOf(ctx, incident, beganAt);
  if (beganAt > moments.detected) failField('beganAt', 'must not be after the first alert or ticket');
}

/** Has it read, says that it is done, or takes it up again. */
export async function moveReview(
  ctx: Ctx,
  input: z.input<typeof reviews.move.input>,
): Promise<IncidentReview> {
  requireResponder(ctx);
  const { number, version, state } = parse(reviews.move.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockIncident(ctx, number, ANY);
    const review = await seen(ctx, locked, version);
    if (state === review.state) return viewReview(ctx, locked);
    const isDone = state === 'done';
    if (isDone) requireWhole(locked, review.sections as ReviewSections);
    await ctx.db.incidentReview.update({
      where: { id: review.id },
      data: {
        ...{ state, version: { increment: 1 } },
        doneAt: isDone ? ctx.now() : null,
        doneById: isDone ? (personOf(ctx.actor)?.id ?? null) : null,
        remindAt:
          isDone || isUnderWay(locked.incident.state) ? null : (review.remindAt ?? (await nextReminder(ctx))),
      },
    });
    await noteIncident(ctx, locked.incident.id, locked.ticket, {
      kind: 'review',
      text: `Review: ${reviewStateWords[review.state]} → ${reviewStateWords[state]}`,
      detail: { before: review.state, after: state },
    });
    return viewReview(ctx, locked);
  });
}

function requireWhole({ incident, ticket }: Locked, sections: ReviewSections): void {
  if (isUnderWay(incident.state)) fail('conflict', `${ticket.number} is not over yet.`);
  const empty = NEEDED_SECTIONS.filter((name) => sections[name].trim() === '');
  if (empty.length === 0) return;
  fail(
    'conflict',
    `The review is not done while this is empty: ${listed(
      empty.map((name) => reviewSectionWords[name]),
      4,
    )}.`,
  );
}

/** As somebody has seen it. @throws `conflict` when it is another one by now */
async function seen(ctx: Ctx, { incident, ticket }: Locked, version: number) {
  const review = await reviewOf(ctx, ticket, incident.id);
  if (review.version !== version) {
    const by = review.editedBy ? ` ${review.editedBy.name} has` : ' Somebody has';
    fail(
      'conflict',
      `${by.trim()} changed the review meanwhile. Look at what it says now, then save again.`,
      {
        data: { version: review.version },
      },
    );
  }
  return review;
}
