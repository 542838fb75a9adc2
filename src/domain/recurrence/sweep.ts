import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';

/** More than a year, so that of work that comes once a year the last time stands there. */
const KEPT = 400 * DAY;

/** Removes from the log what recurring work did long ago. */
export async function sweepRecurrenceRuns(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now().getTime() - KEPT);
  await ctx.db.recurrenceRun.deleteMany({ where: { plannedAt: { lt: before }, state: { not: 'waiting' } } });
}
