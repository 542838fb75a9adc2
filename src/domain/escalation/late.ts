import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** Nobody who is to be paged may wait for longer than this, in milliseconds. A lease being waited for is no lateness yet. */
export const PAGING_LATE = MINUTE;

// Each by its partial index on what is to be done. An escalation that runs has a next step; one without is lost.
const LATEST = statement<{ dueAt: Date | null }>(
  'paging-latest',
  `
SELECT least((SELECT min(escalate_at) FROM alert WHERE escalate_at IS NOT NULL),
             (SELECT min(held_until) FROM alert WHERE held_until IS NOT NULL),
             (SELECT min(silenced_until) FROM alert WHERE silenced_until IS NOT NULL),
             (SELECT min(next_at) FROM escalation WHERE next_at IS NOT NULL),
             (SELECT min(started_at) FROM escalation WHERE state = 'running' AND next_at IS NULL),
             (SELECT min(work_at) FROM page WHERE work_at IS NOT NULL)) AS "dueAt"`,
);

/** For how many milliseconds the alert, the step or the page that waits longest has been due; 0: nothing is. */
export async function latestPaging(ctx: Ctx): Promise<number> {
  const [row] = await LATEST(ctx);
  return row?.dueAt ? Math.max(0, ctx.now().getTime() - row.dueAt.getTime()) : 0;
}
