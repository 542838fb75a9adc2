import { isStaff } from '../domain/people/acting.ts';
import { listQueues } from '../domain/queues/list.ts';
import { countTickets, listTickets } from '../domain/tickets/list.ts';
import { type ActingPerson, actingAs, type Ctx } from '../lib/context.ts';
import type { Sender } from './channel.ts';
import { personBehind } from './people.ts';
import { type Home, type Listed, noHome, personalHome, type QueueCounts } from './views/home.ts';

/** How many tickets a list of the home shows. */
const LISTED = 10;

/** What somebody's own page on a channel shows, as the record is now. */
export async function homeOf(
  ctx: Ctx,
  { channel, sender, publicUrl }: { channel: string; sender: Sender; publicUrl: string },
): Promise<Home> {
  const person = sender.bot ? undefined : (sender.person ?? (await personBehind(ctx, channel, sender)));
  if (!person) return noHome;
  const acting: Ctx = {
    ...actingAs(ctx, { kind: 'person', person }),
    origin: { channel, requestId: ctx.origin.requestId },
  };
  const [mine, work] = await Promise.all([
    openTickets(acting, { mineOnly: true }),
    isStaff(person) ? workOf(acting, person) : null,
  ]);
  return personalHome({ publicUrl, mine, work });
}

async function workOf(ctx: Ctx, person: ActingPerson) {
  const [assigned, unassigned, queues, { availability }] = await Promise.all([
    openTickets(ctx, { assignee: 'me' }),
    openTickets(ctx, { assignee: 'none' }),
    queuesOf(ctx, person),
    ctx.db.person.findUniqueOrThrow({ where: { id: person.id }, select: { availability: true } }),
  ]);
  return { assigned, unassigned, queues, isAway: availability !== 'available' };
}

/** The queues that somebody works on, those of their teams first. */
async function queuesOf(ctx: Ctx, person: ActingPerson): Promise<QueueCounts[]> {
  const { items } = await listQueues(ctx);
  const worked = items.filter((queue) => queue.mine && !queue.archived);
  const own = (queue: { teamId: string }) => person.teamIds.includes(queue.teamId);
  return [...worked.filter(own), ...worked.filter((queue) => !own(queue))];
}

async function openTickets(
  ctx: Ctx,
  filter: { mineOnly: true } | { assignee: 'me' | 'none' },
): Promise<Listed> {
  const open = { ...filter, open: 'true' } as const;
  const { items, next } = await listTickets(ctx, { ...open, limit: LISTED });
  return { tickets: items, total: next ? await countTickets(ctx, open) : items.length };
}
