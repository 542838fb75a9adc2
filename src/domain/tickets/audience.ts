import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import type { TicketFacts } from './policy.ts';

/** What {@link sight} needs to know of tickets, for many at once. */
const FACTS = statement<{ id: string } & TicketFacts>(
  'ticket-audience',
  `SELECT t.id::text, t.number, t.state::text, t.requester_id::text AS "requesterId",
          t.opened_by_id::text AS "openedById",
          json_build_object('teamId', q.team_id, 'visibility', q.visibility) AS queue,
          coalesce((SELECT json_agg(json_build_object('personId', w.person_id)) FROM ticket_watcher w
                     WHERE w.ticket_id = t.id), '[]') AS watchers
     FROM ticket t JOIN queue q ON q.id = t.queue_id
    WHERE t.id = ANY ($1::uuid[])`,
);

/** The facts by which it is decided who may know of these tickets, by id. */
export async function audienceOf(ctx: Ctx, ids: string[]): Promise<Map<string, TicketFacts>> {
  return new Map((await FACTS(ctx, ids)).map(({ id, ...facts }) => [id, facts]));
}
