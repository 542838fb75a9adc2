import { type HookPayload, services } from '../../contract/services.ts';
import type { Ctx } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { statement, UNHURRIED } from '../../lib/sql.ts';
import { cut, wellFormed } from '../../lib/text.ts';
import { requireAdmin } from '../people/policy.ts';
import { type Door, noSuchIntegration } from './integrations.ts';
import { withoutSecrets } from './secrets.ts';

/** Of an integration, as many that were taken, and as many that were refused. */
const KEPT = 20;
/** Characters of a body, and of a reason. */
const MOST = { body: 32_000, reason: 1_000 };

const KEEP = statement<never>(
  'hook-payload-keep',
  `
WITH old AS (
  SELECT id FROM hook_payload WHERE integration_id = $2::uuid AND refused = $3::boolean
   ORDER BY id DESC OFFSET ${KEPT - 1}
), gone AS (
  DELETE FROM hook_payload USING old WHERE hook_payload.id = old.id
)
INSERT INTO hook_payload (id, integration_id, refused, reason, events, body, at)
SELECT $1::uuid, $2::uuid, $3::boolean, $4::text, $5::int, $6::text, $7::timestamptz WHERE ${UNHURRIED}`,
);

/** Keeps what came in, so that one can see later what it was. Never throws: what was taken in is taken in. */
export async function keepPayload(
  ctx: Ctx,
  door: Door,
  { body, events, refusedBecause }: { body: string; events: number; refusedBecause?: string },
): Promise<void> {
  const kept = wellFormed(cut(withoutSecrets(body), MOST.body));
  const reason = refusedBecause === undefined ? null : wellFormed(cut(refusedBecause, MOST.reason));
  const row = [ctx.newId(), door.id, reason !== null, reason, events, kept, ctx.now().toISOString()];
  try {
    await KEEP(ctx, ...row);
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
