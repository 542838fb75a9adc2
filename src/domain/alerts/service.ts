import { ServiceSettings } from '../../contract/services.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** What has to be known of a service to place its alerts. */
export type AlertedService = {
  id: string;
  settings: ServiceSettings;
  /** The maintenance that it is under now. */
  maintenanceId: string | null;
};

const LOCK = statement<{ id: string; settings: unknown }>(
  'alert-services-lock',
  `SELECT id::text, settings FROM service WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
);
const MAINTAINED = statement<{ id: string; serviceIds: string[] }>(
  'alert-services-maintained',
  `SELECT id::text, service_ids::text[] AS "serviceIds" FROM maintenance_window
    WHERE finished_at IS NULL AND ends_at > $2::timestamptz AND starts_at <= $2::timestamptz
      AND service_ids && $1::uuid[]
    ORDER BY ends_at, id`,
);

/**
 * The services with their rows locked until the transaction ends. Whoever changes more than one alert of a service, or
 * one because of another, locks it first: so none waits for another one, and groups are whole.
 */
export async function lockServices(ctx: Ctx, ids: readonly string[]): Promise<Map<string, AlertedService>> {
  const rows = await LOCK(ctx, [...new Set(ids)]);
  const maintained = await MAINTAINED(ctx, [...new Set(ids)], ctx.now().toISOString());
  return new Map(
    rows.map(({ id, settings }) => [
      id,
      {
        ...{ id, settings: ServiceSettings.parse(settings) },
        maintenanceId: maintained.find(({ serviceIds }) => serviceIds.includes(id))?.id ?? null,
      },
    ]),
  );
}
