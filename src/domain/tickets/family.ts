import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { Prisma } from '../../lib/prisma/client.ts';

/** How tickets belong together: a child is linked to its parent, and that is the only place where it is said. */

/** From a ticket without a parent down to the last of its children’s children, both counted. */
const MOST_LEVELS = 5;
export const MOST_CHILDREN = 200;

/** The ticket that this one is a child of. */
export async function parentOf(ctx: Ctx, id: string) {
  const link = await ctx.db.ticketLink.findFirst({
    where: { fromId: id, kind: 'child_of' },
    select: { to: { select: { id: true, number: true, queueId: true, requesterId: true } } },
  });
  return link?.to ?? null;
}

/** Its children that are still worked on, the oldest first. */
export async function openChildren(ctx: Ctx, id: string) {
  const links = await ctx.db.ticketLink.findMany({
    where: { toId: id, kind: 'child_of', from: { state: { in: ['new', 'in_progress', 'on_hold'] } } },
    orderBy: { from: { createdAt: 'asc' } },
    select: { from: { select: { number: true, queueId: true } } },
  });
  return links.map(({ from }) => from);
}

/** The ids of the tickets above this one, the nearest first. */
export async function idsAbove(ctx: Ctx, id: string): Promise<string[]> {
  const rows = await ctx.db.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE up (id, level) AS (
      SELECT to_id, 1 FROM ticket_link WHERE from_id = ${id}::uuid AND kind = 'child_of'
      UNION ALL
      SELECT l.to_id, up.level + 1 FROM up JOIN ticket_link l ON l.from_id = up.id AND l.kind = 'child_of'
       WHERE up.level <= ${MOST_LEVELS}
    )
    SELECT id::text FROM up ORDER BY level`;
  return rows.map((row) => row.id);
}

/** How many levels the ticket and what is below it have. */
async function levelsBelow(ctx: Ctx, id: string): Promise<number> {
  const [row] = await ctx.db.$queryRaw<{ levels: number }[]>`
    WITH RECURSIVE down (id, level) AS (
      SELECT ${id}::uuid, 1
      UNION
      SELECT l.from_id, down.level + 1 FROM down JOIN ticket_link l ON l.to_id = down.id AND l.kind = 'child_of'
       WHERE down.level <= ${MOST_LEVELS}
    )
    SELECT max(level)::int AS levels FROM down`;
  return row?.levels ?? 1;
}

/**
 * Locks these tickets and all above them, in the one order in which all lock who lock several. Who changes what
 * belongs to what holds these locks: so no two of them can close a circle that neither sees.
 */
export async function lockFamilies(ctx: Ctx, ids: readonly string[]): Promise<void> {
  const locked = new Set<string>();
  for (;;) {
    const wanted = new Set(ids);
    for (const id of ids) for (const above of await idsAbove(ctx, id)) wanted.add(above);
    const missing = [...wanted].filter((id) => !locked.has(id));
    if (missing.length === 0) return;
    // What came above them while we waited may be out of order, so it is not waited for.
    const how = Prisma.raw(locked.size === 0 ? '' : 'SKIP LOCKED');
    const rows = await ctx.db.$queryRaw<{ id: string }[]>`
      SELECT id::text FROM ticket WHERE id = ANY(${missing}::uuid[]) ORDER BY id FOR NO KEY UPDATE ${how}`;
    if (rows.length < missing.length) {
      fail('conflict', 'Somebody else is moving these tickets at this moment. Please try again.');
    }
    for (const { id } of rows) locked.add(id);
  }
}

/** Why the ticket has more above and below it than there is room for; `undefined`: it has not. */
export async function whyNoRoom(
  ctx: Ctx,
  { id, number }: { id: string; number: string },
): Promise<string | undefined> {
  const above = await idsAbove(ctx, id);
  if (above.length + (await levelsBelow(ctx, id)) > MOST_LEVELS) {
    return `Tickets can be at most ${MOST_LEVELS} levels deep.`;
  }
  const children = await ctx.db.ticketLink.count({ where: { toId: id, kind: 'child_of' } });
  return children > MOST_CHILDREN ? `${number} can have at most ${MOST_CHILDREN} children.` : undefined;
}
