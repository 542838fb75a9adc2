import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { lockServices } from './service.ts';

const WITH = { escalation: { select: { askedAt: true } } } satisfies Prisma.AlertInclude;
export type LockedAlert = Prisma.AlertGetPayload<{ include: typeof WITH }>;

/** The alert, its service if it has one, and its row locked until the transaction ends. @throws `not_found` */
export async function lockAlert(ctx: Ctx, id: string): Promise<LockedAlert> {
  const found = await ctx.db.alert.findUnique({ where: { id }, select: { serviceId: true } });
  if (!found) return fail('not_found', 'There is no such alert.');
  await lockServices(ctx, found.serviceId ? [found.serviceId] : []);
  await ctx.db.$queryRaw`SELECT 1 FROM alert WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const alert = await ctx.db.alert.findUnique({ where: { id }, include: WITH });
  return alert ?? fail('not_found', 'There is no such alert.');
}

/** @throws `conflict` when it is resolved */
export async function lockOpenAlert(ctx: Ctx, id: string): Promise<LockedAlert> {
  const alert = await lockAlert(ctx, id);
  if (alert.state === 'resolved') fail('conflict', 'This alert is resolved already.');
  return alert;
}
