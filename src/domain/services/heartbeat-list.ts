import type { z } from 'zod';
import { Id } from '../../contract/common.ts';
import { type Heartbeat, HeartbeatState, ListHeartbeats } from '../../contract/heartbeats.ts';
import { SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { statement } from '../../lib/sql.ts';
import { requireStaff } from '../people/policy.ts';
import { integrationView } from './integrations.ts';

type Found = {
  id: string;
  state: HeartbeatState;
  rank: number;
  teamId: string;
  teamName: string;
  serviceName: string;
  maintenanceId: string | null;
  maintenanceName: string | null;
  alertId: string | null;
};

// What is late has its grace left until it is due. Of several maintenances the one that ends last is named.
const FOUND = statement<Found>(
  'heartbeats-list',
  `
WITH beat AS (
  SELECT i.id, i.name, s.id AS service_id, s.name AS service_name, t.id AS team_id, t.name AS team_name,
         m.id AS maintenance_id, m.name AS maintenance_name,
         CASE WHEN m.id IS NOT NULL THEN 'maintenance'
              WHEN i.missing_since IS NOT NULL OR i.ping_due_at <= $1::timestamptz THEN 'missing'
              WHEN i.ping_due_at IS NULL THEN 'waiting'
              WHEN i.ping_due_at - coalesce((i.settings ->> 'graceSeconds')::float8, 0) * interval '1 s' <= $1::timestamptz
              THEN 'late'
              ELSE 'healthy' END AS state
    FROM integration i
    JOIN service s ON s.id = i.service_id
    JOIN team t ON t.id = s.team_id
    LEFT JOIN LATERAL (
      SELECT id, name FROM maintenance_window
       WHERE finished_at IS NULL AND starts_at <= $1::timestamptz AND ends_at > $1::timestamptz
         AND s.id = ANY (service_ids)
       ORDER BY ends_at DESC, id LIMIT 1
    ) m ON true
   WHERE i.source = 'heartbeat' AND i.revoked_at IS NULL AND s.archived_at IS NULL
     AND ($2::uuid[] IS NULL OR s.id = ANY ($2::uuid[]))
     AND ($3::uuid[] IS NULL OR t.id = ANY ($3::uuid[]))
     AND ($4::text IS NULL OR i.name ILIKE $4::text OR s.name ILIKE $4::text)
), ranked AS (
  SELECT beat.*, array_position($5::text[], state) AS rank FROM beat
)
SELECT r.id::text, r.state, r.rank, r.team_id::text AS "teamId", r.team_name AS "teamName",
       r.service_name AS "serviceName", r.maintenance_id::text AS "maintenanceId",
       r.maintenance_name AS "maintenanceName",
       (SELECT a.id::text FROM alert a
         WHERE a.integration_id = r.id AND a.dedup_key = 'heartbeat:' || r.id AND a.state <> 'resolved') AS "alertId"
  FROM ranked r
 WHERE ($6::text[] IS NULL OR r.state = ANY ($6::text[]))
   AND ($7::int IS NULL OR (r.rank, r.name, r.id) > ($7::int, $8::text, $9::uuid))
 ORDER BY r.rank, r.name, r.id
 LIMIT $10::int`,
);

/** As ILIKE takes it: none of its signs stands for others. */
const literal = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** All that is waited for: the worst first, then by name. */
export async function listHeartbeats(
  ctx: Ctx,
  input: z.input<typeof ListHeartbeats>,
): Promise<{ items: Heartbeat[]; next: string | null }> {
  requireStaff(ctx);
  const { cursor, limit, state, service, team, text } = parse(ListHeartbeats, input);
  const now = ctx.now();
  const found = await FOUND(
    ctx,
    ...[now.toISOString(), service ?? null, team ?? null, text ? literal(text) : null],
    ...[HeartbeatState.options, state ?? null, ...(await placeOf(ctx, cursor)), limit + 1],
  );
  const shown = found.slice(0, limit);
  const rows = await ctx.db.integration.findMany({ where: { id: { in: shown.map(({ id }) => id) } } });
  const byId = new Map(rows.map((row) => [row.id, integrationView(row)]));
  const last = shown.at(-1);
  return {
    items: shown.flatMap((one) => {
      const integration = byId.get(one.id);
      return integration ? [view(one, integration, now)] : [];
    }),
    next: found.length > limit && last ? Buffer.from(`${last.rank} ${last.id}`).toString('base64url') : null,
  };
}

/** Behind which it goes on: rank, name and id. A name may be too long for a cursor, so it is looked up. */
async function placeOf(ctx: Ctx, cursor: string | undefined): Promise<(number | string | null)[]> {
  if (cursor === undefined) return [null, null, null];
  const [, rank, text] = /^([1-9]) (.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const { data: id } = Id.safeParse(text);
  const row = id && (await ctx.db.integration.findUnique({ where: { id } }));
  if (!row) return failField('cursor', 'This is not a cursor of this list.');
  return [Number(rank), row.name, row.id];
}

function view(found: Found, integration: ReturnType<typeof integrationView>, now: Date): Heartbeat {
  const { state, teamId, teamName, serviceName, maintenanceId, maintenanceName, alertId } = found;
  return {
    ...integration,
    ...{ service: { id: integration.serviceId, name: serviceName }, team: { id: teamId, name: teamName } },
    ...{ state, since: sinceWhen(integration, now), alertId },
    maintenance: maintenanceId && maintenanceName ? { id: maintenanceId, name: maintenanceName } : null,
  };
}

/** Since when it is missing or, in its grace, late. */
function sinceWhen(
  { pingDueAt, missingSince, settings }: ReturnType<typeof integrationView>,
  now: Date,
): string | null {
  if (missingSince || !pingDueAt) return missingSince;
  // The job that opens alerts has not come by yet.
  if (pingDueAt <= now.toISOString()) return pingDueAt;
  const expected = new Date(Date.parse(pingDueAt) - settings.graceSeconds * SECOND);
  return expected <= now ? expected.toISOString() : null;
}
