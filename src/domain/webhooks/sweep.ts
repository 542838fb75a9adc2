import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { inBatches } from '../../lib/in-batches.ts';

const KEPT = 30 * DAY;

/** Removes what webhooks were told long ago. */
export async function sweepDeliveries(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now().getTime() - KEPT);
  await inBatches(
    (most) => ctx.db.$executeRaw`
      DELETE FROM webhook_delivery WHERE id IN (
        SELECT id FROM webhook_delivery
         WHERE created_at < ${before} AND state <> 'waiting' ORDER BY created_at LIMIT ${most})`,
  );
}
