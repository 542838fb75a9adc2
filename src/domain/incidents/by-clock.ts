import { isUnderWay } from '../../contract/incidents.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { notify } from '../people/notify.ts';
import { nextClaim, nextUpdate } from './due.ts';
import { lockIncident } from './load.ts';
import { sayInRoom } from './room.ts';

const BATCH = 50;

const DUE = statement<{ number: string }>(
  'incidents-due',
  `SELECT t.number FROM major_incident m JOIN ticket t ON t.id = m.ticket_id
    WHERE m.update_due_at <= $1::timestamptz OR m.claim_due_at <= $1::timestamptz
    ORDER BY m.id LIMIT ${BATCH}`,
);

/**
 * Reminds the commander that those who wait are to be told, and all who are there that nobody commands; again and again
 * until it is done.
 * @returns how many were looked at
 */
export async function remindIncidents(ctx: Ctx): Promise<number> {
  const due = await DUE(ctx, ctx.now().toISOString());
  for (const { number } of due) await inTransaction(ctx, (ctx) => remind(ctx, number));
  return due.length;
}

async function remind(ctx: Ctx, number: string): Promise<void> {
  const { incident, ticket } = await lockIncident(ctx, number, { can: 'reminded of', in: () => true });
  const now = ctx.now();
  const { id, updateDueAt, claimDueAt, seats, declaredById } = incident;
  // Whoever leads it or speaks for it; without either, whoever declared it and all who respond.
  const leading = seats.filter(({ role }) => role === 'commander' || role === 'communications');
  const there = [
    ...new Set([...seats.map(({ personId }) => personId), ...(declaredById ? [declaredById] : [])]),
  ];
  const tell = async (personIds: string[], text: string) => {
    await notify(
      ctx,
      personIds.map((personId) => ({
        personId,
        ticketId: ticket.id,
        kind: 'incident' as const,
        data: { text },
      })),
    );
    await sayInRoom(ctx, id, ticket.id, text);
  };
  const underWay = isUnderWay(incident.state);
  if (updateDueAt && updateDueAt <= now) {
    const whom = leading.length > 0 ? [...new Set(leading.map(({ personId }) => personId))] : there;
    if (underWay) await tell(whom, 'An update is due: those who wait have heard nothing for a while.');
    await ctx.db.majorIncident.update({
      where: { id },
      data: { updateDueAt: underWay ? await nextUpdate(ctx, ticket.priority) : null },
    });
  }
  if (claimDueAt && claimDueAt <= now) {
    if (underWay) await tell(there, 'Nobody commands it yet. Take the role, or give it to somebody.');
    await ctx.db.majorIncident.update({
      where: { id },
      data: { claimDueAt: underWay ? await nextClaim(ctx) : null },
    });
  }
}
