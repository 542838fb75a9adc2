import type { Ctx } from '../lib/context.ts';
import { FIRST_ID } from '../lib/ids.ts';
import type { Walk } from '../lib/prisma/client.ts';

type Name = 'sla' | 'idle';

/**
 * Has a job go through all open tickets in the background: from the beginning, also where it was on its way. In the
 * transaction of the change because of which it has to.
 */
export async function startWalk(ctx: Ctx, name: Name): Promise<void> {
  const row = { after: null, startedAt: ctx.now() };
  await ctx.db.walk.upsert({ where: { name }, create: { name, ...row }, update: row });
}

/** The walk, if there is one under way, and behind which ticket it goes on. */
export async function walkUnderWay(ctx: Ctx, name: Name): Promise<{ walk: Walk; after: string } | undefined> {
  const walk = await ctx.db.walk.findUnique({ where: { name } });
  return walk ? { walk, after: walk.after ?? FIRST_ID } : undefined;
}

/**
 * Notes how far a walk has come, unless it was begun anew, or has gone on, in the meantime.
 * @param last the last ticket that was looked at; undefined: that was all
 */
export async function noteWalked(ctx: Ctx, { name, startedAt, after }: Walk, last: string | undefined) {
  const where = { name, startedAt, after };
  if (last === undefined) await ctx.db.walk.deleteMany({ where });
  else await ctx.db.walk.updateMany({ where, data: { after: last } });
}
