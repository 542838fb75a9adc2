import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import type { Facts } from './condition.ts';
import type { TemplateValues } from './template.ts';
import { valuesOf } from './template.ts';

/** A ticket as rules see it. */
export type RuledTicket = Omit<Facts, 'message'> & {
  id: string;
  number: string;
  values: TemplateValues;
};

type Row = Omit<RuledTicket, 'requester' | 'values'> & {
  requester: Facts['requester'] & { name: string };
  assignee: string | null;
  queue: string;
};

const TICKETS = statement<Row>(
  'automation-tickets',
  `
SELECT t.id::text, t.number, t.kind::text, t.state::text, t.hold_reason::text AS "holdReason", t.source::text, t.channel,
       t.queue_id::text AS "queueId", t.assignee_id::text AS "assigneeId", t.requester_id::text AS "requesterId",
       t.category, t.tags, t.priority, t.impact, t.urgency, t.title, t.description, t.created_at AS "createdAt",
       c.change_type::text AS "changeType", c.risk::text AS "changeRisk",
       json_build_object('name', r.name, 'email', r.email, 'guest', r.guest, 'external', r.external,
                         'teamIds', ARRAY(SELECT team_id FROM team_member WHERE person_id = r.id)) AS requester,
       a.name AS assignee, q.name AS queue
  FROM ticket t
  JOIN person r ON r.id = t.requester_id
  JOIN queue q ON q.id = t.queue_id
  LEFT JOIN person a ON a.id = t.assignee_id
  LEFT JOIN change c ON c.ticket_id = t.id
 WHERE t.id = ANY ($1::uuid[])`,
);

/** Tickets as they are now, by id. */
export async function ruledTickets(ctx: Ctx, ids: readonly string[]): Promise<Map<string, RuledTicket>> {
  const rows = await TICKETS(ctx, [...new Set(ids)]);
  return new Map(
    rows.map(({ assignee, queue, ...row }) => [
      row.id,
      {
        ...row,
        values: valuesOf({
          ...row,
          assignee: assignee === null ? null : { name: assignee },
          queue: { name: queue },
        }),
      },
    ]),
  );
}

/** What was written, by entry. */
export async function messagesOf(ctx: Ctx, entryIds: readonly string[]): Promise<Map<string, string>> {
  if (entryIds.length === 0) return new Map();
  const rows = await ctx.db.entry.findMany({
    where: { id: { in: [...entryIds] } },
    select: { id: true, body: true },
  });
  return new Map(rows.map(({ id, body }) => [id, body]));
}
