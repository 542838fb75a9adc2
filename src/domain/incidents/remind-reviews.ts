import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { notify } from '../people/notify.ts';
import { nextReminder } from './begin-review.ts';
import { lockIncident } from './load.ts';

const BATCH = 50;

const DUE = statement<{ number: string }>(
  'incident-reviews-due',
  `SELECT t.number FROM incident_review r JOIN major_incident m ON m.id = r.incident_id JOIN ticket t ON t.id = m.ticket_id
    WHERE r.remind_at <= $1::timestamptz ORDER BY r.remind_at, r.id LIMIT ${BATCH}`,
);

/**
 * Tells who commanded, or else who declared it, that the review is not done; again and again until it is.
 * @returns how many were looked at
 */
export async function remindReviews(ctx: Ctx): Promise<number> {
  const due = await DUE(ctx, ctx.now().toISOString());
  for (const { number } of due) await inTransaction(ctx, (ctx) => remind(ctx, number));
  return due.length;
}

async function remind(ctx: Ctx, number: string): Promise<void> {
  const { incident, ticket } = await lockIncident(ctx, number, { can: 'reminded of', in: () => true });
  const review = await ctx.db.incidentReview.findUnique({ where: { incidentId: incident.id } });
  if (!review?.remindAt || review.remindAt > ctx.now()) return;
  const commanders = incident.seats.filter(({ role }) => role === 'commander');
  const whom = commanders[0]?.personId ?? incident.declaredById;
  const text = 'The review is not done yet. It is in the console, with what the timeline says.';
  if (whom && review.state !== 'done') {
    await notify(ctx, [{ personId: whom, ticketId: ticket.id, kind: 'incident', data: { text } }]);
  }
  await ctx.db.incidentReview.update({
    where: { id: review.id },
    data: { remindAt: review.state === 'done' ? null : await nextReminder(ctx) },
  });
}
