import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { directoryOf } from '../settings/directory.ts';
import type { Candidate } from './choose.ts';

/** An active agent of a team. Who is in several teams comes once in each. */
export type Member = Candidate & {
  teamId: string;
  name: string;
  lead: boolean;
  since: Date | null;
  until: Date | null;
};

// The loads are read from an index alone: an agent may have very many open tickets.
const MEMBERS = statement<Member>(
  'assignment-members',
  `
SELECT m.team_id::text AS "teamId", p.id::text, p.name, m.lead, p.availability::text,
       p.availability_since AS since, p.away_until AS until, coalesce(p.capacity, $3::int) AS capacity, p.skills, w.open, w.load, a.at AS turn
  FROM team_member m
  JOIN person p ON p.id = m.person_id
  LEFT JOIN assignment_turn a ON a.queue_id = $2::uuid AND a.person_id = p.id
  CROSS JOIN LATERAL (SELECT count(*)::int AS open, coalesce(sum(6 - t.priority), 0)::int AS load
                        FROM ticket t
                       WHERE t.assignee_id = p.id AND t.state IN ('new', 'in_progress', 'on_hold')) w
 WHERE m.team_id = ANY ($1::uuid[]) AND p.active AND NOT p.guest AND NOT p.external
   AND p.roles && ARRAY['agent', 'admin']::role[]
 ORDER BY p.name, p.id`,
);

/**
 * Those who are in these teams, and how much they have to do.
 * @param queueId whose turns are told
 */
export async function membersOf(ctx: Ctx, teamIds: string[], queueId?: string): Promise<Member[]> {
  const { settings } = await directoryOf(ctx);
  return MEMBERS(ctx, teamIds, queueId ?? null, settings.capacity);
}

/**
 * The same of one team, for a choice: until the transaction ends nobody else gives them a ticket or changes them. Always
 * locked in the same order, so that two who give do it one after the other. What they have is read after that, since a
 * statement that waited for a lock sees things as they were before.
 */
export async function lockMembers(ctx: Ctx, teamId: string, queueId: string): Promise<Member[]> {
  const rows = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT p.id::text FROM team_member m JOIN person p ON p.id = m.person_id
     WHERE m.team_id = ${teamId}::uuid ORDER BY p.id FOR NO KEY UPDATE OF p`;
  const locked = new Set(rows.map(({ id }) => id));
  return (await membersOf(ctx, [teamId], queueId)).filter(({ id }) => locked.has(id));
}
