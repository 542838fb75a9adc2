import type { Queue } from '../../contract/queues.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { isAdmin, isStaff } from '../people/acting.ts';
import { requirePerson } from '../people/policy.ts';
import { worksOn } from '../tickets/policy.ts';
import { type Counts, QUEUE, queueView } from './view.ts';

/** Reads nothing but the partial index on open tickets and the rows that it names. */
const COUNTS = statement<Counts & { queueId: string }>(
  'queue-counts',
  `SELECT queue_id::text AS "queueId",
          count(*) FILTER (WHERE state = 'new')::int AS new,
          count(*) FILTER (WHERE state = 'in_progress')::int AS in_progress,
          count(*) FILTER (WHERE state = 'on_hold')::int AS on_hold,
          count(*) FILTER (WHERE assignee_id IS NULL)::int AS unassigned
     FROM ticket
    WHERE state IN ('new', 'in_progress', 'on_hold') AND queue_id = ANY ($1::uuid[])
    GROUP BY queue_id`,
);

/**
 * Queues by name. Agents see those they work on; admins all, archived ones too, though the counts of a private
 * queue are for its team alone. Requesters see what they need to choose one: no counts, no conversations.
 */
export async function listQueues(ctx: Ctx): Promise<{ items: Queue[] }> {
  const person = personOf(ctx.actor) ?? requirePerson(ctx);
  const rows = await ctx.db.queue.findMany({ include: QUEUE, orderBy: { name: 'asc' } });
  if (!isStaff(person)) {
    const offered = rows.filter(
      (queue) => !queue.archivedAt && (queue.guestsAllowed || !(person.guest || person.external)),
    );
    return {
      items: offered.map((queue) => ({ ...queueView(queue, person), intake: [], triage: [] })),
    };
  }
  const shown = isAdmin(person) ? rows : rows.filter((queue) => !queue.archivedAt && worksOn(person, queue));
  const counted = shown.filter((queue) => worksOn(person, queue)).map((queue) => queue.id);
  const counts = new Map((await COUNTS(ctx, counted)).map(({ queueId, ...row }) => [queueId, row]));
  return { items: shown.map((queue) => queueView(queue, person, counts.get(queue.id))) };
}
