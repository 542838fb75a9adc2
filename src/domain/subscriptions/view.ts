import { NameInTitle, type Subscription } from '../../contract/subscriptions.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { CalendarSubscription as Row } from '../../lib/prisma/client.ts';
import { requireStaff } from '../people/policy.ts';
import { contentOf } from './copy.ts';

const MOST_UNMATCHED = 20;

/** By name: those of teams, and the caller's own. */
export async function listSubscriptions(ctx: Ctx): Promise<{ items: Subscription[] }> {
  requireStaff(ctx);
  const rows = await ctx.db.calendarSubscription.findMany({
    where: {
      origin: { not: null },
      OR: [{ teamId: { not: null } }, { personId: personOf(ctx.actor)?.id ?? null, teamId: null }],
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return { items: await viewsOf(ctx, rows) };
}

export async function oneSubscription(ctx: Ctx, id: string): Promise<Subscription> {
  const rows = await ctx.db.calendarSubscription.findMany({ where: { id } });
  const [view] = await viewsOf(ctx, rows);
  return view ?? fail('not_found', 'There is no such calendar.');
}

/** Its row, until the transaction is over. */
export async function lockSubscription(ctx: Ctx, id: string): Promise<Row | null> {
  await ctx.db.$queryRaw`SELECT 1 FROM calendar_subscription WHERE id = ${id}::uuid FOR UPDATE`;
  return ctx.db.calendarSubscription.findUnique({ where: { id } });
}

async function viewsOf(ctx: Ctx, rows: readonly Row[]): Promise<Subscription[]> {
  const ahead = { subscriptionId: { in: rows.map(({ id }) => id) }, to: { gt: ctx.now() } };
  const counts = await ctx.db.calendarSubscriptionEvent.groupBy({
    ...{ by: ['subscriptionId'], where: { ...ahead, personIds: { isEmpty: false } }, _count: true },
  });
  const unmatched = await ctx.db.calendarSubscriptionEvent.findMany({
    where: { ...ahead, personIds: { isEmpty: true } },
    orderBy: { from: 'asc' },
    take: 2_000,
  });
  return rows.map((row): Subscription => {
    const { id, use, name, teamId, personId, timeZone, wholeDays, words } = row;
    const own = unmatched.filter(({ subscriptionId }) => subscriptionId === id);
    const byTitle = Map.groupBy(own, (one) => `${contentOf(one).title}\n${one.problem}`);
    return {
      ...{ id, use, name, teamId, personId, timeZone, wholeDays, words },
      names: NameInTitle.array().parse(row.names),
      origin: row.origin ?? '',
      ...{ readAt: row.readAt?.toISOString() ?? null, error: row.error },
      upcoming: counts.find(({ subscriptionId }) => subscriptionId === id)?._count ?? 0,
      unmatched: [...byTitle.values()].slice(0, MOST_UNMATCHED).flatMap((all) => {
        const [next] = all;
        if (!next) return [];
        const { title } = contentOf(next);
        return [{ title, reason: next.problem ?? '', from: next.from.toISOString(), count: all.length }];
      }),
    };
  });
}
