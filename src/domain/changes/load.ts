import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { type LoadedTicket, loadTicket, lockTicket } from '../tickets/load.ts';
import { authorise } from '../tickets/policy.ts';
import { type ChangeMove, requireLegal } from './states.ts';

const REF = { select: { id: true, name: true } } as const;
export const WITH = {
  ticket: {
    select: {
      ...{ number: true, title: true, queueId: true, updatedAt: true },
      ...{ assignee: REF, requester: REF },
    },
  },
  template: REF,
  services: {
    include: { service: { select: { id: true, name: true, tier: true, teamId: true } } },
    orderBy: { service: { name: 'asc' } },
  },
  /** Systems that failed. */
  _count: { select: { failures: true } },
} satisfies Prisma.ChangeInclude;

export type LoadedChange = Prisma.ChangeGetPayload<{ include: typeof WITH }>;
export type Locked = { change: LoadedChange; ticket: LoadedTicket };

/** The change of a ticket that the actor may know of. @throws `not_found` */
export async function loadChange(ctx: Ctx, reference: string): Promise<Locked> {
  const ticket = await loadTicket(ctx, reference);
  return { ticket, change: await changeOf(ctx, ticket) };
}

/**
 * For whoever works on it: ticket and change locked until the transaction ends.
 * @throws `conflict` where the verb is not legal
 */
export async function lockChange(ctx: Ctx, reference: string, verb: ChangeMove): Promise<Locked> {
  const ticket = await lockTicket(ctx, reference);
  authorise(ctx.actor, 'edit', ticket);
  const change = await changeOf(ctx, ticket);
  requireLegal(ticket.number, change.state, verb);
  return { ticket, change };
}

async function changeOf(ctx: Ctx, ticket: LoadedTicket): Promise<LoadedChange> {
  const change = await ctx.db.change.findUnique({ where: { ticketId: ticket.id }, include: WITH });
  return change ?? fail('not_found', `${ticket.number} is no planned change.`);
}
