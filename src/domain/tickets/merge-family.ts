import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { idsAbove, parentOf, whyNoRoom } from './family.ts';

/**
 * What belonged to a merged ticket belongs to the one that goes on. Under the locks of `lockFamilies`.
 * @throws `conflict` where there is no room for it
 */
export async function mergeFamilies(
  ctx: Ctx,
  source: { id: string },
  target: { id: string; number: string },
): Promise<void> {
  const aboveSource = await idsAbove(ctx, source.id);
  const aboveTarget = await idsAbove(ctx, target.id);
  const parent = await parentOf(ctx, source.id);
  // What was below the merged ticket takes its place; what stood alone comes where that was.
  const takesItsPlace = aboveTarget.includes(source.id);
  const inherits = takesItsPlace || (aboveTarget.length === 0 && !aboveSource.includes(target.id));
  await ctx.db.ticketLink.deleteMany({
    where: { kind: 'child_of', fromId: { in: takesItsPlace ? [source.id, target.id] : [source.id] } },
  });
  await ctx.db.ticketLink.updateMany({
    where: { kind: 'child_of', toId: source.id },
    data: { toId: target.id },
  });
  if (parent && inherits) {
    await ctx.db.ticketLink.create({ data: { fromId: target.id, toId: parent.id, kind: 'child_of' } });
  }
  const why = await whyNoRoom(ctx, target);
  if (why) fail('conflict', why);
}
