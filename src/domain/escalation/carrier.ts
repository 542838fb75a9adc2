import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { audit } from '../audit/record.ts';
import { tellAdmins } from '../people/tell-admins.ts';

/** A carrier that refuses this many people one after the other refuses everybody. */
const MANY = 3;

const NOTE = statement<{ told: boolean; refused: number }>(
  'carrier-trouble-note',
  `
INSERT INTO carrier_trouble AS c (carrier, words, refused_to, since)
VALUES ($1::text, $2::text, ARRAY[$3::text], $4::timestamptz)
ON CONFLICT (carrier) DO UPDATE
   SET words = excluded.words,
       refused_to = CASE WHEN cardinality(c.refused_to) >= ${MANY} OR $3::text = ANY (c.refused_to) THEN c.refused_to
                         ELSE c.refused_to || excluded.refused_to END
RETURNING told_at IS NOT NULL AS told, cardinality(refused_to) AS refused`,
);

/**
 * A carrier has refused a page. Where that is so for everybody, the admins are told once, until it takes something again.
 * @param forAll it says itself that it is so
 */
export async function noteRefusal(
  ctx: Ctx,
  { carrier, to, words, forAll }: { carrier: string; to: string; words: string; forAll: boolean },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    // The row stays locked, so that of many refusals at once one tells it.
    const [noted] = await NOTE(ctx, carrier, words, to, ctx.now().toISOString());
    if (!noted || noted.told || !(forAll || noted.refused >= MANY)) return;
    await ctx.db.carrierTrouble.update({ where: { carrier }, data: { toldAt: ctx.now() } });
    await audit(ctx, {
      action: 'carrier.refuses',
      subject: { type: 'carrier', id: carrier },
      detail: { words },
    });
    const text = `${carrier} reach nobody: the provider refuses them. ${words} People are paged by their other ways meanwhile. You are told once it works again.`;
    await tellAdmins(ctx, text);
  });
}

/** A carrier has taken something: what was wrong is over, and whoever was told of it is told that. */
export async function noteTaken(ctx: Ctx, carrier: string): Promise<void> {
  // Nothing is wrong nearly always.
  if (!(await ctx.db.carrierTrouble.findUnique({ where: { carrier }, select: { carrier: true } }))) return;
  await inTransaction(ctx, async (ctx) => {
    const [over] = await OVER(ctx, carrier);
    if (!over?.told) return;
    await audit(ctx, { action: 'carrier.takes', subject: { type: 'carrier', id: carrier } });
    await tellAdmins(ctx, `${carrier} work again.`);
  });
}

const OVER = statement<{ told: boolean }>(
  'carrier-trouble-over',
  `DELETE FROM carrier_trouble WHERE carrier = $1::text RETURNING told_at IS NOT NULL AS told`,
);
