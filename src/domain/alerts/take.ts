import type { AlertSeverity } from '../../contract/alerts.ts';
import { actingAs, type Ctx, inTransaction } from '../../lib/context.ts';
import { batched } from '../../lib/gather.ts';
import { statement } from '../../lib/sql.ts';
import { allWellFormed } from '../../lib/text.ts';
import { holdEscalations, NO_HURRY, refreshAlerts } from '../escalation/answered.ts';
import type { Door } from '../services/integrations.ts';
import { directoryOf } from '../settings/directory.ts';
import { type Happening, recordAll } from './note.ts';
import { openAlerts } from './open.ts';
import { alertsOver } from './over.ts';
import { type AlertedService, lockServices } from './service.ts';

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

/** Something that a source says, once or many times in a row. */
export type Said = {
  /** The source, as who acts. */
  by: Ctx;
  door: Door;
  service: AlertedService;
  /** The first time. */
  event: SourceEvent;
  times: number;
  /** Integration and key: the same while the same thing is wrong. */
  about: string;
};

const KNOWN = statement<{ about: string; id: string }>(
  'alerts-known',
  `
SELECT k.about, a.id::text
  FROM unnest($1::text[], $2::uuid[], $3::text[]) AS k (about, integration_id, dedup_key), LATERAL (
    SELECT id FROM alert
     WHERE integration_id = k.integration_id AND dedup_key = k.dedup_key AND state <> 'resolved' LIMIT 1
  ) AS a`,
);
const ACKNOWLEDGE = statement<{ id: string }>(
  'alerts-acknowledge',
  `
UPDATE alert SET state = 'acknowledged', acknowledged_at = $2::timestamptz, acknowledged_by_id = NULL, escalate_at = NULL,
       held_until = NULL, silenced_until = NULL
 WHERE id = ANY ($1::uuid[]) AND state = 'triggered' RETURNING id::text`,
);
const RESOLVE = statement<{ id: string }>(
  'alerts-resolve',
  `
UPDATE alert SET state = 'resolved', resolved_at = $2::timestamptz, resolved_by_id = NULL, escalate_at = NULL,
       resolve_at = NULL, silenced_until = NULL
 WHERE id = ANY ($1::uuid[]) AND state <> 'resolved' RETURNING id::text`,
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
  // So that it is not read while services are locked.
  await directoryOf(ctx);
  await inTransaction(ctx, async (ctx) => {
    const services = await lockServices(
      ctx,
      calls.map(({ door }) => door.serviceId),
    );
    /** What only came once more, or has one more in its group. */
    const grown = new Set<string>();
    for (const run of runsOf(ctx, calls, services)) {
      for (const id of await takeRun(ctx, run)) grown.add(id);
    }
    await refreshAlerts(ctx, [...grown], NO_HURRY);
    ctx.publish({ topic: 'escalations' });
  });
}

/** What is said in a row and wants the same is taken in together; in a storm that is nearly all. */
function runsOf(
  ctx: Ctx,
  calls: readonly Call[],
  services: ReadonlyMap<string, AlertedService>,
): Map<string, Said>[] {
  const runs: Map<string, Said>[] = [];
  let action: SourceEvent['action'] | undefined;
  for (const { ctx: called, door, events } of calls) {
    const actor = { kind: 'source' as const, name: `${door.source} ${door.name}` };
    const by = { ...actingAs(ctx, actor), origin: called.origin };
    const service = services.get(door.serviceId);
    if (!service) continue;
    for (const event of events.map(allWellFormed)) {
      if (event.action !== action) runs.push(new Map());
      action = event.action;
      const about = `${door.id} ${event.dedupKey}`;
      const before = runs.at(-1)?.get(about);
      runs
        .at(-1)
        ?.set(
          about,
          before ? { ...before, times: before.times + 1 } : { by, door, service, event, times: 1, about },
        );
    }
  }
  return runs;
}

/** @returns what only came once more, or has one more in its group */
async function takeRun(ctx: Ctx, run: ReadonlyMap<string, Said>): Promise<string[]> {
  const said = [...run.values()];
  const action = said[0]?.event.action;
  if (action === 'trigger') return openAlerts(ctx, said);
  const known = await KNOWN(
    ctx,
    said.map(({ about }) => about),
    said.map(({ door }) => door.id),
    said.map(({ event }) => event.dedupKey),
  );
  const by = new Map(known.map(({ about, id }) => [id, run.get(about)?.by]));
  const ids = [...by.keys()];
  if (ids.length === 0) return [];
  const now = ctx.now().toISOString();
  const changed = action === 'resolve' ? await RESOLVE(ctx, ids, now) : await ACKNOWLEDGE(ctx, ids, now);
  if (changed.length === 0) return [];
  const happenings = (kind: 'acknowledged' | 'resolved') =>
    changed.map(({ id }): Happening => ({ id, kind, by: by.get(id) ?? ctx }));
  if (action === 'resolve') await alertsOver(ctx, happenings('resolved'));
  else {
    await holdEscalations(
      ctx,
      changed.map(({ id }) => id),
    );
    await recordAll(ctx, happenings('acknowledged'));
  }
  return [];
}
