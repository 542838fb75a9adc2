import type { AlertSeverity } from '../../contract/alerts.ts';
import { MINUTE } from '../../lib/clock.ts';
import { actingAs, type Ctx, inTransaction } from '../../lib/context.ts';
import { batched } from '../../lib/gather.ts';
import { statement } from '../../lib/sql.ts';
import { allWellFormed } from '../../lib/text.ts';
import { endEscalations, holdEscalations, NO_HURRY, refreshAlerts } from '../escalation/answered.ts';
import type { Door } from '../services/integrations.ts';
import { passOn } from './groups.ts';
import { record } from './note.ts';
import { groupKeyOf, type Head, placeAlert } from './place.ts';
import { type AlertedService, lockServices } from './service.ts';
import { tellTickets } from './tickets.ts';

/** What a source says, whichever it is. The meanings are those of PagerDuty’s Events v2. */
export type SourceEvent = {
  action: 'trigger' | 'acknowledge' | 'resolve';
  /** The same while the same thing is wrong; up to 255 characters. */
  dedupKey: string;
  /** Of a trigger only. */
  summary: string;
  severity: AlertSeverity;
  source: string | null;
  labels: Record<string, string>;
  links: { text: string; url: string }[];
};

const TRIGGER = statement<{ id: string; opened: boolean }>(
  'alert-trigger',
  `
INSERT INTO alert (id, service_id, integration_id, dedup_key, severity, summary, source, labels, links, group_key,
                   first_at, last_at, resolve_at)
VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5::alert_severity, $6, $7, $8::jsonb, $9::jsonb, $10::text,
        $11::timestamptz, $11::timestamptz, $12::timestamptz)
ON CONFLICT (integration_id, dedup_key) WHERE state <> 'resolved'
DO UPDATE SET count = alert.count + 1, last_at = excluded.last_at, resolve_at = excluded.resolve_at
RETURNING id::text, xmax = 0 AS opened`,
);
// Of the last minute as many as make a storm, and some to join; of the time within which it groups, the newest alike.
const HEADS = statement<Head>(
  'alert-heads',
  `
(SELECT id::text, state <> 'resolved' AS open, group_key AS "groupKey", first_at AS "firstAt" FROM alert
  WHERE service_id = $1::uuid AND group_id IS NULL AND maintenance_id IS NULL AND id <> $2::uuid
    AND first_at > $3::timestamptz
  ORDER BY first_at DESC, id DESC LIMIT $6::int + 50)
UNION
(SELECT id::text, true, group_key, first_at FROM alert
  WHERE service_id = $1::uuid AND group_id IS NULL AND maintenance_id IS NULL AND id <> $2::uuid
    AND first_at > $4::timestamptz AND group_key = $5::text AND state <> 'resolved'
  ORDER BY first_at DESC, id DESC LIMIT 1)
ORDER BY "firstAt" DESC, id DESC`,
);
const PLACE = statement<never>(
  'alert-place',
  `UPDATE alert SET escalate_at = $2::timestamptz, held_until = $3::timestamptz, group_id = $4::uuid,
          maintenance_id = $5::uuid, ticket_at = $6::timestamptz WHERE id = $1::uuid`,
);
const ACKNOWLEDGE = statement<{ id: string }>(
  'alert-acknowledge',
  `
UPDATE alert SET state = 'acknowledged', acknowledged_at = $3::timestamptz, acknowledged_by_id = NULL, escalate_at = NULL,
       held_until = NULL, silenced_until = NULL
 WHERE integration_id = $1::uuid AND dedup_key = $2 AND state = 'triggered' RETURNING id::text`,
);
const RESOLVE = statement<{ id: string }>(
  'alert-resolve',
  `
UPDATE alert SET state = 'resolved', resolved_at = $3::timestamptz, resolved_by_id = NULL, escalate_at = NULL,
       resolve_at = NULL, silenced_until = NULL
 WHERE integration_id = $1::uuid AND dedup_key = $2 AND state <> 'resolved' RETURNING id::text`,
);

type Call = { ctx: Ctx; door: Door; events: readonly SourceEvent[] };
const MOST_TOGETHER = 64;

/** Calls that come at the same moment are taken in together: in a storm all of them are about one service. */
const takeTogether = batched<Call, { error?: unknown }>(async (ctx, calls) => {
  try {
    await takeAll(ctx, calls);
    return calls.map(() => ({}));
  } catch (error) {
    if (calls.length === 1) throw error;
    // What is wrong with one call is not to be suffered by the others.
    const results: { error?: unknown }[] = [];
    for (const call of calls) {
      results.push(
        await takeAll(ctx, [call]).then(
          () => ({}),
          (error: unknown) => ({ error }),
        ),
      );
    }
    return results;
  }
}, MOST_TOGETHER);

/**
 * Takes in what a source says, all of it or nothing. A trigger with the key of an open alert counts up and pages nobody
 * again; after it was resolved it opens another one. What acknowledges or resolves where nothing is open is dropped.
 */
export async function takeEvents(ctx: Ctx, door: Door, events: readonly SourceEvent[]): Promise<void> {
  const result = await takeTogether(ctx, { ctx, door, events });
  if ('error' in result) throw result.error;
}

async function takeAll(ctx: Ctx, calls: readonly Call[]): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const services = await lockServices(
      ctx,
      calls.map(({ door }) => door.serviceId),
    );
    /** What only came once more, or has one more in its group. */
    const grown = new Set<string>();
    for (const { ctx: called, door, events } of calls) {
      const actor = { kind: 'source' as const, name: `${door.source} ${door.name}` };
      const acting = { ...actingAs(ctx, actor), origin: called.origin };
      const service = services.get(door.serviceId);
      if (!service) continue;
      for (const event of events) await takeEvent(acting, door, service, allWellFormed(event), grown);
    }
    await refreshAlerts(ctx, [...grown], NO_HURRY);
    ctx.publish({ topic: 'pages' });
  });
}

async function takeEvent(
  ctx: Ctx,
  door: Door,
  service: AlertedService,
  event: SourceEvent,
  grown: Set<string>,
): Promise<void> {
  const now = ctx.now().toISOString();
  switch (event.action) {
    case 'trigger':
      return trigger(ctx, door, service, event, grown);
    case 'acknowledge':
      for (const { id } of await ACKNOWLEDGE(ctx, door.id, event.dedupKey, now)) {
        await holdEscalations(ctx, [id]);
        await record(ctx, [id], 'acknowledged');
      }
      return;
    case 'resolve':
      for (const { id } of await RESOLVE(ctx, door.id, event.dedupKey, now)) {
        await tellTickets(ctx, [id]);
        await passOn(ctx, id);
        await endEscalations(ctx, [id]);
        await record(ctx, [id], 'resolved');
      }
  }
}

async function trigger(
  ctx: Ctx,
  door: Door,
  service: AlertedService,
  event: SourceEvent,
  grown: Set<string>,
): Promise<void> {
  const now = ctx.now();
  const { settings } = service;
  const { dedupKey, severity, summary, source, labels, links } = event;
  const after = (minutes: number) => new Date(now.getTime() + minutes * MINUTE).toISOString();
  const groupKey = groupKeyOf(settings, labels);
  const [row] = await TRIGGER(
    ctx,
    ...[ctx.newId(), service.id, door.id, dedupKey, severity, summary, source],
    ...[JSON.stringify(labels), JSON.stringify(links), groupKey, now.toISOString()],
    settings.autoResolveMinutes === null ? null : after(settings.autoResolveMinutes),
  );
  if (!row) return;
  if (!row.opened) {
    grown.add(row.id);
    return;
  }
  await record(ctx, [row.id], 'triggered', { dedupKey, severity, summary });
  const heads = await HEADS(
    ctx,
    ...[
      service.id,
      row.id,
      after(-1),
      after(-(settings.group?.minutes ?? 0)),
      groupKey,
      settings.stormPerMinute,
    ],
  );
  const { maintenanceId } = service;
  const placing = placeAlert(now, settings, { groupKey, maintenanceId }, heads);
  await PLACE(
    ctx,
    row.id,
    placing.as === 'triggered' ? now.toISOString() : null,
    placing.as === 'held' ? placing.until.toISOString() : null,
    placing.as === 'grouped' ? placing.under : null,
    placing.as === 'maintained' ? placing.maintenanceId : null,
    settings.tickets?.severities.includes(severity) ? now.toISOString() : null,
  );
  if (placing.as === 'triggered') return;
  await record(ctx, [row.id], placing.as);
  if (placing.as === 'grouped') grown.add(placing.under);
}
