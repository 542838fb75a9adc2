import type { z } from 'zod';
import { type PagingTest, paging } from '../../contract/escalation.ts';
import { DAY, MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Page } from '../../lib/prisma/client.ts';
import { requirePerson, requireSelf, requireStaff } from '../people/policy.ts';

/** How many tests somebody may make in so long: SMS and calls cost money. */
const MOST = 10;
const WITHIN = 10 * MINUTE;
/** How long they are kept, at least. */
const KEPT = DAY;

/** How the last tests of one's own ways went, newest first. */
export async function listTests(ctx: Ctx): Promise<{ items: PagingTest[] }> {
  requireStaff(ctx);
  const { id: personId } = requirePerson(ctx);
  const rows = await ctx.db.page.findMany({
    where: { personId, purpose: 'test' },
    orderBy: { createdAt: 'desc' },
    take: MOST,
  });
  return { items: rows.map(view) };
}

/**
 * Pages oneself by a way, as an alert would.
 * @throws `rate_limited` after ten in ten minutes
 */
export async function testWay(ctx: Ctx, input: z.input<typeof paging.test.input>): Promise<PagingTest> {
  requireStaff(ctx);
  const { id: personId } = requireSelf(ctx);
  const { via } = parse(paging.test.input, input);
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR NO KEY UPDATE`;
    const now = ctx.now();
    const since = (milliseconds: number) => new Date(now.getTime() - milliseconds);
    const tests = { personId, purpose: 'test' as const };
    await ctx.db.page.deleteMany({ where: { ...tests, createdAt: { lt: since(KEPT) } } });
    const count = await ctx.db.page.count({ where: { ...tests, createdAt: { gt: since(WITHIN) } } });
    if (count >= MOST) fail('rate_limited', 'That were many tests. Please wait a few minutes.');
    const row = await ctx.db.page.create({
      data: {
        ...{ id: ctx.newId(), ...tests, target: personId, via, round: 0, step: 0, way: 0 },
        ...{ dueAt: now, workAt: now, createdAt: now },
      },
    });
    ctx.publish({ topic: 'pages' });
    return view(row);
  });
}

const view = (page: Page): PagingTest => ({
  id: page.id,
  via: page.channel ?? page.via,
  state: page.state,
  createdAt: page.createdAt.toISOString(),
  sentAt: page.sentAt?.toISOString() ?? null,
  deliveredAt: page.deliveredAt?.toISOString() ?? null,
  error: page.error,
});
