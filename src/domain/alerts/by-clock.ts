import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { record } from './note.ts';
import { alertsOver } from './over.ts';
import { lockServices } from './service.ts';
import { endSilence } from './silence.ts';

const BATCH = 50;

type Due = { id: string; serviceId: string | null };
const HELD = statement<Due>(
  'alerts-held',
  `SELECT id::text, service_id::text AS "serviceId" FROM alert WHERE held_until <= $1::timestamptz
    ORDER BY held_until LIMIT ${BATCH}`,
);
const RELEASE = statement<{ id: string }>(
  'alerts-release',
  `UPDATE alert SET escalate_at = CASE WHEN state = 'triggered' THEN $2::timestamptz END, held_until = NULL
    WHERE id = ANY ($1::uuid[]) AND held_until <= $2::timestamptz
RETURNING CASE WHEN state = 'triggered' THEN id::text END AS id`,
);
const EXPIRED = statement<Due>(
  'alerts-expired',
  `SELECT id::text, service_id::text AS "serviceId" FROM alert WHERE resolve_at <= $1::timestamptz
    ORDER BY resolve_at LIMIT ${BATCH}`,
);
const EXPIRE = statement<{ id: string }>(
  'alerts-expire',
  `UPDATE alert SET state = 'resolved', resolved_at = $2::timestamptz, escalate_at = NULL, resolve_at = NULL,
          silenced_until = NULL
    WHERE id = ANY ($1::uuid[]) AND resolve_at <= $2::timestamptz AND state <> 'resolved' RETURNING id::text`,
);
const SILENCED = statement<Due>(
  'alerts-silenced',
  `SELECT id::text, service_id::text AS "serviceId" FROM alert WHERE silenced_until <= $1::timestamptz
    ORDER BY silenced_until LIMIT ${BATCH}`,
);

/**
 * What was held and has not gone away pages now.
 * @returns how many were looked at
 */
export const releaseHeld = (ctx: Ctx): Promise<number> =>
  eachService(ctx, HELD, async (ctx, ids) => {
    const released = await RELEASE(ctx, ids, ctx.now().toISOString());
    await record(
      ctx,
      released.flatMap(({ id }) => id ?? []),
      'released',
    );
  });

/**
 * What did not come again for so long is over.
 * @returns how many were looked at
 */
export const expireAlerts = (ctx: Ctx): Promise<number> =>
  eachService(ctx, EXPIRED, async (ctx, ids) => {
    const expired = await EXPIRE(ctx, ids, ctx.now().toISOString());
    await alertsOver(
      ctx,
      expired.map(({ id }) => ({ id, kind: 'expired' })),
    );
  });

/**
 * What was silenced for so long, and is open, pages again.
 * @returns how many were looked at
 */
export const endSilences = (ctx: Ctx): Promise<number> =>
  eachService(ctx, SILENCED, (ctx, ids) => endSilence(ctx, ids, ctx.now()));

/** Finds what is due, and does it a service at a time with that locked, if it is still due then. */
async function eachService(
  ctx: Ctx,
  find: (ctx: Ctx, now: string) => Promise<Due[]>,
  work: (ctx: Ctx, ids: string[]) => Promise<void>,
): Promise<number> {
  const due = await find(ctx, ctx.now().toISOString());
  for (const [serviceId, alerts] of Map.groupBy(due, ({ serviceId }) => serviceId)) {
    await inTransaction(ctx, async (ctx) => {
      await lockServices(ctx, serviceId ? [serviceId] : []);
      await work(
        ctx,
        alerts.map(({ id }) => id),
      );
      ctx.publish({ topic: 'escalations' });
      ctx.publish({ topic: 'wishes' });
    });
  }
  return due.length;
}
