import { DAY } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { followAbsence } from '../approvals/delegations.ts';
import { audit } from '../audit/record.ts';
import { isStaff } from '../people/acting.ts';
import { lockPerson } from '../people/update.ts';
import { absencesOf } from '../subscriptions/absences.ts';

/** How far ahead an absence is looked at: a longer one goes on when that is over. */
const AHEAD = 400 * DAY;

/**
 * Whoever is away by a calendar becomes away, and available again when that is over. What people say of themselves
 * meanwhile holds until the absence ends. Any number of processes may do it at once.
 */
export async function followAbsences(ctx: Ctx): Promise<void> {
  const now = ctx.now();
  const away = await ctx.db.person.findMany({ where: { awayUntil: { not: null } }, select: { id: true } });
  const absent = await ctx.db.calendarSubscriptionEvent.findMany({
    where: { subscription: { use: 'absence' }, from: { lte: now }, to: { gt: now } },
    select: { personIds: true },
  });
  const ids = new Set([...away.map(({ id }) => id), ...absent.flatMap(({ personIds }) => personIds)]);
  const ends = await endsOf(ctx, [...ids]);
  for (const id of [...ids].sort()) {
    await followOf(ctx, id, ends.get(id) ?? null).catch((error) =>
      ctx.log.warn({ person: id, error: messageOf(error) }, 'an absence was not followed'),
    );
  }
}

/** Until when somebody is away by calendars; null: they are not. What goes on without a gap is one absence. */
export async function absentUntil(ctx: Ctx, id: string): Promise<Date | null> {
  return (await endsOf(ctx, [id])).get(id) ?? null;
}

async function endsOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Date>> {
  const now = ctx.now();
  const ends = new Map<string, number>();
  for (const { person, from, to } of await absencesOf(ctx, ids, now, new Date(now.getTime() + AHEAD))) {
    const end = ends.get(person) ?? now.getTime();
    if (from <= end) ends.set(person, Math.max(end, to));
  }
  return new Map([...ends].map(([id, at]) => [id, new Date(at)]));
}

async function followOf(ctx: Ctx, id: string, until: Date | null): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const before = await lockPerson(ctx, id);
    const isLater = until !== null && (before.absenceFollowedUntil ?? until) < until;
    const isNew = until !== null && (before.absenceFollowedUntil === null || isLater);
    if (before.awayUntil !== null) {
      if (before.awayUntil.getTime() === until?.getTime()) return;
      if (until) return save(ctx, id, { awayUntil: until, absenceFollowedUntil: until });
      return become(ctx, id, before.availability, 'available', null);
    }
    if (until === null || !isNew || before.availability !== 'available') return;
    if (!before.active || !isStaff(before)) return;
    await become(ctx, id, before.availability, 'away', until);
  });
}

async function become(
  ctx: Ctx,
  id: string,
  before: string,
  availability: 'away' | 'available',
  until: Date | null,
): Promise<void> {
  await ctx.db.person.update({ where: { id }, data: { availability, availabilitySince: ctx.now() } });
  await save(ctx, id, { awayUntil: until, absenceFollowedUntil: until });
  await audit(ctx, {
    action: 'person.availability',
    subject: { type: 'person', id },
    detail: { before: { availability: before }, after: { availability }, because: 'calendar', until },
  });
  await followAbsence(ctx, id);
}

async function save(
  ctx: Ctx,
  id: string,
  data: { awayUntil: Date | null; absenceFollowedUntil: Date | null },
): Promise<void> {
  await ctx.db.person.update({ where: { id }, data: { ...data, updatedAt: ctx.now() } });
  ctx.publish({ topic: 'directory' });
}
