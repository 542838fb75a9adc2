import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { inBatches } from '../../lib/in-batches.ts';

const KEPT = 90 * DAY;

/** Removes from the log what rules did long ago. What tickets show of it, and the audit log, stay. */
export async function sweepRuleRuns(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now().getTime() - KEPT);
  await inBatches(
    (most) => ctx.db.$executeRaw`
      DELETE FROM rule_run WHERE id IN (
        SELECT id FROM rule_run WHERE created_at < ${before} AND state <> 'waiting' ORDER BY created_at LIMIT ${most})`,
  );
}
