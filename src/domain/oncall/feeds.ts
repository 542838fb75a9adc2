import type { z } from 'zod';
import { type CalendarFeed, schedules } from '../../contract/schedules.ts';
import { DAY } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { hashSecret, newSecret } from '../../lib/crypto.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { CalendarFeed as Row } from '../../lib/prisma/client.ts';
import { audit } from '../audit/record.ts';
import { requirePerson, requireSelf, requireStaff } from '../people/policy.ts';
import { type FeedEvent, icalOf } from './ical-feed.ts';
import { rotasOf } from './now.ts';
import { MAY_BE_ON_CALL } from './policy.ts';
import { shiftsOf } from './rota.ts';

const BACK = 30 * DAY;
const AHEAD = 90 * DAY;

/** One's own, the oldest first. */
export async function listFeeds(ctx: Ctx): Promise<{ items: CalendarFeed[] }> {
  requireStaff(ctx);
  const rows = await ctx.db.calendarFeed.findMany({
    where: { personId: requirePerson(ctx).id },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return { items: rows.map(view) };
}

/** Makes an address; whoever has it reads the shifts. The one that the person had for the same ends. */
export async function makeFeed(
  ctx: Ctx,
  input: z.input<typeof schedules.makeFeed.input>,
): Promise<{ feed: CalendarFeed; path: string }> {
  requireStaff(ctx);
  const { id: personId } = requireSelf(ctx);
  const { scheduleId } = parse(schedules.makeFeed.input, input);
  const secret = newSecret();
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR UPDATE`;
    if (scheduleId && !(await ctx.db.schedule.findUnique({ where: { id: scheduleId } }))) {
      fail('not_found', 'There is no such schedule.');
    }
    await ctx.db.calendarFeed.deleteMany({ where: { personId, scheduleId } });
    const row = await ctx.db.calendarFeed.create({
      data: { id: ctx.newId(), personId, scheduleId, hash: hashSecret(secret), createdAt: ctx.now() },
    });
    await audit(ctx, {
      action: 'calendar_feed.create',
      subject: { type: 'calendar_feed', id: row.id },
      detail: { after: view(row) },
    });
    return { feed: view(row), path: `/calendars/${secret}.ics` };
  });
}

export async function removeFeed(ctx: Ctx, input: { id: string }): Promise<void> {
  requireStaff(ctx);
  const { id: personId } = requireSelf(ctx);
  const { id } = parse(schedules.removeFeed.input, input);
  await inTransaction(ctx, async (ctx) => {
    const row = await ctx.db.calendarFeed.findUnique({ where: { id, personId } });
    const { count } = await ctx.db.calendarFeed.deleteMany({ where: { id, personId } });
    if (!row || count === 0) return fail('not_found', 'There is no such address.');
    await audit(ctx, {
      action: 'calendar_feed.remove',
      subject: { type: 'calendar_feed', id },
      detail: { before: view(row) },
    });
  });
}

/**
 * What the address gives: the shifts of thirty days back and ninety ahead, counted in whole days so that it stays as it
 * is meanwhile. Null: there is none, or who has it works at the desk no more.
 */
export async function readFeed(ctx: Ctx, secret: string): Promise<string | null> {
  const feed = await ctx.db.calendarFeed.findFirst({
    where: { hash: hashSecret(secret), person: MAY_BE_ON_CALL },
  });
  if (!feed) return null;
  const { scheduleId, personId } = feed;
  const today = Math.floor(ctx.now().getTime() / DAY) * DAY;
  const [from, to] = [today - BACK, today + AHEAD];
  const where = scheduleId ? { id: scheduleId } : {};
  const { rotas, who } = await rotasOf(ctx, where, new Date(from), new Date(to));
  const events = rotas.flatMap(({ schedule, rota }) =>
    shiftsOf(rota, from, to)
      .filter(({ people }) => scheduleId !== null || people.includes(personId))
      .map((shift): FeedEvent => {
        const people = scheduleId ? `: ${shift.people.map((id) => who(id).name).join(', ')}` : '';
        // One that began before is known by that: its beginning moves with the days.
        const begin = shift.from === from ? 'before' : shift.from;
        return {
          ...{ from: shift.from, to: shift.to, stamp: schedule.updatedAt.getTime() },
          name: `${schedule.id} ${begin} ${scheduleId ? '' : personId}`,
          summary: `On call for ${schedule.name}${people}`,
        };
      }),
  );
  const [first] = rotas;
  return icalOf(scheduleId ? `On call: ${first?.schedule.name ?? ''}` : 'My on-call shifts', events);
}

const view = ({ id, scheduleId, createdAt }: Row): CalendarFeed => ({
  ...{ id, scheduleId, createdAt: createdAt.toISOString() },
});
