import type { Ctx } from '../lib/context.ts';

/** Work that goes through all open tickets in the background. */
export type Walk = 'sla';

/** Begins a walk, from the start again if it is under way. Inside the transaction of the change that asks for it. */
export async function startWalk(ctx: Ctx, name: Walk): Promise<void> {
  const begun = { after: null, startedAt: ctx.now() };
  await ctx.db.walk.upsert({ where: { name }, create: { name, ...begun }, update: begun });
}
