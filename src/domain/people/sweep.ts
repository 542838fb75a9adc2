import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';

/** Long enough to look into who was told what. */
const KEPT = 14 * DAY;

/** Removes what people were told long ago. */
export async function sweepNotifications(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now().getTime() - KEPT);
  await ctx.db.notification.deleteMany({ where: { toldAt: { lt: before } } });
}
