import type { Recurrence, RecurrenceAction, RecurrenceRun } from '../../contract/recurrences.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Prisma, Recurrence as Row } from '../../lib/prisma/client.ts';
import { statement } from '../../lib/sql.ts';

export const RUN = { ticket: { select: { number: true } } } as const;
type LoadedRun = Prisma.RecurrenceRunGetPayload<{ include: typeof RUN }>;

export function runView(run: LoadedRun): RecurrenceRun {
  const { manual, state, attempts, ticket, words } = run;
  return {
    ...{ manual, state, attempts, ticket, words },
    plannedAt: run.plannedAt.toISOString(),
    missedSince: run.missedSince?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}

/** What an admin sets. */
export const contentOf = ({ name, enabled, cron, timeZone, missed, action }: Row) => ({
  ...{ name, enabled, cron, timeZone, missed },
  action: action as RecurrenceAction,
});

// What Prisma would read for this is every run that there ever was.
const LAST = statement<{ recurrenceId: string; plannedAt: Date }>(
  'recurrence-last-runs',
  `
SELECT r.id::text AS "recurrenceId", last.planned_at AS "plannedAt"
  FROM recurrence r CROSS JOIN LATERAL (
    SELECT planned_at FROM recurrence_run WHERE recurrence_id = r.id ORDER BY planned_at DESC LIMIT 1) last
 WHERE r.id = ANY ($1::uuid[])`,
);

/** With the last run of each. */
export async function recurrenceViews(ctx: Ctx, recurrences: readonly Row[]): Promise<Recurrence[]> {
  const keys = await LAST(
    ctx,
    recurrences.map(({ id }) => id),
  );
  const runs = await ctx.db.recurrenceRun.findMany({ where: { OR: keys }, include: RUN });
  return recurrences.map((recurrence) => {
    const last = runs.find(({ recurrenceId }) => recurrenceId === recurrence.id);
    return {
      id: recurrence.id,
      ...contentOf(recurrence),
      nextAt: recurrence.nextAt?.toISOString() ?? null,
      lastRun: last ? runView(last) : null,
      updatedAt: recurrence.updatedAt.toISOString(),
    };
  });
}
