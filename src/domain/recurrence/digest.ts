import { z } from 'zod';
import { Instant } from '../../contract/common.ts';
import type { RecurrenceAction } from '../../contract/recurrences.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { wall } from './times.ts';

const Count = z.number().int();
const Minutes = z.number().nullable();

/** A summary of queues as it was counted at one instant. */
export const Digest = z.object({
  queues: z.array(z.object({ id: z.string(), name: z.string() })),
  /** What is new, or was done, was so since then. */
  since: Instant,
  at: Instant,
  open: Count,
  opened: Count,
  unassigned: Count,
  /** By SLA. */
  overdue: Count,
  /** By SLA, in what is left of the day in the zone of the recurrence. */
  dueToday: Count,
  /** Open tickets of P1 to P5. */
  byPriority: z.array(Count).length(5),
  oldest: z.object({ number: z.string(), createdAt: Instant }).nullable(),
  /** What was resolved since then; of a week alone. */
  week: z
    .object({
      resolved: Count,
      /** SLA targets of these tickets. */
      met: Count,
      missed: Count,
      /** From opening, in any hours; the middle one of tickets opened since then that were answered. */
      firstResponseMinutes: Minutes,
      /** From opening, in any hours; the middle one of these tickets. */
      resolutionMinutes: Minutes,
      ratings: Count,
      /** 1 to 5. */
      averageRating: z.number().nullable(),
    })
    .nullable(),
});
export type Digest = z.output<typeof Digest>;

type OpenRow = Pick<Digest, 'open' | 'unassigned' | 'overdue' | 'dueToday' | 'byPriority'> & {
  oldestNumber: string | null;
  oldestAt: Date | null;
};
type WeekRow = NonNullable<Digest['week']>;

const OPEN = `state IN ('new', 'in_progress', 'on_hold')`;

// By the partial index on open tickets, like the counts of the list of queues.
const COUNT_OPEN = statement<OpenRow>(
  'digest-open',
  `SELECT count(*)::int AS open,
          count(*) FILTER (WHERE assignee_id IS NULL)::int AS unassigned,
          count(*) FILTER (WHERE due_at <= $2::timestamptz)::int AS overdue,
          count(*) FILTER (WHERE due_at > $2::timestamptz AND due_at < $3::timestamptz)::int AS "dueToday",
          ARRAY[${[1, 2, 3, 4, 5].map((p) => `count(*) FILTER (WHERE priority = ${p})::int`).join(', ')}] AS "byPriority",
          (array_agg(number ORDER BY created_at, id))[1] AS "oldestNumber", min(created_at) AS "oldestAt"
     FROM ticket WHERE ${OPEN} AND queue_id = ANY ($1::uuid[])`,
);

const COUNT_WEEK = statement<WeekRow>(
  'digest-week',
  `
WITH resolved AS (
  SELECT id, extract(epoch FROM resolved_at - created_at) / 60 AS minutes
    FROM ticket
   WHERE queue_id = ANY ($1::uuid[]) AND resolved_at > $2::timestamptz AND resolved_at <= $3::timestamptz
), answered AS (
  SELECT extract(epoch FROM answer.at - t.created_at) / 60 AS minutes
    FROM ticket t CROSS JOIN LATERAL (
      SELECT e.created_at AS at FROM entry e
       WHERE e.ticket_id = t.id AND e.part = 'answered' ORDER BY e.created_at, e.id LIMIT 1) answer
   WHERE t.queue_id = ANY ($1::uuid[]) AND t.created_at > $2::timestamptz AND t.created_at <= $3::timestamptz
), promised AS (
  SELECT count(*) FILTER (WHERE state = 'met')::int AS met, count(*) FILTER (WHERE state = 'breached')::int AS missed
    FROM sla_clock WHERE ticket_id IN (SELECT id FROM resolved)
), rated AS (
  SELECT count(*)::int AS ratings, avg(score)::float8 AS average
    FROM rating WHERE ticket_id IN (SELECT id FROM resolved)
)
SELECT (SELECT count(*)::int FROM resolved) AS resolved, met, missed,
       (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes)::float8 FROM answered) AS "firstResponseMinutes",
       (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes)::float8 FROM resolved) AS "resolutionMinutes",
       ratings, average AS "averageRating"
  FROM promised, rated`,
);

/** Counts what stands in queues now, and what was done in them since an instant. */
export async function countDigest(
  ctx: Ctx,
  { queueIds, period }: Pick<Extract<RecurrenceAction, { do: 'digest' }>, 'queueIds' | 'period'>,
  { since, timeZone }: { since: Date; timeZone: string },
): Promise<Digest> {
  const at = ctx.now();
  const midnight = wall(at, timeZone).toPlainDate().add({ days: 1 }).toZonedDateTime(timeZone);
  const queues = await ctx.db.queue.findMany({
    where: { id: { in: queueIds } },
    orderBy: { name: 'asc' },
    select: { id: true, name: true },
  });
  const ids = queues.map(({ id }) => id);
  const now = at.toISOString();
  const [open] = await COUNT_OPEN(ctx, ids, now, new Date(midnight.epochMilliseconds).toISOString());
  const [week] = period === 'week' ? await COUNT_WEEK(ctx, ids, since.toISOString(), now) : [];
  const opened = await ctx.db.ticket.count({
    where: { queueId: { in: ids }, createdAt: { gt: since, lte: at } },
  });
  if (!open) throw new Error('counting gave no row');
  const { oldestNumber, oldestAt, ...counts } = open;
  return {
    ...counts,
    ...{ queues, since: since.toISOString(), at: now, opened, week: week ?? null },
    oldest: oldestNumber && oldestAt ? { number: oldestNumber, createdAt: oldestAt.toISOString() } : null,
  };
}
