import { type HookPayload, services } from '../../contract/services.ts';
import type { Ctx } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { batched } from '../../lib/gather.ts';
import { parse } from '../../lib/parse.ts';
import { statement, UNHURRIED } from '../../lib/sql.ts';
import { cut, wellFormed } from '../../lib/text.ts';
import { requireAdmin } from '../people/policy.ts';
import { type Door, noSuchIntegration } from './integrations.ts';
import { withoutSecrets } from './secrets.ts';

/** Of an integration, as many that were taken, and as many that were refused. */
const KEPT = 20;
const MOST_TOGETHER = 64;
/** Characters of a body, and of a reason. */
const MOST = { body: 32_000, reason: 1_000 };

// Of each kind as many of the oldest go as come in.
const KEEP = statement<never>(
  'hook-payloads-keep',
  `
WITH r AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (
    id uuid, integration uuid, refused boolean, reason text, events int, body text, at timestamptz)
), kind AS (
  SELECT integration, refused, count(*) AS fresh FROM r GROUP BY integration, refused
), gone AS (
  DELETE FROM hook_payload USING kind, LATERAL (
    SELECT id FROM hook_payload p WHERE p.integration_id = kind.integration AND p.refused = kind.refused
     ORDER BY id DESC OFFSET ${KEPT} - kind.fresh
  ) AS old
   WHERE hook_payload.id = old.id
)
INSERT INTO hook_payload (id, integration_id, refused, reason, events, body, at)
SELECT id, integration, refused, reason, events, body, at FROM r WHERE ${UNHURRIED}`,
);

type Kept = { id: string; integration: string; refused: boolean } & Record<string, unknown>;

/** In a storm only the last ones of each kind are written. */
const keepTogether = batched<Kept, void>(async (ctx, rows) => {
  const kinds = Map.groupBy(rows, ({ integration, refused }) => `${integration} ${refused}`);
  await KEEP(ctx, JSON.stringify([...kinds.values()].flatMap((some) => some.slice(-KEPT))));
  return rows.map(() => undefined);
}, MOST_TOGETHER);

/** Keeps what came in, so that one can see later what it was. Never throws: what was taken in is taken in. */
export async function keepPayload(
  ctx: Ctx,
  door: Door,
  { body, events, refusedBecause }: { body: string; events: number; refusedBecause?: string },
): Promise<void> {
  const reason = refusedBecause === undefined ? null : wellFormed(cut(refusedBecause, MOST.reason));
  const about = { id: ctx.newId(), integration: door.id, refused: reason !== null, at: ctx.now() };
  try {
    const kept = wellFormed(cut(withoutSecrets(body), MOST.body));
    await keepTogether(ctx, { ...about, reason, events, body: kept });
  } catch (error) {
    ctx.log.warn({ integration: door.id, error: messageOf(error) }, 'a payload was not kept');
  }
}

/** What came in last, newest first. */
export async function listPayloads(ctx: Ctx, input: { id: string }): Promise<{ items: HookPayload[] }> {
  requireAdmin(ctx);
  const { id } = parse(services.payloads.input, input);
  const row = await ctx.db.integration.findUnique({
    where: { id },
    select: { payloads: { orderBy: { id: 'desc' }, take: 2 * KEPT } },
  });
  if (!row) return noSuchIntegration();
  return {
    items: row.payloads.map(({ id, at, reason, events, body }) => ({
      ...{ id, at: at.toISOString(), refusedBecause: reason, events, body },
    })),
  };
}
