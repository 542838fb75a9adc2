import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { type Happening, RECORDED, recordRows, tellOf } from './note.ts';
import { type Beside, groupKeyOf, type Placing, placeAlert } from './place.ts';
import type { AlertedService } from './service.ts';
import type { Said } from './take.ts';

const COUNT = statement<never>(
  'alerts-count',
  `
UPDATE alert SET count = count + k.times, last_at = $4::timestamptz, resolve_at = k.resolve_at
  FROM unnest($1::uuid[], $2::int[], $3::timestamptz[]) AS k (id, times, resolve_at) WHERE alert.id = k.id`,
);
const HEAD = 'service_id = s.service AND group_id IS NULL AND maintenance_id IS NULL';
const NEWEST = `state <> 'resolved' ORDER BY first_at DESC, id DESC LIMIT 1`;
const LOOK = statement<Beside & { about: string; id: string | null }>(
  'alerts-beside',
  `
SELECT s.about, (SELECT id::text FROM alert
         WHERE integration_id = s.integration AND dedup_key = s.dedup_key AND state <> 'resolved' LIMIT 1) AS id,
       (SELECT id::text FROM maintenance_window
         WHERE finished_at IS NULL AND ends_at > $2::timestamptz AND starts_at <= $2::timestamptz
           AND service_ids @> ARRAY[s.service]
         ORDER BY ends_at, id LIMIT 1) AS "maintenanceId",
       (SELECT count(*)::int FROM (
          SELECT 1 FROM alert WHERE ${HEAD} AND first_at > $3::timestamptz ORDER BY first_at DESC LIMIT s.storm
        ) AS head) AS recent,
       (SELECT id::text FROM alert WHERE ${HEAD} AND first_at > $3::timestamptz AND ${NEWEST}) AS newest,
       (SELECT id::text FROM alert WHERE ${HEAD} AND first_at > s.since AND group_key = s.group_key AND ${NEWEST}) AS alike
  FROM jsonb_to_recordset($1::jsonb) AS s (
    about text, integration uuid, dedup_key text, service uuid, group_key text, since timestamptz, storm int)`,
);
const OPEN = statement<never>(
  'alerts-open',
  `
WITH ${RECORDED('$2')}
INSERT INTO alert (id, service_id, integration_id, dedup_key, severity, summary, source, labels, links, group_key, count,
                   first_at, last_at, resolve_at, escalate_at, held_until, group_id, maintenance_id, ticket_at)
SELECT id, service, integration, dedup_key, severity, summary, source, labels, links, group_key, count, at, at, resolve_at,
       escalate_at, held_until, group_id, maintenance_id, ticket_at
  FROM jsonb_to_recordset($1::jsonb) AS r (
    id uuid, service uuid, integration uuid, dedup_key text, severity alert_severity, summary text, source text,
    labels jsonb, links jsonb, group_key text, count int, at timestamptz, resolve_at timestamptz,
    escalate_at timestamptz, held_until timestamptz, group_id uuid, maintenance_id uuid, ticket_at timestamptz)`,
);

type New = Said & { id: string; groupKey: string | null };

/**
 * Opens an alert for each thing that is wrong, or counts up where one is open. In a transaction with the services locked,
 * so that nothing opens or ends beside.
 * @returns what only came once more, or has one more in its group
 */
export async function openAlerts(ctx: Ctx, said: readonly Said[]): Promise<string[]> {
  const now = ctx.now();
  const keyed = said.map((one) => ({
    ...{ ...one, id: ctx.newId(), groupKey: groupKeyOf(one.service.settings, one.event.labels) },
  }));
  const rows = await LOOK(
    ctx,
    JSON.stringify(keyed.map((one) => soughtFor(now, one))),
    now.toISOString(),
    after(now, -1).toISOString(),
  );
  const beside = new Map(rows.map((row) => [row.about, row]));
  const known = keyed.flatMap((one) => {
    const id = beside.get(one.about)?.id;
    return id ? [{ ...one, id }] : [];
  });
  if (known.length > 0) {
    await COUNT(
      ctx,
      known.map(({ id }) => id),
      known.map(({ times }) => times),
      known.map(({ service }) => resolveAt(now, service)?.toISOString() ?? null),
      now.toISOString(),
    );
  }
  const grown = known.map(({ id }) => id);
  const placed = placeAll(
    now,
    keyed.flatMap((one) => {
      const row = beside.get(one.about);
      return row && !row.id ? [{ ...one, beside: row }] : [];
    }),
  );
  if (placed.length === 0) return grown;
  const happenings = placed.flatMap(happeningsOf);
  await OPEN(ctx, JSON.stringify(placed.map((one) => rowOf(now, one))), recordRows(ctx, happenings));
  await tellOf(ctx, happenings);
  if (placed.some(({ service, event }) => isTicketed(service, event))) ctx.publish({ topic: 'wishes' });
  return [...grown, ...placed.flatMap(({ placing }) => (placing.as === 'grouped' ? placing.under : []))];
}

function soughtFor(now: Date, { about, door, event, service, groupKey }: New) {
  const { group, stormPerMinute } = service.settings;
  return {
    ...{ about, integration: door.id, dedup_key: event.dedupKey, service: service.id, group_key: groupKey },
    ...{ since: after(now, -(group?.minutes ?? 0)), storm: stormPerMinute },
  };
}

type Placed = New & { placing: Placing };

/** Each sees those before it. */
function placeAll(now: Date, fresh: readonly (New & { beside: Beside })[]): Placed[] {
  const counted = new Map<string, Pick<Beside, 'recent' | 'newest'>>();
  const alike = new Map<string, string>();
  return fresh.map(({ beside, ...one }) => {
    const { id, service, groupKey } = one;
    const group = groupKey === null ? '' : `${service.id} ${groupKey}`;
    const seen = { ...beside, ...counted.get(service.id), alike: alike.get(group) ?? beside.alike };
    const placing = placeAlert(now, service.settings, seen);
    if (placing.as === 'triggered' || placing.as === 'held') {
      counted.set(service.id, { recent: seen.recent + 1, newest: id });
      if (group !== '') alike.set(group, id);
    }
    return { ...one, placing };
  });
}

function rowOf(now: Date, { id, door, service, event, times, groupKey, placing }: Placed) {
  const { severity, summary, source, labels, links } = event;
  return {
    ...{ id, service: service.id, integration: door.id, dedup_key: event.dedupKey },
    ...{ severity, summary, source, labels, links, group_key: groupKey, count: times },
    at: now,
    resolve_at: resolveAt(now, service),
    escalate_at: placing.as === 'triggered' ? now : null,
    held_until: placing.as === 'held' ? placing.until : null,
    group_id: placing.as === 'grouped' ? placing.under : null,
    maintenance_id: placing.as === 'maintained' ? placing.maintenanceId : null,
    ticket_at: isTicketed(service, event) ? now : null,
  };
}

function happeningsOf({ id, by, event, placing }: Placed): Happening[] {
  const { dedupKey, severity, summary } = event;
  const opened: Happening = { id, kind: 'triggered', detail: { dedupKey, severity, summary }, by };
  return placing.as === 'triggered' ? [opened] : [opened, { id, kind: placing.as, by }];
}

const after = (now: Date, minutes: number) => new Date(now.getTime() + minutes * MINUTE);

const resolveAt = (now: Date, { settings: { autoResolveMinutes } }: AlertedService) =>
  autoResolveMinutes === null ? null : after(now, autoResolveMinutes);

const isTicketed = ({ settings: { tickets } }: AlertedService, { severity }: Said['event']) =>
  tickets?.severities.includes(severity) ?? false;
