import type { UnassignedBecause } from '../../contract/common.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { refreshCards } from '../outbox/enqueue.ts';

/** A ticket whose cards and pages show something else now. */
export type Touched = { id: string; queueId: string; requesterId: string };

// Locked in one order, and not waited for: what somebody is just changing is looked at again in the next round.
const NOTE = statement<Touched>(
  'assignment-reasons',
  `
WITH told AS (
  SELECT * FROM unnest($1::uuid[], $2::text[]) AS told (id, because)
), locked AS (
  SELECT t.id FROM ticket t
   WHERE t.id IN (SELECT id FROM told) AND t.awaits_assignment ORDER BY t.id FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE ticket t SET unassigned_because = told.because FROM told JOIN locked USING (id)
 WHERE t.id = told.id
RETURNING t.id::text, t.queue_id::text AS "queueId", t.requester_id::text AS "requesterId"`,
);

/**
 * Notes why tickets that wait could be given to nobody. It is no change of theirs: nothing on their timelines, and their
 * revision stays.
 */
export async function noteReasons(ctx: Ctx, reasons: ReadonlyMap<string, UnassignedBecause>): Promise<void> {
  if (reasons.size === 0) return;
  await inTransaction(ctx, async (ctx) => {
    await showAnew(ctx, await NOTE(ctx, [...reasons.keys()], [...reasons.values()]));
  });
}

/** Shows tickets as they are now, wherever they are to be seen. */
export async function showAnew(ctx: Ctx, tickets: Touched[]): Promise<void> {
  if (tickets.length === 0) return;
  await refreshCards(
    ctx,
    tickets.map(({ id }) => id),
  );
  for (const ticket of tickets) ctx.publish({ topic: 'ticket', ...ticket });
}
