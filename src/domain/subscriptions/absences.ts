import type { Ctx } from '../../lib/context.ts';

/** When people are away by calendars from outside; in epoch milliseconds. */
export type Absence = { person: string; from: number; to: number };

/** Those of these people that touch a span of time; may overlap. */
export async function absencesOf(
  ctx: Ctx,
  personIds: readonly string[],
  from: Date,
  to: Date,
): Promise<Absence[]> {
  const wanted = new Set(personIds);
  if (wanted.size === 0) return [];
  const events = await ctx.db.calendarSubscriptionEvent.findMany({
    where: {
      subscription: { use: 'absence' },
      ...{ from: { lt: to }, to: { gt: from }, personIds: { hasSome: [...wanted] } },
    },
    orderBy: [{ from: 'asc' }, { id: 'asc' }],
  });
  return events.flatMap((event) =>
    event.personIds
      .filter((person) => wanted.has(person))
      .map((person) => ({ person, from: event.from.getTime(), to: event.to.getTime() })),
  );
}

/** Who on call by calendars from outside when, by the calendar. */
export async function shiftsListedIn(ctx: Ctx, calendarIds: readonly string[], from: Date, to: Date) {
  if (calendarIds.length === 0) return new Map<string, { from: number; to: number; people: string[] }[]>();
  const events = await ctx.db.calendarSubscriptionEvent.findMany({
    where: {
      subscriptionId: { in: [...new Set(calendarIds)] },
      ...{ from: { lt: to }, to: { gt: from }, personIds: { isEmpty: false } },
    },
    orderBy: [{ from: 'asc' }, { id: 'asc' }],
  });
  return new Map(
    [...Map.groupBy(events, ({ subscriptionId }) => subscriptionId)].map(([id, all]) => [
      id,
      all.map((one) => ({ from: one.from.getTime(), to: one.to.getTime(), people: one.personIds })),
    ]),
  );
}
