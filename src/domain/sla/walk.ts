import { SECOND } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { directoryOf } from '../settings/directory.ts';
import { sparingTheOthers } from '../sparing.ts';
import { noteWalked, walkUnderWay } from '../walks.ts';
import { CLOCKED, type ClockedTicket, computeClocks, storeClocks } from './keep.ts';

/**
 * So long it waits after it was asked for: by then no process opens tickets by an older copy of the directory any more,
 * whose age is at most five seconds.
 */
const SETTLED = 6 * SECOND;
/** How many tickets are locked at a time. */
const BATCH = 25;

const NEXT = statement<{ id: string }>(
  'sla-walk-next',
  `SELECT id::text FROM ticket
    WHERE state IN ('new', 'in_progress', 'on_hold') AND id > $1::uuid ORDER BY id LIMIT ${BATCH}`,
);
// In order, so that nobody who locks two tickets waits for us while we wait for them.
const LOCK = statement<never>(
  'sla-walk-lock',
  'SELECT 1 FROM ticket WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
);

/**
 * Goes on with bringing the clocks of all open tickets in line with what admins have changed. Should a worker stop,
 * another goes on where it was; should two be at it, both find the same.
 * @returns how many tickets were looked at
 */
export async function walkClocks(ctx: Ctx): Promise<number> {
  const under = await walkUnderWay(ctx, 'sla');
  if (!under || ctx.now().getTime() < under.walk.startedAt.getTime() + SETTLED) return 0;
  // A copy of it that is fresh spares each transaction reading it.
  await directoryOf(ctx);
  const ids = (await NEXT(ctx, under.after)).map(({ id }) => id);
  await sparingTheOthers(ctx, ids, (ids) => bringInLine(ctx, ids));
  await noteWalked(ctx, under.walk, ids.length < BATCH ? undefined : ids.at(-1));
  return ids.length;
}

async function bringInLine(ctx: Ctx, ids: readonly string[]): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    await LOCK(ctx, ids);
    const tickets = await ctx.db.ticket.findMany({ where: { id: { in: [...ids] } }, select: CLOCKED });
    for (const ticket of tickets) await follow(ctx, ticket);
    return tickets.length;
  });
}

async function follow(ctx: Ctx, ticket: ClockedTicket): Promise<void> {
  const computed = await computeClocks(ctx, ticket);
  if (!computed) return;
  await storeClocks(ctx, ticket, computed);
  const { id, queueId, requesterId } = ticket;
  ctx.publish({ topic: 'ticket', id, queueId, requesterId });
}
