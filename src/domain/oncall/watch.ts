import { z } from 'zod';
import { COVERAGE_DAYS, FindingKind } from '../../contract/coverage.ts';
import { DAY, HOUR } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { stretches } from '../calendars/hours.ts';
import { announce } from '../outbox/announce.ts';
import { isSamePlace, type Place } from '../outbox/enqueue.ts';
import { homeOf } from '../people/home.ts';
import { type Checked, check, isError, schedulesAsked, spanAhead } from './check.ts';
import { type Found, newlyFound } from './coverage.ts';
import { MAY_BE_ON_CALL } from './policy.ts';
import { placeOfTeam } from './schedules.ts';
import type { Span } from './spans.ts';

/** On the wall of the schedule: what is found in the night is read in the morning. */
const MORNING = 8 * HOUR;

const Noted = z.array(
  z.object({
    kind: FindingKind,
    personId: z.string().nullable(),
    spans: z.array(z.object({ from: z.number(), to: z.number() })),
  }),
);
/** What is announced of a check. */
export const CoverageNews = z.object({ scheduleId: z.string(), found: Noted });

/**
 * Looks at each schedule once a day, and tells who runs it of what was not found the day before: errors, and who is
 * away in earnest. In the
 * transaction that notes them, so they are told once by however many processes, and made up after a stop.
 * @param channels those that are set up
 * @returns how many schedules were looked at
 */
export async function watchCoverage(ctx: Ctx, channels: ReadonlySet<string>): Promise<number> {
  const now = ctx.now().getTime();
  const span = spanAhead(ctx, COVERAGE_DAYS * DAY);
  const checks = await ctx.db.scheduleCheck.findMany({ select: { scheduleId: true, checkedAt: true } });
  const last = new Map(checks.map((row) => [row.scheduleId, row.checkedAt.getTime()]));
  const zones = await ctx.db.schedule.findMany({ select: { id: true, timeZone: true } });
  const due = zones.filter(({ id, timeZone }) => (last.get(id) ?? 0) < lastMorning(now, timeZone));
  if (due.length === 0) return 0;
  const asked = await schedulesAsked(ctx, { id: { in: due.map(({ id }) => id) } }, span);
  let count = 0;
  for (const one of await check(ctx, asked, span, channels)) {
    count += await inTransaction(ctx, (ctx) => note(ctx, one, span));
  }
  return count;
}

/** Eight o’clock of today or, before that, of yesterday. */
function lastMorning(now: number, timeZone: string): number {
  const [stretch] = stretches(timeZone, now, now + 1);
  const offset = stretch?.offset ?? 0;
  return Math.floor((now + offset - MORNING) / DAY) * DAY + MORNING - offset;
}

async function note(ctx: Ctx, { schedule, usedBy, found }: Checked, span: Span): Promise<number> {
  const { id: scheduleId, timeZone } = schedule;
  const row = await lockChecked(ctx, scheduleId, lastMorning(ctx.now().getTime(), timeZone));
  if (!row) return 0;
  const long = usedBy.length > 0 ? await awayInEarnest(ctx, found) : [];
  const errors = found.filter(
    ({ kind, personId }) => isError(kind, usedBy) || (kind === 'away' && long.includes(personId)),
  );
  const before = { found: Noted.parse(row.found), until: row.until.getTime() };
  const fresh = newlyFound(errors, before, timeZone, span.to);
  const data = { checkedAt: ctx.now(), until: new Date(span.to), found: errors };
  await ctx.db.scheduleCheck.update({ where: { scheduleId }, data });
  if (fresh.length === 0) return 1;
  for (const place of await placesToTell(ctx, scheduleId)) {
    await announce(ctx, place, { kind: 'coverage', ticketId: null, data: { scheduleId, found: fresh } });
  }
  return 1;
}

/** Of those who are away, who is so by a calendar or has been for a day: whoever is out for lunch will be back. */
async function awayInEarnest(ctx: Ctx, found: readonly Found[]): Promise<(string | null)[]> {
  const ids = found.flatMap(({ kind, personId }) => (kind === 'away' && personId ? [personId] : []));
  if (ids.length === 0) return [];
  const people = await ctx.db.person.findMany({
    where: {
      id: { in: ids },
      OR: [
        // By a calendar, now or later.
        { availability: 'available' },
        { awayUntil: { not: null } },
        { availabilitySince: { lt: new Date(ctx.now().getTime() - DAY) } },
      ],
    },
    select: { id: true },
  });
  return people.map(({ id }) => id);
}

/** Undefined: somebody else is at it or has just done it, or the schedule is gone. */
async function lockChecked(ctx: Ctx, scheduleId: string, morning: number) {
  const never = new Date(0);
  await ctx.db.$executeRaw`
    INSERT INTO schedule_check (schedule_id, checked_at, until, found)
    SELECT id, ${never}, ${never}, '[]' FROM schedule WHERE id = ${scheduleId}::uuid ON CONFLICT DO NOTHING`;
  const rows = await ctx.db.$queryRaw<{ until: Date; found: unknown }[]>`
    SELECT until, found FROM schedule_check
     WHERE schedule_id = ${scheduleId}::uuid AND checked_at < ${new Date(morning)} FOR UPDATE SKIP LOCKED`;
  return rows[0];
}

/** Who leads the team, and its conversation; where it has neither, the admins. */
async function placesToTell(ctx: Ctx, scheduleId: string): Promise<Place[]> {
  const row = await ctx.db.schedule.findUniqueOrThrow({ where: { id: scheduleId } });
  const conversation = await placeOfTeam(ctx, row);
  const leads = await ctx.db.teamMember.findMany({
    where: { teamId: row.teamId, lead: true, person: MAY_BE_ON_CALL },
    select: { personId: true },
  });
  const places = conversation ? [conversation] : [];
  for (const { personId } of leads) places.push(await homeOf(ctx, personId));
  if (places.length === 0) {
    const admins = await ctx.db.person.findMany({
      where: { ...MAY_BE_ON_CALL, roles: { has: 'admin' } },
      select: { id: true },
    });
    for (const { id } of admins) places.push(await homeOf(ctx, id));
  }
  return places.filter((place, index) => places.findIndex((one) => isSamePlace(one, place)) === index);
}
