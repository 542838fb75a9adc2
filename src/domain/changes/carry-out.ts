import type { z } from 'zod';
import { changeOutcomeWords, changes, systemsFailed } from '../../contract/changes.ts';
import { DAY } from '../../lib/clock.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { cancelTicket } from '../tickets/cancel.ts';
import { closeTicket, resolveTicket } from '../tickets/resolve.ts';
import { dropProposal, likenessNow, proposeTemplate } from './factory.ts';
import { holdAlerts, releaseAlerts } from './hold-alerts.ts';
import { type LoadedChange, type Locked, lockChange } from './load.ts';
import { noteChange } from './note.ts';
import type { ByNumber } from './plan.ts';
import { withdrawAfterFailure } from './templates.ts';

/**
 * Begins to carry it out.
 * @throws `forbidden` to all but its implementer; `invalid` outside of its window without a reason
 */
export async function startChange(ctx: Ctx, input: z.input<typeof changes.start.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, reason } = parse(changes.start.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockChange(ctx, number, 'start');
    const { change, ticket } = locked;
    requireImplementer(ctx, locked);
    const now = ctx.now();
    const isInside =
      change.startsAt !== null && change.endsAt !== null && change.startsAt <= now && now < change.endsAt;
    if (!isInside && reason === '')
      failField('reason', 'It is not the time of its window. Please say why it starts now.');
    await ctx.db.change.update({
      where: { id: change.id },
      data: {
        state: 'implement',
        startedAt: now,
        workAt: null,
        maintenanceId: await holdAlerts(ctx, locked),
      },
    });
    await noteChange(ctx, ticket, {
      ...{
        action: 'start',
        words: `started the change${reason ? ` outside of its window: ${reason}` : ''}`,
        told: true,
      },
      detail: { before: change.state, after: 'implement', reason, inWindow: isInside },
    });
    return { number: ticket.number };
  });
}

/** Says how it went. */
export async function finishChange(ctx: Ctx, input: z.input<typeof changes.finish.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, outcome, note } = parse(changes.finish.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockChange(ctx, number, 'finish');
    const { change, ticket } = locked;
    requireImplementer(ctx, locked);
    const failed = change._count.failures;
    if (outcome === 'successful' && failed > 0) {
      failField('outcome', `${systemsFailed(failed)}: it is successful with issues, if it is.`);
    }
    const { closeDays } = (await directoryOf(ctx)).settings.changes;
    const now = ctx.now();
    const done = { ...change, outcome };
    const closesAt =
      closeDays === null || needsReview(done) ? null : new Date(now.getTime() + closeDays * DAY);
    const likeness = likenessNow(locked);
    await ctx.db.change.update({
      where: { id: change.id },
      data: {
        ...{ state: 'review', outcome, outcomeNote: wellFormed(note), endedAt: now, workAt: closesAt },
        likeness,
      },
    });
    await releaseAlerts(ctx, change);
    await noteChange(ctx, ticket, {
      ...{ action: 'finish', told: true },
      words: `finished the change: ${changeOutcomeWords[outcome].toLowerCase()}${note ? `. ${note}` : ''}`,
      detail: { before: change.state, after: 'review', outcome, note },
    });
    if (outcome === 'failed' || outcome === 'backed_out') {
      if (change.templateId) await withdrawAfterFailure(ctx, change.templateId, ticket.number);
      if (likeness) await dropProposal(ctx, locked, likeness);
    }
    return { number: ticket.number };
  });
}

/** Of an emergency, and of what went wrong, it is written down what was learnt. */
export const needsReview = ({ type, outcome }: Pick<LoadedChange, 'type' | 'outcome'>): boolean =>
  type === 'emergency' || outcome === 'failed' || outcome === 'backed_out';

/**
 * Closes it, and its ticket with it.
 * @throws `invalid` where it needs a review and has none
 */
export async function closeChange(ctx: Ctx, input: z.input<typeof changes.close.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, review } = parse(changes.close.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockChange(ctx, number, 'close');
    const { change, ticket } = locked;
    if (needsReview(change) && review === '') {
      failField('review', 'Please write down what happened, and what is to be done otherwise the next time.');
    }
    const likeness = likenessNow(locked);
    await ctx.db.change.update({
      where: { id: change.id },
      data: { state: 'closed', reviewNote: wellFormed(review), workAt: null, likeness },
    });
    const outcome = change.outcome ? changeOutcomeWords[change.outcome] : '';
    await noteChange(ctx, ticket, {
      ...{ action: 'close', words: `closed the change${review ? `: ${review}` : ''}` },
      detail: { before: change.state, after: 'closed', review },
    });
    const failed = change.outcome === 'failed' || change.outcome === 'backed_out';
    await resolveTicket(ctx, {
      ...{ number, code: failed ? 'declined' : 'fulfilled', withOpenChildren: true },
      resolution: [outcome, change.outcomeNote].filter((text) => text !== '').join('. '),
    });
    await closeTicket(ctx, { number });
    if (likeness && change.type === 'normal' && change.outcome === 'successful') {
      await proposeTemplate(ctx, locked, likeness);
    }
    return { number: ticket.number };
  });
}

/** Cancels it, and its ticket with it. */
export async function cancelChange(ctx: Ctx, input: z.input<typeof changes.cancel.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, reason } = parse(changes.cancel.input, input);
  return inTransaction(ctx, async (ctx) => {
    const { change, ticket } = await lockChange(ctx, number, 'cancel');
    await noteChange(ctx, ticket, {
      action: 'cancel',
      words: `cancelled the change: ${reason}`,
      detail: { before: change.state },
    });
    // With its ticket it becomes cancelled, too.
    await cancelTicket(ctx, { number, reason });
    return { number: ticket.number };
  });
}

/** @throws `forbidden` to all others */
export function requireImplementer(ctx: Ctx, { ticket, change }: Locked): void {
  const me = personOf(ctx.actor)?.id;
  if (me !== undefined && me === ticket.assigneeId) return;
  const who = change.ticket.assignee;
  fail(
    'forbidden',
    who
      ? `${who.name} carries out ${ticket.number}. Take it over first.`
      : `Nobody is to carry out ${ticket.number} yet. Take it first.`,
  );
}
