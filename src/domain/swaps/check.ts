import type { Ctx } from '../../lib/context.ts';
import { isReached } from '../escalation/reach.ts';
import type { RotaShift } from '../oncall/layer-shifts.ts';
import { rotasOf } from '../oncall/now.ts';
import { type Rota, shiftsOf } from '../oncall/rota.ts';
import { cutAt, type Span, united, without } from '../oncall/spans.ts';
import { placesOfAll } from '../people/home.ts';

/** A shift that goes from one person to another. */
export type Handing = Span & { giver: string; taker: string };

/** Who is on call by a schedule around some spans of time. May be called within a transaction. */
export async function rotaAround(ctx: Ctx, scheduleId: string, spans: readonly Span[]): Promise<Rota> {
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(...spans.map((span) => span.to));
  const { rotas } = await rotasOf(ctx, { id: scheduleId }, new Date(from), new Date(to));
  return rotas[0]?.rota ?? { versions: [], overrides: [], absences: [] };
}

const shiftsIn = (rota: Rota, { from, to }: Span): RotaShift[] => shiftsOf(rota, from, to);

/** Whether somebody is on call all of the time. */
export const holds = (rota: Rota, personId: string, span: Span): boolean =>
  without([span], united(shiftsIn(rota, span).filter(({ people }) => people.includes(personId)))).length ===
  0;

/** Those who are on call at some time of it. */
export const onCallIn = (rota: Rota, span: Span): Set<string> =>
  new Set(shiftsIn(rota, span).flatMap(({ people }) => people));

/** The same once these shifts have changed hands. */
export const handed = (rota: Rota, handings: readonly Handing[]): Rota => ({
  ...rota,
  overrides: [
    ...rota.overrides,
    ...handings.map(({ from, to, giver, taker }) => ({
      ...{ id: `${giver} ${taker}`, from, to, people: [taker], replaces: giver },
    })),
  ],
});

/** Whether at some instant of a span fewer of those who count are on call than before. */
export function isLess(before: Rota, after: Rota, span: Span, counts: (id: string) => boolean): boolean {
  const [old, young] = [shiftsIn(before, span), shiftsIn(after, span)];
  const instants = [...old, ...young].flatMap(({ from, to }) => [from, to]);
  const at = (shifts: readonly RotaShift[], instant: number) =>
    shifts.find(({ from, to }) => from <= instant && instant < to)?.people.filter(counts).length ?? 0;
  return cutAt(span, instants).some(({ from }) => at(young, from) < at(old, from));
}

/** Those of these people whom a page can reach anywhere but in the portal. Where it is not known what is set up: all. */
export async function reachedOf(ctx: Ctx, ids: Iterable<string>): Promise<Set<string>> {
  const wanted = [...new Set(ids)];
  const { channels } = ctx;
  if (!channels) return new Set(wanted);
  const places = await placesOfAll(ctx, wanted);
  const people = await ctx.db.person.findMany({
    where: { id: { in: wanted } },
    select: { id: true, paging: true, phone: true },
  });
  return new Set(
    people.filter((one) => isReached(one, places.get(one.id) ?? [], channels)).map(({ id }) => id),
  );
}
