import type { AlertSeverity } from '../../contract/alerts.ts';
import { actingAs, type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { allWellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { endEscalations, holdEscalations, NO_HURRY, refreshAlerts } from '../escalation/answered.ts';
import type { Door } from '../services/integrations.ts';
import { noteEvent } from './note.ts';

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
INSERT INTO alert (id, service_id, integration_id, dedup_key, severity, summary, source, labels, links, escalate_at,
                   first_at, last_at)
VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5::alert_severity, $6, $7, $8::jsonb, $9::jsonb, $10::timestamptz,
        $10::timestamptz, $10::timestamptz)
ON CONFLICT (integration_id, dedup_key) WHERE state <> 'resolved'
DO UPDATE SET count = alert.count + 1, last_at = excluded.last_at
RETURNING id::text, xmax = 0 AS opened`,
);
const ACKNOWLEDGE = statement<{ id: string }>(
  'alert-acknowledge',
  `
UPDATE alert SET state = 'acknowledged', acknowledged_at = $3::timestamptz, acknowledged_by_id = NULL, escalate_at = NULL
 WHERE integration_id = $1::uuid AND dedup_key = $2 AND state = 'triggered' RETURNING id::text`,
);
const RESOLVE = statement<{ id: string }>(
  'alert-resolve',
  `
UPDATE alert SET state = 'resolved', resolved_at = $3::timestamptz, resolved_by_id = NULL, escalate_at = NULL
 WHERE integration_id = $1::uuid AND dedup_key = $2 AND state <> 'resolved' RETURNING id::text`,
);

/**
 * Takes in what a source says, all of it or nothing. A trigger with the key of an open alert counts up and pages nobody
 * again; after it was resolved it opens another one. What acknowledges or resolves where nothing is open is dropped.
 */
export async function takeEvents(ctx: Ctx, door: Door, events: readonly SourceEvent[]): Promise<void> {
  await inTransaction(actingAs(ctx, { kind: 'source', name: `${door.source} ${door.name}` }), async (ctx) => {
    // In one order whoever sends them, so that two who send the same never wait for each other. Of one key as they came.
    const ordered = events.toSorted((a, b) =>
      a.dedupKey < b.dedupKey ? -1 : Number(a.dedupKey > b.dedupKey),
    );
    for (const event of ordered) await takeEvent(ctx, door, allWellFormed(event));
    ctx.publish({ topic: 'pages' });
  });
}

async function takeEvent(ctx: Ctx, door: Door, event: SourceEvent): Promise<void> {
  const now = ctx.now().toISOString();
  switch (event.action) {
    case 'trigger': {
      const { dedupKey, severity, summary, source, labels, links } = event;
      const json = [JSON.stringify(labels), JSON.stringify(links)];
      const id = ctx.newId();
      const words = [dedupKey, severity, summary, source];
      const [row] = await TRIGGER(ctx, id, door.serviceId, door.id, ...words, ...json, now);
      if (!row) return;
      if (!row.opened) return refreshAlerts(ctx, [row.id], NO_HURRY);
      return note(ctx, row.id, 'triggered', { dedupKey, severity, summary });
    }
    case 'acknowledge':
      for (const { id } of await ACKNOWLEDGE(ctx, door.id, event.dedupKey, now)) {
        await holdEscalations(ctx, [id]);
        await note(ctx, id, 'acknowledged');
      }
      return;
    case 'resolve':
      for (const { id } of await RESOLVE(ctx, door.id, event.dedupKey, now)) {
        await endEscalations(ctx, [id]);
        await note(ctx, id, 'resolved');
      }
  }
}

async function note(
  ctx: Ctx,
  id: string,
  kind: 'triggered' | 'acknowledged' | 'resolved',
  detail: Record<string, unknown> = {},
): Promise<void> {
  await noteEvent(ctx, id, kind);
  await audit(ctx, { action: `alert.${kind}`, subject: { type: 'alert', id }, detail });
}
