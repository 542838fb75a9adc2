import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { DUE } from './state.ts';

/** How many clocks pass their next threshold in one statement. */
const BATCH = 10000;

/**
 * The one thing that goes by the clock: clocks that have come to their next threshold say so, each once, and look
 * forward to the one after. It reads and writes nothing but narrow rows; what follows from it is done apart.
 */
const SWEEP = statement<{ passed: number }>(
  'sla-sweep',
  `
WITH due AS MATERIALIZED (
  SELECT ticket_id, metric, cycle, epoch, next_at, thresholds[1] AS threshold
    FROM sla_clock WHERE next_at <= $1::timestamptz
   ORDER BY next_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
), told AS (
  INSERT INTO sla_event (ticket_id, metric, cycle, epoch, threshold, at, found_at)
  SELECT ticket_id, metric, cycle, epoch, threshold, next_at, $1::timestamptz FROM due ORDER BY next_at
  ON CONFLICT DO NOTHING
), moved AS (
  UPDATE sla_clock c
     SET next_at = c.upcoming[2], upcoming = c.upcoming[2:], thresholds = c.thresholds[2:],
         state = CASE WHEN due.threshold = '${DUE}' THEN 'breached' ELSE c.state END
    FROM due WHERE c.ticket_id = due.ticket_id AND c.metric = due.metric AND c.cycle = due.cycle
)
SELECT count(*)::int AS passed FROM due`,
);

/**
 * Any number of workers may do it at once.
 * @returns how many thresholds were passed
 */
export async function sweepThresholds(ctx: Ctx): Promise<number> {
  const [row] = await SWEEP(ctx, ctx.now().toISOString());
  return row?.passed ?? 0;
}
