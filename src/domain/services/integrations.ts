import type { z } from 'zod';
import { type Integration, type SourceName, services } from '../../contract/services.ts';
import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { hashSecret, newSecret } from '../../lib/crypto.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Integration as Row } from '../../lib/prisma/client.ts';
import { statement } from '../../lib/sql.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';

/** As long as PagerDuty’s routing keys, so that it fits where those are asked for. */
const KEY_LENGTH = 32;
const KEY = /^[\w-]{32}$/;
/** How often it is noted that a key is used. */
const TOUCH_EVERY = MINUTE;

/**
 * Opens a door for alerts.
 * @returns the key, which is stored as a hash only
 */
export async function addIntegration(
  ctx: Ctx,
  input: z.input<typeof services.addIntegration.input>,
): Promise<{ integration: Integration; key: string }> {
  requireAdmin(ctx);
  const { id: serviceId, name, source } = parse(services.addIntegration.input, input);
  return inTransaction(ctx, async (ctx) => {
    const service = await ctx.db.service.findUnique({ where: { id: serviceId } });
    if (!service) return fail('not_found', 'There is no such service.');
    if (service.archivedAt) fail('conflict', `${service.name} is archived.`);
    const key = newSecret().slice(0, KEY_LENGTH);
    const row = await ctx.db.integration.create({
      data: {
        ...{ id: ctx.newId(), serviceId, name: wellFormed(name), source },
        ...{ keyHash: hashSecret(key), createdAt: ctx.now() },
      },
    });
    await audit(ctx, {
      action: 'integration.create',
      subject: { type: 'integration', id: row.id },
      detail: { serviceId, name: row.name, source },
    });
    return { integration: integrationView(row), key };
  });
}

/** Revokes its key for good, at once; one that is revoked already stays so. */
export async function revokeIntegration(ctx: Ctx, input: { id: string }): Promise<Integration> {
  requireAdmin(ctx);
  const { id } = parse(services.revokeIntegration.input, input);
  return inTransaction(ctx, async (ctx) => {
    const { count } = await ctx.db.integration.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: ctx.now() },
    });
    const row = await ctx.db.integration.findUnique({ where: { id } });
    if (!row) return fail('not_found', 'There is no such integration.');
    if (count > 0) {
      await audit(ctx, { action: 'integration.revoke', subject: { type: 'integration', id } });
    }
    return integrationView(row);
  });
}

/** Whose alerts a key lets in. */
export type Door = { id: string; serviceId: string; name: string; source: SourceName };

const BY_KEY = statement<Door>(
  'integration-by-key',
  `
WITH door AS (
  SELECT i.id, i.service_id, i.name, i.source, i.last_used_at
    FROM integration i JOIN service s ON s.id = i.service_id
   WHERE i.key_hash = $1 AND i.revoked_at IS NULL AND s.archived_at IS NULL
), touched AS (
  UPDATE integration SET last_used_at = $2::timestamptz FROM door
   WHERE integration.id = door.id
     AND coalesce(door.last_used_at < $2::timestamptz - $3::float8 * interval '1 ms', true)
)
SELECT id::text, service_id::text AS "serviceId", name, source FROM door`,
);

/** The integration that this key opens; undefined: it is unknown or revoked, or its service is archived. */
export async function doorOf(ctx: Ctx, key: string): Promise<Door | undefined> {
  if (!KEY.test(key)) return undefined;
  return (await BY_KEY(ctx, hashSecret(key), ctx.now().toISOString(), TOUCH_EVERY))[0];
}

export const integrationView = (row: Row): Integration => ({
  id: row.id,
  serviceId: row.serviceId,
  name: row.name,
  source: row.source as SourceName,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});
