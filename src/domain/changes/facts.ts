import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** A service that hangs on what a change touches: itself, or because it needs one of them, however far. */
export type Touched = { id: string; name: string; tier: number; direct: boolean };

// A service is walked to once, so that those that need each other do not go round for ever.
const TOUCHED = statement<Touched>(
  'change-touched',
  `
WITH RECURSIVE touched (id) AS (
  SELECT unnest($1::uuid[])
  UNION
  SELECT d.service_id FROM touched t JOIN service_dependency d ON d.depends_on_id = t.id
)
SELECT s.id::text, s.name, s.tier, s.id = ANY ($1::uuid[]) AS direct
  FROM service s WHERE s.id = ANY (ARRAY (SELECT id FROM touched)) AND s.archived_at IS NULL
 ORDER BY direct DESC, s.name`,
);

export const servicesTouched = async (ctx: Ctx, serviceIds: readonly string[]): Promise<Touched[]> =>
  serviceIds.length === 0 ? [] : TOUCHED(ctx, [...serviceIds]);

export type Overlap = {
  number: string;
  title: string;
  startsAt: Date;
  endsAt: Date;
  /** By name, those that both touch. */
  services: string[];
  /** Whether the queue of it is open to all agents, and whose it is otherwise. */
  visibility: 'open' | 'private';
  teamId: string;
};

/**
 * SQL: a change `c` that is planned for a span. The range is what is indexed; where a bound of the window is not known,
 * that range would have no end.
 */
const IN_SPAN = (from: string, to: string) => `
  tstzrange(c.starts_at, c.ends_at) && tstzrange(${from}::timestamptz, ${to}::timestamptz) AND c.state <> 'cancelled'
  AND c.starts_at IS NOT NULL AND c.ends_at IS NOT NULL`;

const MOST = 20;
// What is planned for the same time is little, whatever the number of services that hang on each other.
const OVERLAPPING = statement<Overlap>(
  'change-overlapping',
  `
WITH beside AS MATERIALIZED (
  SELECT c.ticket_id, c.starts_at, c.ends_at, s.service_id
    FROM change c JOIN change_service s ON s.change_id = c.id
   WHERE ${IN_SPAN('$3', '$4')} AND c.state IN ('assess', 'authorize', 'scheduled', 'implement')
     AND c.ticket_id <> $2::uuid
)
SELECT t.number, t.title, c.starts_at AS "startsAt", c.ends_at AS "endsAt", array_agg(s.name ORDER BY s.name) AS services,
       q.visibility::text, q.team_id::text AS "teamId"
  FROM beside c
  JOIN service s ON s.id = c.service_id
  JOIN ticket t ON t.id = c.ticket_id
  JOIN queue q ON q.id = t.queue_id
 WHERE c.service_id IN (SELECT unnest($1::uuid[]))
 GROUP BY t.number, t.title, c.starts_at, c.ends_at, q.visibility, q.team_id ORDER BY c.starts_at, t.number LIMIT ${MOST}`,
);

/** Other changes that are planned for services at the same time, by when they start; the first twenty. */
export const changesBeside = (
  ctx: Ctx,
  ticketId: string,
  serviceIds: readonly string[],
  from: Date,
  to: Date,
): Promise<Overlap[]> => OVERLAPPING(ctx, [...serviceIds], ticketId, from.toISOString(), to.toISOString());

const BUSY = statement<{ number: string; startsAt: Date; endsAt: Date }>(
  'change-implementer-busy',
  `
SELECT t.number, c.starts_at AS "startsAt", c.ends_at AS "endsAt"
  FROM change c JOIN ticket t ON t.id = c.ticket_id
 WHERE t.assignee_id = $1::uuid AND t.id <> $2::uuid AND c.state IN ('assess', 'authorize', 'scheduled', 'implement')
   AND ${IN_SPAN('$3', '$4')}
 ORDER BY c.starts_at, t.number LIMIT 5`,
);

/** What else somebody is to carry out at the same time. */
export const changesOfImplementer = (ctx: Ctx, personId: string, ticketId: string, from: Date, to: Date) =>
  BUSY(ctx, personId, ticketId, from.toISOString(), to.toISOString());

const BETWEEN = statement<{ id: string }>(
  'changes-between',
  `
SELECT c.id::text FROM change c JOIN ticket t ON t.id = c.ticket_id
 WHERE ${IN_SPAN('$1', '$2')} AND t.queue_id = ANY ($3::uuid[])
   AND ($4::uuid[] IS NULL OR EXISTS (
         SELECT 1 FROM change_service s WHERE s.change_id = c.id AND s.service_id = ANY ($4::uuid[])))
 ORDER BY c.starts_at, c.id LIMIT $5::int`,
);

/** The ids of changes that are planned for a span, by when they start. @param serviceIds null: whatever they touch */
export async function idsBetween(
  ctx: Ctx,
  span: { from: Date; to: Date; most: number },
  queueIds: readonly string[],
  serviceIds: readonly string[] | null,
): Promise<string[]> {
  const { from, to, most } = span;
  const rows = await BETWEEN(ctx, from.toISOString(), to.toISOString(), queueIds, serviceIds, most);
  return rows.map(({ id }) => id);
}
