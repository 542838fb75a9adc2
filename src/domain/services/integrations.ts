import type { z } from 'zod';
import {
  type Integration,
  IntegrationSettings,
  type MappedAlert,
  type SourceName,
  services,
} from '../../contract/services.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { hashSecret, newSecret, sixteenRandomBytes } from '../../lib/crypto.ts';
import { fail } from '../../lib/errors.ts';
import { gathered } from '../../lib/gather.ts';
import { parse } from '../../lib/parse.ts';
import type { Integration as Row } from '../../lib/prisma/client.ts';
import { statement, UNHURRIED } from '../../lib/sql.ts';
import { allWellFormed, wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { checkMapping, jsonOf, mapped } from './mapping.ts';

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
  const { id: serviceId, name, source, settings } = parse(services.addIntegration.input, input);
  checkMapping(settings.mapping);
  return inTransaction(ctx, async (ctx) => {
    const service = await ctx.db.service.findUnique({ where: { id: serviceId } });
    if (!service) return fail('not_found', 'There is no such service.');
    if (service.archivedAt) fail('conflict', `${service.name} is archived.`);
    const key = newKey(source);
    const row = await ctx.db.integration.create({
      data: {
        ...{ id: ctx.newId(), serviceId, name: wellFormed(name), source, settings: allWellFormed(settings) },
        ...{ keyHash: hashSecret(key), createdAt: ctx.now() },
      },
    });
    await audit(ctx, {
      action: 'integration.create',
      subject: { type: 'integration', id: row.id },
      detail: { serviceId, name: row.name, source, settings: row.settings },
    });
    ctx.publish({ topic: 'directory' });
    return { integration: integrationView(row), key };
  });
}

/** In an address of mail, where the case of letters may get lost, there are none that have two. */
const newKey = (source: string) =>
  source === 'email' ? sixteenRandomBytes().toString('hex') : newSecret().slice(0, KEY_LENGTH);
export const noSuchIntegration = (): never => fail('not_found', 'There is no such integration.');

/** The integration, its row locked until the transaction ends. */
async function lockIntegration(ctx: Ctx, id: string): Promise<Row> {
  await ctx.db.$queryRaw`SELECT 1 FROM integration WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return (await ctx.db.integration.findUnique({ where: { id } })) ?? noSuchIntegration();
}

/** Changes what it is called, or how what comes in by it is taken. */
export async function updateIntegration(
  ctx: Ctx,
  input: z.input<typeof services.updateIntegration.input>,
): Promise<Integration> {
  requireAdmin(ctx);
  const { id, ...wanted } = allWellFormed(parse(services.updateIntegration.input, input));
  checkMapping(wanted.settings?.mapping);
  return inTransaction(ctx, async (ctx) => {
    const row = await lockIntegration(ctx, id);
    const { name, settings } = integrationView(row);
    const changes = changesOf({ name, settings }, wanted);
    if (Object.keys(changes.after).length === 0) return integrationView(row);
    const updated = await ctx.db.integration.update({
      where: { id },
      data: { ...changes.after, pingDueAt: dueAfter(row, wanted.settings) },
    });
    await audit(ctx, { action: 'integration.update', subject: { type: 'integration', id }, detail: changes });
    ctx.publish({ topic: 'directory' });
    return integrationView(updated);
  });
}

/** When a heartbeat that is waited for is missing by other settings: counted from when it was heard last. */
function dueAfter({ pingDueAt, settings }: Row, wanted: IntegrationSettings | undefined): Date | null {
  if (!pingDueAt || !wanted) return pingDueAt;
  const more = patienceOf(wanted) - patienceOf(IntegrationSettings.parse(settings));
  return new Date(pingDueAt.getTime() + more * SECOND);
}

/** For how many seconds a heartbeat may be silent. */
export const patienceOf = ({ everySeconds, graceSeconds }: IntegrationSettings): number =>
  everySeconds + graceSeconds;

/**
 * Makes a new key; the old one opens nothing any more.
 * @throws `conflict` when it was revoked
 */
export async function rotateKey(
  ctx: Ctx,
  input: { id: string },
): Promise<{ integration: Integration; key: string }> {
  requireAdmin(ctx);
  const { id } = parse(services.rotateKey.input, input);
  return inTransaction(ctx, async (ctx) => {
    const { revokedAt, source } = await lockIntegration(ctx, id);
    if (revokedAt) fail('conflict', 'This integration was revoked; please add another one.');
    const key = newKey(source);
    const row = await ctx.db.integration.update({ where: { id }, data: { keyHash: hashSecret(key) } });
    await audit(ctx, { action: 'integration.rotate', subject: { type: 'integration', id } });
    ctx.publish({ topic: 'directory' });
    return { integration: integrationView(row), key };
  });
}

/**
 * What a mapping makes of a body. Nothing is taken in.
 * @throws `invalid` with what is wrong with the mapping, or that it finds nothing
 */
export async function previewMapping(
  ctx: Ctx,
  input: z.input<typeof services.previewMapping.input>,
): Promise<{ alerts: z.output<typeof MappedAlert>[] }> {
  requireAdmin(ctx);
  const { id, mapping, body } = parse(services.previewMapping.input, input);
  if (!(await ctx.db.integration.findUnique({ where: { id }, select: { id: true } }))) noSuchIntegration();
  return { alerts: mapped(mapping, jsonOf(body)).slice(0, MOST_SHOWN) };
}

const MOST_SHOWN = 20;

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
    if (!row) return noSuchIntegration();
    if (count > 0) {
      await audit(ctx, { action: 'integration.revoke', subject: { type: 'integration', id } });
      ctx.publish({ topic: 'directory' });
    }
    return integrationView(row);
  });
}

/** Whose alerts a key lets in. */
export type Door = {
  id: string;
  serviceId: string;
  name: string;
  source: SourceName;
  settings: IntegrationSettings;
};

type DoorRow = Parameters<typeof doorView>[0];
const BY_KEY = statement<DoorRow & { key: string }>(
  'integrations-by-key',
  `
WITH door AS (
  SELECT i.key_hash AS key, i.id, i.service_id, i.name, i.source, i.settings, i.last_used_at
    FROM integration i JOIN service s ON s.id = i.service_id
   WHERE i.key_hash = ANY ($1::text[]) AND i.revoked_at IS NULL AND s.archived_at IS NULL
), stale AS (
  -- Who notes that one is used just now has noted it for us, too.
  SELECT i.id FROM integration i JOIN door USING (id)
   WHERE coalesce(door.last_used_at < $2::timestamptz - $3::float8 * interval '1 ms', true)
     FOR NO KEY UPDATE OF i SKIP LOCKED
), touched AS (
  UPDATE integration SET last_used_at = $2::timestamptz FROM stale WHERE integration.id = stale.id AND ${UNHURRIED}
)
SELECT key, id::text, service_id::text AS "serviceId", name, source, settings FROM door`,
);
const doorByKey = gathered<DoorRow>((ctx, keys) => BY_KEY(ctx, keys, ctx.now().toISOString(), TOUCH_EVERY));

/** The integration that this key opens; undefined: it is unknown or revoked, or its service is archived. */
export async function doorOf(ctx: Ctx, key: string): Promise<Door | undefined> {
  if (!KEY.test(key)) return undefined;
  const row = await doorByKey(ctx, hashSecret(key));
  return row && doorView(row);
}

export const doorView = (row: Omit<Door, 'settings'> & { settings: unknown }): Door => ({
  ...{ id: row.id, serviceId: row.serviceId, name: row.name, source: row.source },
  settings: IntegrationSettings.parse(row.settings),
});

export const integrationView = (row: Row): Integration => ({
  id: row.id,
  serviceId: row.serviceId,
  name: row.name,
  source: row.source as SourceName,
  settings: IntegrationSettings.parse(row.settings),
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  pingDueAt: row.pingDueAt?.toISOString() ?? null,
  missingSince: row.missingSince?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});
