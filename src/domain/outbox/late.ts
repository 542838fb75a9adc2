import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** A notice that is due for longer than this, in milliseconds, means that nobody delivers. */
export const DELIVERY_LATE = 1.5 * MINUTE;

// Reads nothing but the partial index on what waits.
const LATEST = statement<{ lateMs: number }>(
  'outbox-late',
  `SELECT extract(epoch FROM ($1::timestamptz - due_at))::float8 * 1000 AS "lateMs" FROM notice
    WHERE state IN ('pending', 'sending') ORDER BY due_at, id LIMIT 1`,
);

/** For how many milliseconds the notice that waits longest has been due; 0: none is. */
export async function latestDelivery(ctx: Ctx): Promise<number> {
  const [row] = await LATEST(ctx, ctx.now().toISOString());
  return Math.max(0, row?.lateMs ?? 0);
}
