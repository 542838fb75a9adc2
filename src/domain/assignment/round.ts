import type { UnassignedBecause } from '../../contract/common.ts';
import type { Ctx } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { FIRST_ID } from '../../lib/ids.ts';
import { statement } from '../../lib/sql.ts';
import { directoryOf, type QueueFacts } from '../settings/directory.ts';
import { chooseAgent } from './choose.ts';
import { giveTicket } from './give.ts';
import { type Member, membersOf } from './members.ts';
import { onCallFor } from './on-call.ts';
import { noteReasons } from './reasons.ts';

/** Where a ticket stands among those that wait. */
type Place = { priority: number; createdAt: Date; id: string };
type Waiting = Place & {
  queueId: string;
  requesterId: string;
  tags: string[];
  because: UnassignedBecause | null;
};

const PAGE = 1_000;
/** After so many one looks again: something more pressing may have come in. */
const MOST_GIVEN = 50;

const WAITING = statement<Waiting>(
  'assignment-waiting',
  `
SELECT t.id::text, t.queue_id::text AS "queueId", t.requester_id::text AS "requesterId", t.tags,
       t.unassigned_because AS because, t.priority, t.created_at AS "createdAt"
  FROM ticket t
 WHERE t.awaits_assignment AND t.queue_id = ANY ($1::uuid[])
   AND (t.priority, t.created_at, t.id) > ($2::smallint, $3::timestamptz, $4::uuid)
 ORDER BY t.priority, t.created_at, t.id LIMIT ${PAGE}`,
);
const START: Place = { priority: 0, createdAt: new Date(0), id: FIRST_ID };

/**
 * Gives tickets that wait: the most pressing first, then the oldest. Those that nobody can take cost no statements of
 * their own, however many they are: it is seen in memory, and noted of all of them together.
 * @returns how many were given
 */
export async function giveWaiting(ctx: Ctx): Promise<number> {
  const { queues } = await directoryOf(ctx);
  const giving = [...queues.values()].filter(({ assignment }) => assignment !== 'manual');
  const queueIds = giving.map(({ id }) => id);
  const teamIds = [...new Set(giving.map(({ teamId }) => teamId))];
  let members: Member[] | undefined;
  let after: Place | undefined = giving.length > 0 ? START : undefined;
  let given = 0;
  while (after) {
    const page = await WAITING(ctx, queueIds, after.priority, after.createdAt.toISOString(), after.id);
    if (page.length > 0) members ??= await membersOf(ctx, teamIds);
    given += await givePage(ctx, page, queues, members ?? [], MOST_GIVEN - given);
    after = page.length === PAGE && given < MOST_GIVEN ? page.at(-1) : undefined;
  }
  return given;
}

async function givePage(
  ctx: Ctx,
  page: Waiting[],
  queues: ReadonlyMap<string, QueueFacts>,
  members: Member[],
  most: number,
): Promise<number> {
  const teams = Map.groupBy(members, ({ teamId }) => teamId);
  const onCall = await onCallOf(ctx, page, queues);
  const reasons = new Map<string, UnassignedBecause>();
  let given = 0;
  for (const ticket of page) {
    const queue = queues.get(ticket.queueId);
    if (!queue || given === most) break;
    const policy = { ...queue, onCall: onCall.get(ticket.queueId) };
    const hoped = chooseAgent(teams.get(queue.teamId) ?? [], ticket, policy);
    const choice = 'agent' in hoped ? await tryToGive(ctx, ticket.id) : hoped;
    if (choice && 'because' in choice && choice.because !== ticket.because) {
      reasons.set(ticket.id, choice.because);
    }
    if (!choice || !('agent' in choice)) continue;
    given += 1;
    for (const member of members) if (member.id === choice.agent.id) member.open += 1;
  }
  await noteReasons(ctx, reasons);
  return given;
}

/** Who is on call for the queues of these tickets that give them to whoever is, by the queue. */
async function onCallOf(ctx: Ctx, page: Waiting[], queues: ReadonlyMap<string, QueueFacts>) {
  const found = new Map<string, readonly string[] | undefined>();
  for (const id of new Set(page.map(({ queueId }) => queueId))) {
    const queue = queues.get(id);
    if (queue) found.set(id, await onCallFor(ctx, queue));
  }
  return found;
}

/** A fault with one ticket must not keep the others from being given. */
async function tryToGive(ctx: Ctx, id: string): ReturnType<typeof giveTicket> {
  try {
    return await giveTicket(ctx, id);
  } catch (error) {
    ctx.log.error({ ticket: id, error: messageOf(error) }, 'a ticket could not be given and is tried again');
    return undefined;
  }
}
