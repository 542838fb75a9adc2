import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { showAnew, type Touched } from './reasons.ts';

/** What follows when a queue begins or ends to give its tickets: those that nobody has begin or end to wait. */

/** The walk of a queue that was switched, until all of its tickets follow. */
const NAME = 'assignment:';
/** A queue may have very many open tickets; one statement changes so many. */
const BATCH = 1_000;

// What somebody is just changing is left for the next time, so that nobody is waited for.
const follow = (waits: boolean, which: string) => {
  const left = `queue_id = $1::uuid AND assignee_id IS NULL AND state IN ('new', 'in_progress', 'on_hold') AND ${which}`;
  return {
    some: statement<Touched & { wasTold: boolean }>(
      `assignment-follow-${waits}`,
      `
WITH found AS (
  SELECT id FROM ticket WHERE ${left} LIMIT ${BATCH}
), locked AS (
  SELECT id, unassigned_because IS NOT NULL AS was_told FROM ticket
   WHERE id IN (SELECT id FROM found) AND ${left} ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE ticket t SET awaits_assignment = ${waits}, unassigned_because = NULL FROM locked WHERE t.id = locked.id
RETURNING t.id::text, t.queue_id::text AS "queueId", t.requester_id::text AS "requesterId",
          locked.was_told AS "wasTold"`,
    ),
    isLeft: statement<{ left: boolean }>(
      `assignment-left-${waits}`,
      `SELECT EXISTS (SELECT 1 FROM ticket WHERE ${left}) AS left`,
    ),
  };
};
const START = follow(true, 'NOT awaits_assignment');
const STOP = follow(false, 'awaits_assignment');

/** In the transaction that switches the queue. The worker does the rest. */
export async function noteSwitch(ctx: Ctx, queueId: string): Promise<void> {
  const name = NAME + queueId;
  const row = { startedAt: ctx.now() };
  await ctx.db.walk.upsert({ where: { name }, create: { name, ...row }, update: row });
}

/**
 * Lets the tickets of queues that were switched follow, some of each.
 * @returns how many did
 */
export async function followSwitches(ctx: Ctx): Promise<number> {
  const walks = await ctx.db.walk.findMany({ where: { name: { startsWith: NAME } } });
  let count = 0;
  for (const { name } of walks) count += await followSwitch(ctx, name);
  return count;
}

function followSwitch(ctx: Ctx, name: string): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    // Held until the end: who switches the queue once more waits, and what follows then begins anew.
    const [walk] = await ctx.db.$queryRaw<unknown[]>`
      SELECT 1 FROM walk WHERE name = ${name} FOR UPDATE SKIP LOCKED`;
    if (!walk) return 0;
    const id = name.slice(NAME.length);
    const queue = await ctx.db.queue.findUniqueOrThrow({ where: { id }, select: { assignment: true } });
    const { some, isLeft } = queue.assignment === 'manual' ? STOP : START;
    const touched = await some(ctx, id);
    await showAnew(
      ctx,
      touched.filter(({ wasTold }) => wasTold).map(({ wasTold: _, ...ticket }) => ticket),
    );
    if (touched.length === 0 && !(await isLeft(ctx, id))[0]?.left)
      await ctx.db.walk.delete({ where: { name } });
    return touched.length;
  });
}
