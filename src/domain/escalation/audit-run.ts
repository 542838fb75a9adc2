import { MINUTE, SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** When nobody has looked for so long, nobody would tell that paging stands still; in milliseconds. */
export const AUDIT_LATE = 2 * MINUTE;
/** Whoever has not looked for so long is gone, and another one goes on. */
const LEFT = 90 * SECOND;

/** What was told by mail: the breaches, none when it was over, and when. */
export type Mailed = { breaches: string; at: Date | null };

const CLAIM = statement<Mailed>(
  'audit-run-claim',
  `
INSERT INTO audit_run AS a (id, ran_at, ran_by) VALUES (1, $1::timestamptz, $2::uuid)
ON CONFLICT (id) DO UPDATE SET ran_at = excluded.ran_at, ran_by = excluded.ran_by
 WHERE a.ran_by = excluded.ran_by OR a.ran_at <= excluded.ran_at - $3::float8 * interval '1 ms'
RETURNING mailed AS breaches, mailed_at AS at`,
);

/**
 * Notes that somebody looks. Of several workers one does.
 * @returns what was told by mail before; undefined: another one looks
 */
export async function claimAudit(ctx: Ctx, by: string): Promise<Mailed | undefined> {
  return (await CLAIM(ctx, ctx.now().toISOString(), by, LEFT))[0];
}

/** So that whoever goes on does not tell it again. */
export async function noteMailed(ctx: Ctx, { breaches, at }: Mailed): Promise<void> {
  await ctx.db.auditRun.updateMany({ where: { id: 1 }, data: { mailed: breaches, mailedAt: at } });
}

/** When somebody last looked; undefined: nobody has. */
export async function lastAudit(ctx: Ctx): Promise<Date | undefined> {
  return (await ctx.db.auditRun.findUnique({ where: { id: 1 }, select: { ranAt: true } }))?.ranAt;
}
