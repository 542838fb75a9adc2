import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { timesOf } from './times.ts';

/** A run whose time is longer past than this was missed: the desk was down. */
const LATE = 10 * MINUTE;
const BATCH = 100;

/**
 * Makes runs of what has come. Of many processes that find it due one makes the run: they lock the recurrence, and the
 * instant is in the key of the run. Where several instants have passed there is one run, for the last of them.
 */
export async function claimDue(ctx: Ctx): Promise<void> {
  const due = await ctx.db.recurrence.findMany({
    where: { nextAt: { lte: ctx.now() } },
    orderBy: { nextAt: 'asc' },
    take: BATCH,
    select: { id: true, name: true },
  });
  for (const { id, name } of due) {
    try {
      await inTransaction(ctx, (ctx) => claim(ctx, id));
    } catch (error) {
      ctx.log.error({ recurrence: name, error: messageOf(error) }, 'a recurrence is left for later');
    }
  }
}

async function claim(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.$queryRaw`SELECT 1 FROM recurrence WHERE id = ${id}::uuid FOR UPDATE`;
  const recurrence = await ctx.db.recurrence.findUnique({ where: { id } });
  const now = ctx.now();
  // Another process was first.
  if (!recurrence?.nextAt || recurrence.nextAt > now) return;
  const { nextAt: first, missed } = recurrence;
  const times = timesOf(recurrence);
  const plannedAt = times.latest(now) ?? first;
  const isMissed = now.getTime() - plannedAt.getTime() > LATE;
  const isSkipped = isMissed && missed === 'skip';
  await ctx.db.recurrenceRun.createMany({
    data: {
      ...{ recurrenceId: id, plannedAt, dueAt: now },
      ...(isMissed || first < plannedAt ? { missedSince: first } : {}),
      ...(isSkipped ? { state: 'skipped', words: 'The desk was down at that time.', finishedAt: now } : {}),
    },
    skipDuplicates: true,
  });
  await ctx.db.recurrence.update({ where: { id }, data: { nextAt: times.after(now, 1)[0] ?? null } });
}
