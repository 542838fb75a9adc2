import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma, Schedule, ShiftSwap, ShiftSwapAsk } from '../../lib/prisma/client.ts';

type Named = { id: string; name: string };

/** An offer of a shift with who was asked, by name. */
export type LoadedSwap = ShiftSwap & {
  schedule: Pick<Schedule, 'id' | 'name' | 'teamId' | 'timeZone'>;
  offerer: Named;
  madeBy: Named | null;
  takenBy: Named | null;
  asks: (ShiftSwapAsk & { person: Named })[];
};

export const noSuchSwap = (): never =>
  fail('not_found', 'There is no such offer, or you are not asked about it.');

/** In statements one after another, since those of a transaction share a connection. */
export async function findSwaps(
  ctx: Ctx,
  where: Prisma.ShiftSwapWhereInput,
  more: Pick<Prisma.ShiftSwapFindManyArgs, 'orderBy' | 'take'> = {},
): Promise<LoadedSwap[]> {
  const rows = await ctx.db.shiftSwap.findMany({ where, ...more });
  const asks = await ctx.db.shiftSwapAsk.findMany({ where: { swapId: { in: rows.map(({ id }) => id) } } });
  const schedules = await ctx.db.schedule.findMany({
    where: { id: { in: rows.map(({ scheduleId }) => scheduleId) } },
    select: { id: true, name: true, teamId: true, timeZone: true },
  });
  const named = rows.flatMap(({ offererId, madeById, takenById }) => [offererId, madeById, takenById]);
  const people = await ctx.db.person.findMany({
    where: { id: { in: [...named.flatMap((id) => id ?? []), ...asks.map(({ personId }) => personId)] } },
    select: { id: true, name: true },
  });
  const [scheduleOf, personOf] = [byId(schedules), byId(people)];
  const whole = asks.map((ask) => ({ ...ask, person: personOf(ask.personId) as Named }));
  whole.sort((a, b) => a.person.name.localeCompare(b.person.name));
  const asksOf = Map.groupBy(whole, ({ swapId }) => swapId);
  return rows.map((row) => ({
    ...row,
    schedule: scheduleOf(row.scheduleId) as LoadedSwap['schedule'],
    offerer: personOf(row.offererId) as Named,
    ...{ madeBy: personOf(row.madeById) ?? null, takenBy: personOf(row.takenById) ?? null },
    asks: asksOf.get(row.id) ?? [],
  }));
}

function byId<Row extends { id: string }>(rows: readonly Row[]): (id: string | null) => Row | undefined {
  const known = new Map(rows.map((row) => [row.id, row]));
  return (id) => (id === null ? undefined : known.get(id));
}

export async function loadSwap(ctx: Ctx, id: string): Promise<LoadedSwap> {
  return (await findSwaps(ctx, { id }))[0] ?? noSuchSwap();
}

/** With its row locked. Where its schedule is needed, too, that is locked before. */
export async function lockSwap(ctx: Ctx, id: string): Promise<LoadedSwap> {
  await ctx.db.$queryRaw`SELECT 1 FROM shift_swap WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return loadSwap(ctx, id);
}

/** The shift that is taken in return; null: none. */
export const returnOf = ({ returnFrom, returnTo }: Pick<LoadedSwap, 'returnFrom' | 'returnTo'>) =>
  returnFrom && returnTo ? { from: returnFrom, to: returnTo } : null;
