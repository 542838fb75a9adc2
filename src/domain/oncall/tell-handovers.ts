import { DAY } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Schedule } from '../../lib/prisma/client.ts';
import { announce } from '../outbox/announce.ts';
import { homeOf } from '../people/home.ts';
import { type Duty, follow, type HandoverNews, isSame } from './handover.ts';
import { rotasOf } from './now.ts';
import { type Rota, shiftsOf } from './rota.ts';
import { placeOfTeam } from './schedules.ts';

/** After a longer stop it only matters who is on call now. */
const LONGEST = 31 * DAY;

/**
 * Tells the team, and whoever has come on call, of handovers, the latest one of each schedule. What was told is noted in
 * the same transaction, so it is told once by however many processes, and made up after a stop.
 * @returns how many were told
 */
export async function tellHandovers(ctx: Ctx): Promise<number> {
  const now = ctx.now().getTime();
  const rows = await ctx.db.scheduleDuty.findMany();
  const duties = new Map(rows.map((row) => [row.scheduleId, dutyOf(row, now)]));
  const from = Math.min(now, ...[...duties.values()].map(({ at }) => at));
  const { rotas } = await rotasOf(ctx, {}, new Date(from), new Date(now + 1));
  let told = 0;
  for (const { schedule, rota } of rotas) {
    const duty = duties.get(schedule.id);
    if (duty && !isBehind(rota, duty, now)) continue;
    try {
      told += duty ? await hand(ctx, schedule, rota, now) : await begin(ctx, schedule, rota, now);
    } catch (error) {
      // One that makes trouble does not hold up the others.
      ctx.log.error({ schedule: schedule.id, error: messageOf(error) }, 'a handover is left for later');
    }
  }
  return told;
}

const dutyOf = ({ people, at }: { people: string[]; at: Date }, now: number): Duty => ({
  people,
  at: Math.max(at.getTime(), now - LONGEST),
});

const since = (rota: Rota, duty: Duty, now: number) => follow(shiftsOf(rota, duty.at, now + 1), duty, now);

/** Whether there is something to note: a change, or that nothing has changed for long. */
function isBehind(rota: Rota, duty: Duty, now: number): boolean {
  const { people, handover } = since(rota, duty, now);
  return handover !== null || !isSame(people, duty.people) || now - duty.at > DAY;
}

/** From now on it is known who comes on. */
async function begin(ctx: Ctx, { id: scheduleId }: Schedule, rota: Rota, now: number): Promise<number> {
  const { people } = since(rota, { people: [], at: now }, now);
  await ctx.db.scheduleDuty.createMany({
    data: { scheduleId, people: [...people], at: new Date(now) },
    skipDuplicates: true,
  });
  return 0;
}

async function hand(ctx: Ctx, schedule: Schedule, rota: Rota, now: number): Promise<number> {
  const { id: scheduleId } = schedule;
  return inTransaction(ctx, async (ctx) => {
    const locked = await ctx.db.$queryRaw<{ people: string[]; at: Date }[]>`
      SELECT people::text[], at FROM schedule_duty
       WHERE schedule_id = ${scheduleId}::uuid FOR UPDATE SKIP LOCKED`;
    const [row] = locked;
    if (!row) return 0;
    const { people, handover } = since(rota, dutyOf(row, now), now);
    const data = { people: [...people], at: new Date(now) };
    await ctx.db.scheduleDuty.update({ where: { scheduleId }, data });
    if (!handover || !schedule.tellsHandover) return 0;
    const news = { scheduleId, ...handover };
    const place = await placeOfTeam(ctx, schedule);
    const tell = (to: string | null): { kind: 'handover'; ticketId: null; data: HandoverNews } => ({
      ...{ kind: 'handover', ticketId: null, data: { ...news, to } },
    });
    if (place) await announce(ctx, place, tell(null));
    for (const to of handover.comes) await announce(ctx, await homeOf(ctx, to), tell(to));
    return 1;
  });
}
