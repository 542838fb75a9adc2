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

/** The major incident that a step declares; undefined: none. */
export const incidentMeant = (targets: readonly PageTarget[]) =>
  targets.find((target) => target.who === 'incident');

/** Who is meant by a target at an instant: people by their ids, in the order in which they are paged. */
export async function peopleAt(ctx: Ctx, target: PageTarget, at: Date): Promise<string[]> {
  switch (target.who) {
    case 'person':
      return activeOf(ctx, target.personId);
    case 'team':
      return membersOf(ctx, target.teamId);
    case 'round_robin':
      return (await inTurn(ctx, target.teamId)).slice(0, 1);
    case 'schedule':
      return peopleOnCall(ctx, target.scheduleId, at);
    case 'conversation':
    case 'webhook':
    case 'ticket':
    case 'incident':
      return [];
  }
}

const ACTIVE = statement<{ id: string }>(
  'pages-active',
  `SELECT id::text FROM person WHERE id = $1::uuid AND active`,
);

const activeOf = async (ctx: Ctx, id: string): Promise<string[]> =>
  (await ACTIVE(ctx, id)).map(({ id }) => id);

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
 ORDER BY last.created_at NULLS FIRST, p.place`,
);

/** Those of a team, who was paged longest ago first; who never was comes before. */
const inTurn = async (ctx: Ctx, teamId: string): Promise<string[]> =>
  (await LONGEST_AGO(ctx, await membersOf(ctx, teamId))).map(({ id }) => id);

/**
 * Who is meant by the targets of steps that are taken in a row at one instant: everybody is looked up once, and whose turn
 * it is goes on from step to step.
 * @returns who is meant by the targets of one step, each once
 */
export function lookUpPeople(ctx: Ctx, at: Date): (targets: readonly PageTarget[]) => Promise<string[]> {
  const known = new Map<string, Promise<string[]>>();
  /** Who was meant by a step before, the last ones last. */
  const paged = new Set<string>();
  const once = (key: string, find: () => Promise<string[]>) => {
    const found = known.get(key) ?? find();
    known.set(key, found);
    return found;
  };
  const peopleOf = async (target: PageTarget): Promise<string[]> => {
    if (target.who !== 'round_robin') return once(JSON.stringify(target), () => peopleAt(ctx, target, at));
    const ids = await once(JSON.stringify(target), () => inTurn(ctx, target.teamId));
    const next = ids.find((id) => !paged.has(id)) ?? [...paged].find((id) => ids.includes(id));
    return next === undefined ? [] : [next];
  };
  return async (targets) => {
    const ids = new Set<string>();
    for (const target of targets) for (const id of await peopleOf(target)) ids.add(id);
    for (const id of ids) {
      paged.delete(id);
      paged.add(id);
    }
    return [...ids];
  };
}
