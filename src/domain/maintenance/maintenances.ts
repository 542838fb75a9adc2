import type { z } from 'zod';
import { CreateMaintenance, type Maintenance, maintenances } from '../../contract/maintenance.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { olderThan, pageOf, readCursor } from '../../lib/cursor.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import { audit } from '../audit/record.ts';
import { requireStaff } from '../people/policy.ts';
import { mailMaintenance } from '../status/mail.ts';

const WITH = { createdBy: { select: { id: true, name: true } } } satisfies Prisma.MaintenanceWindowInclude;
type Row = Prisma.MaintenanceWindowGetPayload<{ include: typeof WITH }>;

/** The one that starts last first. */
export async function listMaintenances(
  ctx: Ctx,
  input: z.input<typeof maintenances.list.input>,
): Promise<{ items: Maintenance[]; next: string | null }> {
  requireStaff(ctx);
  const { cursor, limit } = parse(maintenances.list.input, input);
  const after = cursor ? readCursor(cursor) : undefined;
  const rows = await ctx.db.maintenanceWindow.findMany({
    where: olderThan('startsAt', after),
    include: WITH,
    orderBy: [{ startsAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  return pageOf(rows, limit, ({ startsAt, id }) => ({ at: startsAt, id }), view);
}

/** Says that services are under maintenance: whoever answers alerts may, since they know when they cause some. */
export async function createMaintenance(
  ctx: Ctx,
  input: z.input<typeof CreateMaintenance>,
): Promise<Maintenance> {
  requireResponder(ctx);
  const { name, serviceIds, startsAt, endsAt, statusTitle } = parse(CreateMaintenance, input);
  const now = ctx.now();
  if (new Date(endsAt) <= now) failField('endsAt', 'must be in the future');
  return inTransaction(ctx, async (ctx) => {
    const known = await ctx.db.service.count({ where: { id: { in: serviceIds }, archivedAt: null } });
    if (known < serviceIds.length) failField('serviceIds', 'There is no such service.');
    const row = await ctx.db.maintenanceWindow.create({
      data: {
        ...{ id: ctx.newId(), name: wellFormed(name), serviceIds, createdAt: now },
        ...{ startsAt: startsAt ? new Date(startsAt) : now, endsAt: new Date(endsAt) },
        createdById: personOf(ctx.actor)?.id ?? null,
        statusTitle: statusTitle === null ? null : wellFormed(statusTitle),
      },
      include: WITH,
    });
    const after = {
      ...{ name: row.name, serviceIds, startsAt: row.startsAt, endsAt: row.endsAt },
      statusTitle: row.statusTitle,
    };
    await audit(ctx, {
      ...{ action: 'maintenance.create', subject: { type: 'maintenance', id: row.id }, detail: { after } },
    });
    await mailMaintenance(ctx, row.id, row.statusTitle === null ? ['internal'] : ['internal', 'public']);
    ctx.publish({ topic: 'directory' });
    return view(row);
  });
}

/** Says what the public status page calls it; with null it is not shown there. */
export async function publishMaintenance(
  ctx: Ctx,
  input: z.input<typeof maintenances.publish.input>,
): Promise<Maintenance> {
  requireResponder(ctx);
  const { id, statusTitle } = parse(maintenances.publish.input, input);
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM maintenance_window WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    const row = await ctx.db.maintenanceWindow.findUnique({ where: { id } });
    if (!row) return fail('not_found', 'There is no such maintenance.');
    const title = statusTitle === null ? null : wellFormed(statusTitle);
    const updated = await ctx.db.maintenanceWindow.update({
      where: { id },
      data: { statusTitle: title },
      include: WITH,
    });
    await audit(ctx, {
      ...{ action: 'maintenance.publish', subject: { type: 'maintenance', id } },
      detail: { before: { statusTitle: row.statusTitle }, after: { statusTitle: title } },
    });
    const isNews = row.statusTitle === null && title !== null && row.endsAt > ctx.now();
    if (isNews) await mailMaintenance(ctx, id, ['public']);
    ctx.publish({ topic: 'directory' });
    return view(updated);
  });
}

/**
 * Ends it now. What is still open pages then.
 * @throws `conflict` when it is over
 */
export async function endMaintenance(ctx: Ctx, input: { id: string }): Promise<Maintenance> {
  requireResponder(ctx);
  const { id } = parse(maintenances.end.input, input);
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM maintenance_window WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    const row = await ctx.db.maintenanceWindow.findUnique({ where: { id } });
    if (!row) return fail('not_found', 'There is no such maintenance.');
    const now = ctx.now();
    if (row.finishedAt || row.endsAt <= now) fail('conflict', 'This maintenance is over already.');
    const begun = row.startsAt <= now;
    const updated = await ctx.db.maintenanceWindow.update({
      where: { id },
      data: { ...(begun ? {} : { startsAt: now }), endsAt: now },
      include: WITH,
    });
    await audit(ctx, {
      ...{ action: 'maintenance.end', subject: { type: 'maintenance', id } },
      detail: { before: { endsAt: row.endsAt }, after: { endsAt: now } },
    });
    ctx.publish({ topic: 'directory' });
    ctx.publish({ topic: 'escalations' });
    return view(updated);
  });
}

const view = (row: Row): Maintenance => ({
  ...{
    id: row.id,
    name: row.name,
    serviceIds: row.serviceIds,
    createdBy: row.createdBy,
    summary: row.summary,
    statusTitle: row.statusTitle,
  },
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
});
