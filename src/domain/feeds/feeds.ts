import type { z } from 'zod';
import { type CalendarFeed, feeds } from '../../contract/feeds.ts';
import { DAY } from '../../lib/clock.ts';
import { actingAs, type Ctx, inTransaction } from '../../lib/context.ts';
import { hashSecret, newSecret } from '../../lib/crypto.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { CalendarFeed as Row } from '../../lib/prisma/client.ts';
import { audit } from '../audit/record.ts';
import { actingPerson, isStaff } from '../people/acting.ts';
import { requirePerson, requireSelf, requireStaff } from '../people/policy.ts';
import { changeFeed } from './changes.ts';
import { shiftFeed } from './shifts.ts';

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

/** Makes an address; whoever has it reads what it is about. The one that the person had for the same ends. */
export async function makeFeed(
  ctx: Ctx,
  input: z.input<typeof feeds.make.input>,
): Promise<{ feed: CalendarFeed; path: string }> {
  requireStaff(ctx);
  const { id: personId } = requireSelf(ctx);
  const { about, scheduleId } = parse(feeds.make.input, input);
  const secret = newSecret();
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR UPDATE`;
    if (scheduleId && !(await ctx.db.schedule.findUnique({ where: { id: scheduleId } }))) {
      fail('not_found', 'There is no such schedule.');
    }
    await ctx.db.calendarFeed.deleteMany({ where: { personId, about, scheduleId } });
    const row = await ctx.db.calendarFeed.create({
      data: { id: ctx.newId(), personId, about, scheduleId, hash: hashSecret(secret), createdAt: ctx.now() },
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
  const { id } = parse(feeds.remove.input, input);
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
 * What the address gives, of thirty days back and ninety ahead, counted in whole days so that it stays as it is meanwhile:
 * what its owner may see now. Null: there is none, or who has it works at the desk no more.
 */
export async function readFeed(ctx: Ctx, secret: string, publicUrl: string): Promise<string | null> {
  const feed = await ctx.db.calendarFeed.findUnique({ where: { hash: hashSecret(secret) } });
  const person = feed && (await actingPerson(ctx, feed.personId));
  if (!person || !isStaff(person)) return null;
  const today = Math.floor(ctx.now().getTime() / DAY) * DAY;
  const [from, to] = [today - BACK, today + AHEAD];
  return feed.about === 'changes'
    ? changeFeed(actingAs(ctx, { kind: 'person', person }), publicUrl, from, to)
    : shiftFeed(ctx, feed, from, to);
}

const view = ({ id, about, scheduleId, createdAt }: Row): CalendarFeed => ({
  ...{ id, about, scheduleId, createdAt: createdAt.toISOString() },
});
