import type { ChangeState } from '../../contract/changes.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** A change that may be why something went wrong. */
export type Suspect = {
  /** Of the major incident. */
  incidentTicketId: string;
  /** Of the change. */
  ticketId: string;
  number: string;
  title: string;
  state: ChangeState;
  /** Null: it was not begun. */
  startedAt: Date | null;
  /** Somebody has said that it is. */
  isCause: boolean;
  queueId: string;
  visibility: 'open' | 'private';
};

/** Of each major incident; what is named as a cause is not counted. */
const MOST = 20;

const SUSPECTS = statement<Suspect>(
  'incident-suspects',
  `
SELECT m.ticket_id::text AS "incidentTicketId", t.id::text AS "ticketId", t.number, t.title, c.state::text, c.started_at AS "startedAt",
       bool_or(x.is_cause) AS "isCause", t.queue_id::text AS "queueId", q.visibility::text
  FROM major_incident m
 CROSS JOIN LATERAL (
       SELECT l.to_id AS ticket_id, true AS is_cause FROM ticket_link l WHERE l.from_id = m.ticket_id AND l.kind = 'caused_by'
       UNION ALL
       (SELECT c.ticket_id, false FROM change c
         WHERE c.id IN (SELECT cs.change_id FROM major_incident_service s JOIN change_service cs ON cs.service_id = s.service_id
                         WHERE s.incident_id = m.id)
           AND c.started_at <= coalesce(m.resolved_at, $2::timestamptz)
           AND (c.ended_at IS NULL OR c.ended_at > m.declared_at - interval '1 day')
         ORDER BY c.started_at DESC, c.id DESC LIMIT ${MOST})) x
  JOIN change c ON c.ticket_id = x.ticket_id
  JOIN ticket t ON t.id = c.ticket_id
  JOIN queue q ON q.id = t.queue_id
 WHERE m.ticket_id = ANY ($1::uuid[])
 GROUP BY m.ticket_id, t.id, c.id, q.id
 ORDER BY "isCause" DESC, c.started_at DESC NULLS LAST, c.id DESC`,
);

/**
 * What is named as the cause of major incidents, and what was changed on their services since the day before they began:
 * causes first, then the last one first.
 */
export const suspectsOf = (ctx: Ctx, ticketIds: readonly string[]): Promise<Suspect[]> =>
  ticketIds.length === 0 ? Promise.resolve([]) : SUSPECTS(ctx, [...ticketIds], ctx.now().toISOString());
