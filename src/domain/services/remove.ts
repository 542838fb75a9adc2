import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';

/**
 * Removes an integration by which nothing has come in. One that was used is revoked instead: its alerts stay.
 * @throws `conflict`
 */
export async function removeUnusedIntegration(ctx: Ctx, { id }: { id: string }): Promise<void> {
  requireAdmin(ctx);
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM integration WHERE id = ${id}::uuid FOR UPDATE`;
    const row = await ctx.db.integration.findUnique({ where: { id }, include: { _count: true } });
    if (!row) return fail('not_found', 'There is no such integration.');
    const isUsed = row.lastUsedAt !== null || Object.values(row._count).some((count) => count > 0);
    if (isUsed) fail('conflict', 'Something has come in by it. Revoke it where it is to end.');
    await ctx.db.integration.delete({ where: { id } });
    const { serviceId, name, source } = row;
    await audit(ctx, {
      action: 'integration.remove',
      subject: { type: 'integration', id },
      detail: { before: { serviceId, name, source } },
    });
    ctx.publish({ topic: 'directory' });
  });
}

/**
 * Removes a service that has had no alert. One that has is archived instead.
 * @throws `conflict`
 */
export async function removeUnusedService(ctx: Ctx, { id }: { id: string }): Promise<void> {
  requireAdmin(ctx);
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM service WHERE id = ${id}::uuid FOR UPDATE`;
    const row = await ctx.db.service.findUnique({ where: { id }, include: { _count: true } });
    if (!row) return fail('not_found', 'There is no such service.');
    const { name, teamId, _count: uses } = row;
    if (uses.integrations > 0) fail('conflict', 'One of its integrations stays.');
    const used = Object.entries(uses).find(([, count]) => count > 0)?.[0];
    if (used)
      fail('conflict', used === 'neededBy' ? 'Other services depend on it.' : `It is in use here: ${used}.`);
    const [maintenance] = await ctx.db.$queryRaw<{ name: string }[]>`
      SELECT name FROM maintenance_window WHERE ${id}::uuid = ANY (service_ids) LIMIT 1`;
    if (maintenance) fail('conflict', `The maintenance ${maintenance.name} is about it.`);
    await ctx.db.service.delete({ where: { id } });
    await audit(ctx, {
      action: 'service.remove',
      subject: { type: 'service', id },
      detail: { before: { name, teamId } },
    });
    ctx.publish({ topic: 'directory' });
  });
}
