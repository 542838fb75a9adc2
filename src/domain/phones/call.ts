import type { Ctx } from '../../lib/context.ts';
import { actingPerson } from '../people/acting.ts';

/** A call that was made to somebody: what it is about, and who they are; undefined: there is none to that number. */
export async function callMade(ctx: Ctx, pageId: string, number: string) {
  const page = await ctx.db.page.findUnique({ where: { id: pageId } });
  if (page?.via !== 'voice' || !page.personId) return undefined;
  const phone = await ctx.db.phone.findUnique({ where: { personId: page.personId } });
  if (phone?.number !== number || !phone.verifiedAt) return undefined;
  const person = await actingPerson(ctx, page.personId);
  return person && { person, alertId: page.alertId };
}
