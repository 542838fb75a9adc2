import type { Ctx } from '../../lib/context.ts';
import { announce } from '../outbox/announce.ts';
import { homeOf } from './home.ts';

/** Tells every admin something, where the desk writes to them first. Inside the transaction of what it follows from. */
export async function tellAdmins(ctx: Ctx, text: string): Promise<void> {
  const admins = await ctx.db.person.findMany({
    where: { active: true, guest: false, external: false, roles: { has: 'admin' } },
    select: { id: true },
  });
  for (const { id } of admins) {
    await announce(ctx, await homeOf(ctx, id), { kind: 'text', ticketId: null, data: { text } });
  }
}
