import type { z } from 'zod';
import { type OnCall, type Shift, schedules } from '../../contract/schedules.ts';
import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { requireStaff } from '../people/policy.ts';
import type { RotaShift } from './layer-shifts.ts';
import { MAY_BE_ON_CALL } from './policy.ts';
import { among, changeAfter, onCallAt, shiftsOf } from './rota.ts';
import { namedIn, schedulesRuled } from './rules.ts';

/** So far it is looked for who comes next. */
const AHEAD = 31 * DAY;

/** Who is on call by a schedule, by their ids, in order. May be called within a transaction. */
export async function peopleOnCall(ctx: Ctx, scheduleId: string, at: Date): Promise<string[]> {
  const { rotas } = await rotasOf(ctx, { id: scheduleId }, at, new Date(at.getTime() + 1));
  const [found] = rotas;
  return found ? [...onCallAt(found.rota, at.getTime())] : [];
}

/** Who is on call now and next, by the name of the schedule; of all teams unless told otherwise. */
export async function listOnCall(
  ctx: Ctx,
  { teamIds }: { teamIds?: readonly string[] } = {},
): Promise<{ items: OnCall[] }> {
  requireStaff(ctx);
  const now = ctx.now().getTime();
  const where = teamIds ? { teamId: { in: [...teamIds] } } : {};
  const { rotas, who } = await rotasOf(ctx, where, new Date(now), new Date(now + AHEAD));
  const items = rotas.map(({ schedule: { id, name, teamId, timeZone }, rota }) => {
    const shifts = shiftsOf(rota, now, now + AHEAD);
    const next = changeAfter(shifts, now, now + AHEAD);
    const after = next?.people.length === 0 ? shifts.find(({ from }) => from > next.at) : undefined;
    return {
      schedule: { id, name, teamId, timeZone },
      now: shifts[0]?.from === now ? shifts[0].people.map(who) : [],
      next: next && { at: new Date(next.at).toISOString(), people: next.people.map(who) },
      afterGap: after ? { at: new Date(after.from).toISOString(), people: after.people.map(who) } : null,
    };
  });
  return { items };
}

/** Who is on call in a span of time. */
export async function shiftsOfSchedule(
  ctx: Ctx,
  input: z.input<typeof schedules.shifts.input>,
): Promise<{ items: Shift[] }> {
  requireStaff(ctx);
  const { id, ...span } = parse(schedules.shifts.input, input);
  const [from, to] = [new Date(span.from), new Date(span.to)];
  const { rotas, who } = await rotasOf(ctx, { id }, from, to);
  const [found] = rotas;
  if (!found) return fail('not_found', 'There is no such schedule.');
  return { items: shiftsOf(found.rota, from.getTime(), to.getTime()).map(shiftView(who)) };
}

/** A shift as it is shown. */
export const shiftView =
  (who: Who) =>
  ({ people, from, to, ...by }: RotaShift): Shift => ({
    ...{ from: new Date(from).toISOString(), to: new Date(to).toISOString(), people: people.map(who) },
    ...by,
  });

/** Who that is; without a name, who may not be on call any more. */
export type Who = (id: string) => { id: string; name: string };

/** The names of those of them who may be on call, by id. */
export async function namesOnCall(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const people = await ctx.db.person.findMany({
    where: { id: { in: [...new Set(ids)] }, ...MAY_BE_ON_CALL },
    select: { id: true, name: true },
  });
  return new Map(people.map(({ id, name }) => [id, name]));
}

/**
 * Schedules, by name, with the rules that are valid in a span of time, as far as they name people who may be on call, or
 * who might then.
 */
export async function rotasOf(
  ctx: Ctx,
  where: Prisma.ScheduleWhereInput,
  from: Date,
  to: Date,
  options?: { withAbsences?: boolean },
) {
  const ruled = await schedulesRuled(ctx, where, from, to, options);
  const people = await ctx.db.person.findMany({
    where: {
      id: { in: [...new Set(ruled.flatMap(({ rota }) => namedIn(rota)))] },
      OR: [MAY_BE_ON_CALL, { offCallSince: { gt: from } }],
    },
    select: { id: true, name: true, offCallSince: true },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const gone = new Map(
    people.flatMap(({ id, offCallSince }) => (offCallSince ? [[id, offCallSince.getTime()] as const] : [])),
  );
  const rotas = ruled.map(({ schedule, rota }) => ({
    schedule,
    rota: { ...among(rota, (id) => names.has(id)), ...(gone.size > 0 ? { gone } : {}) },
  }));
  const who: Who = (id) => ({ id, name: names.get(id) ?? '' });
  return { rotas, who };
}
