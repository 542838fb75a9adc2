import type { Recurrence, RecurrenceAction, RecurrenceRun } from '../../contract/recurrences.ts';
import type { Prisma, Recurrence as Row } from '../../lib/prisma/client.ts';

export const RUN = { ticket: { select: { number: true } } } as const;
type LoadedRun = Prisma.RecurrenceRunGetPayload<{ include: typeof RUN }>;

/** With the last run that was made. */
export const RECURRENCE = {
  runs: { orderBy: { plannedAt: 'desc' }, take: 1, include: RUN },
} as const;
export type LoadedRecurrence = Prisma.RecurrenceGetPayload<{ include: typeof RECURRENCE }>;

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

export function recurrenceView(recurrence: LoadedRecurrence): Recurrence {
  const [last] = recurrence.runs;
  return {
    id: recurrence.id,
    ...contentOf(recurrence),
    nextAt: recurrence.nextAt?.toISOString() ?? null,
    lastRun: last ? runView(last) : null,
    updatedAt: recurrence.updatedAt.toISOString(),
  };
}
