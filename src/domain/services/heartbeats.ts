import { SECOND } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { eventOf } from '../alerts/event.ts';
import { type SourceEvent, takeEvents } from '../alerts/take.ts';
import { type Door, doorView, patienceOf } from './integrations.ts';

const BATCH = 50;

const PING = statement<{ isBack: boolean }>(
  'heartbeat-ping',
  `
WITH before AS (SELECT id, ping_due_at FROM integration WHERE id = $1::uuid FOR NO KEY UPDATE)
UPDATE integration i SET ping_due_at = $2::timestamptz, last_used_at = $3::timestamptz, missing_since = NULL
  FROM before WHERE i.id = before.id AND i.revoked_at IS NULL
RETURNING before.ping_due_at IS NULL AS "isBack"`,
);
const MISSING = statement<{ id: string }>(
  'heartbeats-missing',
  `SELECT id::text FROM integration WHERE ping_due_at <= $1::timestamptz ORDER BY ping_due_at LIMIT ${BATCH}`,
);
// Who is at it as well finds it noted.
const NOTE = statement<Parameters<typeof doorView>[0] & { alive: boolean }>(
  'heartbeat-note-missing',
  `
UPDATE integration i SET ping_due_at = NULL, missing_since = i.ping_due_at FROM service s
 WHERE i.id = $1::uuid AND i.ping_due_at <= $2::timestamptz AND s.id = i.service_id
RETURNING i.id::text, i.service_id::text AS "serviceId", i.name, i.source, i.settings,
          i.revoked_at IS NULL AND s.archived_at IS NULL AS alive`,
);

const event = ({ id, name, settings }: Door, action: 'trigger' | 'resolve'): SourceEvent =>
  eventOf({
    ...{ action, dedupKey: `heartbeat:${id}`, severity: 'critical', source: name },
    summary: `No heartbeat of ${name} for ${inWords(patienceOf(settings))}`,
  });

/** Something says that it is alive: it is waited for anew, and if it was missing, that is over. */
export async function ping(ctx: Ctx, door: Door): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const now = ctx.now();
    const due = new Date(now.getTime() + patienceOf(door.settings) * SECOND);
    const [row] = await PING(ctx, door.id, due.toISOString(), now.toISOString());
    if (!row) return;
    await takeEvents(ctx, door, [event(door, 'resolve')]);
    // Pages show that it is waited for again; there may be no alert to tell them.
    if (row.isBack) ctx.publish({ topic: 'directory' });
  });
}

/**
 * Opens an alert for each heartbeat that is missing.
 * @returns how many were
 */
export async function findMissing(ctx: Ctx): Promise<number> {
  const now = ctx.now().toISOString();
  const missing = await MISSING(ctx, now);
  for (const { id } of missing) {
    await inTransaction(ctx, async (ctx) => {
      const [row] = await NOTE(ctx, id, now);
      if (!row?.alive) return;
      const door = doorView(row);
      await takeEvents(ctx, door, [event(door, 'trigger')]);
    });
  }
  return missing.length;
}

function inWords(seconds: number): string {
  const units = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const;
  const [size, unit] = units.find(([size]) => seconds >= size && seconds % size === 0) ?? units[3];
  return `${seconds / size} ${unit}`;
}
