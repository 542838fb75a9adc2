import type { PageTarget } from '../../contract/escalation.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { peopleOnCall } from '../oncall/now.ts';
import type { Place } from '../outbox/enqueue.ts';

/** Where a target is that is not people; undefined: it is. */
export function placeMeant(target: PageTarget): Place | undefined {
  if (target.who === 'conversation') return { channel: target.channel, conversation: target.conversation };
  return target.who === 'webhook' ? { channel: 'webhook', conversation: target.webhookId } : undefined;
}

/** The ticket that a step opens; undefined: none. */
export const ticketMeant = (targets: readonly PageTarget[]) =>
  targets.find((target) => target.who === 'ticket');

/** Who is meant by a target at an instant: people by their ids, in the order in which they are paged. */
export async function peopleAt(ctx: Ctx, target: PageTarget, at: Date): Promise<string[]> {
  switch (target.who) {
    case 'person':
      return activeOf(ctx, [target.personId]);
    case 'team':
      return membersOf(ctx, target.teamId);
    case 'round_robin':
      return pagedLongestAgo(ctx, await membersOf(ctx, target.teamId));
    case 'schedule':
      return peopleOnCall(ctx, target.scheduleId, at);
    case 'conversation':
    case 'webhook':
    case 'ticket':
      return [];
  }
}

async function activeOf(ctx: Ctx, ids: string[]): Promise<string[]> {
  const people = await ctx.db.person.findMany({
    where: { id: { in: ids }, active: true },
    select: { id: true },
  });
  return people.map(({ id }) => id);
}

/** Agents alone: others may belong to a team to see what it does. */
async function membersOf(ctx: Ctx, teamId: string): Promise<string[]> {
  const members = await ctx.db.teamMember.findMany({
    where: { teamId, person: { active: true, guest: false, external: false, roles: { has: 'agent' } } },
    orderBy: { person: { name: 'asc' } },
    select: { personId: true },
  });
  return members.map(({ personId }) => personId);
}

// The last page of each is one step into the index, however many there were.
const LONGEST_AGO = statement<{ id: string }>(
  'pages-longest-ago',
  `
SELECT p.id::text FROM unnest($1::uuid[]) WITH ORDINALITY AS p (id, place)
  LEFT JOIN LATERAL (SELECT created_at FROM page WHERE person_id = p.id AND purpose = 'alert' ORDER BY created_at DESC LIMIT 1) AS last ON true
 ORDER BY last.created_at NULLS FIRST, p.place LIMIT 1`,
);

/** One of them; who was never paged comes first. */
const pagedLongestAgo = async (ctx: Ctx, ids: string[]): Promise<string[]> =>
  (await LONGEST_AGO(ctx, ids)).map(({ id }) => id);
