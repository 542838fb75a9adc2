import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { inBatches } from '../../lib/in-batches.ts';

/** Longer than any platform repeats an event. */
const DELIVERIES_KEPT = 30 * DAY;
/** Long enough to look into what was told to whom. */
const NOTICES_KEPT = 14 * DAY;

/** Removes what only served for a time: handled deliveries and sent notices. */
export async function sweepOutbox(ctx: Ctx): Promise<void> {
  const before = (age: number) => new Date(ctx.now().getTime() - age);
  await inBatches(
    (most) => ctx.db.$executeRaw`
      DELETE FROM delivery WHERE (channel, key) IN (
        SELECT channel, key FROM delivery WHERE received_at < ${before(DELIVERIES_KEPT)} LIMIT ${most})`,
  );
  await inBatches(
    (most) => ctx.db.$executeRaw`
      DELETE FROM notice WHERE id IN (
        SELECT id FROM notice WHERE state = 'sent' AND id < (
          SELECT coalesce(max(id), 0) FROM notice WHERE created_at < ${before(NOTICES_KEPT)}) LIMIT ${most})`,
  );
}
