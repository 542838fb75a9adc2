import type { Ctx } from '../../lib/context.ts';

/** An approval has been decided: the change that waits for it goes on, or back, at once. */
export async function wakeChange(ctx: Ctx, approvalId: string): Promise<void> {
  const { count } = await ctx.db.change.updateMany({
    where: { approvalIds: { has: approvalId }, state: { in: ['assess', 'authorize'] } },
    data: { workAt: ctx.now() },
  });
  if (count > 0) ctx.publish({ topic: 'changes' });
}
