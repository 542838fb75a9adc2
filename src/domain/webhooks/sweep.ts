import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';

const KEPT = 30 * DAY;
const BATCH = 10_000;

/** Removes what webhooks were told long ago. */
export async function sweepDeliveries(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now().getTime() - KEPT);
  let removed = BATCH;
  while (removed === BATCH) {
    removed = await ctx.db.$executeRaw`
      DELETE FROM webhook_delivery WHERE id IN (
        SELECT id FROM webhook_delivery
         WHERE created_at < ${before} AND state <> 'waiting' ORDER BY created_at LIMIT ${BATCH})`;
  }
}
