import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Prisma } from '../../lib/prisma/client.ts';

/** Whoever has taken the event in is at it for so long. */
const HEAD_START = MINUTE;
/** A platform that is away may come back: it is tried again so often, each time after a longer pause. */
const MOST_ATTEMPTS = 10;
const MOST_AT_ONCE = 100;

export type EventKey = { channel: string; delivery: string };

/**
 * Keeps an event, as its platform told it, until what follows from it was done: it is acknowledged before that, and then
 * nobody repeats it.
 */
export async function keepUnfinished(
  ctx: Ctx,
  { channel, delivery }: EventKey,
  event: unknown,
): Promise<void> {
  const dueAt = new Date(ctx.now().getTime() + HEAD_START);
  await ctx.db.unfinished.createMany({
    data: { channel, key: delivery, event: event as Prisma.InputJsonValue, dueAt },
    skipDuplicates: true,
  });
}

export async function finish(ctx: Ctx, { channel, delivery }: EventKey): Promise<void> {
  await ctx.db.unfinished.deleteMany({ where: { channel, key: delivery } });
}

/** The events of a channel that wait to be finished; of several processes, one gets each. */
export async function claimUnfinished(ctx: Ctx, channel: string): Promise<unknown[]> {
  const now = ctx.now();
  const given = await ctx.db.unfinished.deleteMany({
    where: { channel, dueAt: { lte: now }, attempts: { gte: MOST_ATTEMPTS } },
  });
  if (given.count > 0)
    ctx.log.error({ channel, events: given.count }, 'what follows from events was given up');
  const rows = await ctx.db.$queryRaw<{ event: unknown }[]>`
    UPDATE unfinished
       SET attempts = attempts + 1, due_at = ${now}::timestamptz + interval '1 minute' * power(2, attempts + 1)
     WHERE (channel, key) IN (
       SELECT channel, key FROM unfinished WHERE channel = ${channel} AND due_at <= ${now}
        ORDER BY due_at LIMIT ${MOST_AT_ONCE} FOR UPDATE SKIP LOCKED)
    RETURNING event`;
  return rows.map(({ event }) => event);
}
