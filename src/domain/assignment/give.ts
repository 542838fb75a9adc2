import type { AssignmentPolicy } from '../../contract/common.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { assignTicket } from '../tickets/take.ts';
import { chooseAgent } from './choose.ts';
import { lockMembers } from './members.ts';
import { onCallFor } from './on-call.ts';

type Waiting = {
  number: string;
  requesterId: string;
  tags: string[];
  queueId: string;
  teamId: string;
  assignment: AssignmentPolicy;
  scheduleId: string | null;
  bySkill: boolean;
  byAffinity: boolean;
};

/**
 * Gives a ticket that waits to whoever is to have it, as somebody would by hand. Its row is locked first, then those of
 * the team, so that any number of workers give each ticket once and nobody more than they can take.
 * @returns who got it, or why nobody did; `undefined`: it waits no more, or somebody is just doing something with it
 */
export async function giveTicket(ctx: Ctx, id: string): Promise<ReturnType<typeof chooseAgent> | undefined> {
  return inTransaction(ctx, async (ctx) => {
    const ticket = await claim(ctx, id);
    if (!ticket) return undefined;
    const team = await lockMembers(ctx, ticket.teamId, ticket.queueId);
    const preferredId = ticket.byAffinity ? await lastAgentOf(ctx, id, ticket) : null;
    const onCall = await onCallFor(ctx, ticket);
    const choice = chooseAgent(team, ticket, { ...ticket, preferredId, onCall });
    if ('agent' in choice) {
      await assignTicket(ctx, { number: ticket.number, assigneeId: choice.agent.id });
    }
    return choice;
  });
}

async function claim(ctx: Ctx, id: string): Promise<Waiting | undefined> {
  const [ticket] = await ctx.db.$queryRaw<Waiting[]>`
    SELECT t.number, t.requester_id::text AS "requesterId", t.tags, q.id::text AS "queueId",
           q.team_id::text AS "teamId", q.assignment::text, q.schedule_id::text AS "scheduleId",
           q.by_skill AS "bySkill", q.by_affinity AS "byAffinity"
      FROM ticket t JOIN queue q ON q.id = t.queue_id
     WHERE t.id = ${id}::uuid AND t.awaits_assignment AND q.assignment <> 'manual'
       FOR NO KEY UPDATE OF t SKIP LOCKED`;
  return ticket;
}

/** Among so many of their latest tickets is looked for the agent who knows a requester. */
const REMEMBERED = 50;

/** Who was given a ticket of this requester last, in any queue of the team. */
async function lastAgentOf(ctx: Ctx, id: string, ticket: Waiting): Promise<string | null> {
  const [last] = await ctx.db.$queryRaw<{ assigneeId: string }[]>`
    SELECT t.assignee_id::text AS "assigneeId"
      FROM (SELECT id, queue_id, assignee_id, taken_at FROM ticket WHERE requester_id = ${ticket.requesterId}::uuid
             ORDER BY created_at DESC, id DESC LIMIT ${REMEMBERED}) t
      JOIN queue q ON q.id = t.queue_id AND q.team_id = ${ticket.teamId}::uuid
     WHERE t.assignee_id IS NOT NULL AND t.id <> ${id}::uuid
     ORDER BY t.taken_at DESC NULLS LAST LIMIT 1`;
  return last?.assigneeId ?? null;
}
