import { ServiceSettings } from '../../contract/services.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** What has to be known of a service to place its alerts. */
export type AlertedService = { id: string; settings: ServiceSettings };

const LOCK = statement<{ id: string; settings: unknown }>(
  'alert-services-lock',
  `SELECT id::text, settings FROM service WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
);

/**
 * The services with their rows locked until the transaction ends. Whoever changes more than one alert of a service, or
 * one because of another, locks it first: so none waits for another one, and groups are whole.
 */
export async function lockServices(ctx: Ctx, ids: readonly string[]): Promise<Map<string, AlertedService>> {
  const rows = await LOCK(ctx, [...new Set(ids)]);
  return new Map(rows.map(({ id, settings }) => [id, { id, settings: ServiceSettings.parse(settings) }]));
}
