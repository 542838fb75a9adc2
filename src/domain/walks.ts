import type { Ctx } from '../lib/context.ts';

/**
 * Has a job go through all open tickets in the background: from the beginning, also where it was on its way. In the
 * transaction of the change because of which it has to.
 */
export async function startWalk(ctx: Ctx, name: 'sla'): Promise<void> {
  const row = { after: null, startedAt: ctx.now() };
  await ctx.db.walk.upsert({ where: { name }, create: { name, ...row }, update: row });
}
