import { actingAs, type Ctx, systemActor } from '../../lib/context.ts';
import { cut, visible } from '../../lib/text.ts';
import { createMaintenance, endMaintenance } from '../maintenance/maintenances.ts';
import type { LoadedChange, Locked } from './load.ts';

/** @returns what holds the alerts of its services while it is under way; null: nothing does */
export async function holdAlerts(ctx: Ctx, { change, ticket }: Locked): Promise<string | null> {
  const serviceIds = change.services.map(({ serviceId }) => serviceId);
  if (!change.holdsAlerts || serviceIds.length === 0 || !change.startsAt || !change.endsAt) return null;
  const now = ctx.now().getTime();
  const length = change.endsAt.getTime() - change.startsAt.getTime();
  // Late or early it takes as long as it was meant to.
  const endsAt =
    change.endsAt.getTime() > now && change.startsAt.getTime() <= now
      ? change.endsAt.getTime()
      : now + length;
  const { id } = await createMaintenance(actingAs(ctx, systemActor('change')), {
    ...{ name: cut(visible(`${ticket.number} ${ticket.title}`), 120), serviceIds },
    endsAt: new Date(endsAt).toISOString(),
  });
  return id;
}

/** Its alerts page again. */
export async function releaseAlerts(
  ctx: Ctx,
  { maintenanceId }: Pick<LoadedChange, 'maintenanceId'>,
): Promise<void> {
  if (!maintenanceId) return;
  const open = await ctx.db.maintenanceWindow.findFirst({
    where: { id: maintenanceId, finishedAt: null, endsAt: { gt: ctx.now() } },
  });
  if (open) await endMaintenance(actingAs(ctx, systemActor('change')), { id: maintenanceId });
}
