import type { z } from 'zod';
import { LinkTickets } from '../../contract/tickets.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { noteCause } from '../incidents/cause.ts';
import { type Change, changeTicket } from './change.ts';
import { type LoadedTicket, loadTicket, lockBoth } from './load.ts';
import { putUnder } from './parent.ts';

type LinkKind = z.output<typeof LinkTickets>['kind'];

/**
 * Links the ticket to another one that the actor may see. A link that stands already stays as it is; of parents there is
 * one.
 */
export async function linkTickets(ctx: Ctx, input: z.input<typeof LinkTickets>) {
  const { number, kind, to } = parse(LinkTickets, input);
  if (kind === 'child_of') return putUnder(ctx, number, to, 'to');
  return inTransaction(ctx, async (ctx) => {
    // Both, so that nobody makes the same link the other way round meanwhile.
    const [{ id }, other] = await lockBoth(ctx, number, to);
    if (other.id === id) failField('to', 'A ticket cannot be linked to itself.');
    return changeTicket(ctx, id, 'link', (ticket, ctx) => makeLink(ctx, ticket, kind, other));
  });
}

async function makeLink(
  ctx: Ctx,
  ticket: LoadedTicket,
  kind: LinkKind,
  other: LoadedTicket,
): Promise<Change> {
  // A relation has no direction: one row, whichever side it was made from.
  const [fromId, toId] =
    kind === 'related' && other.id < ticket.id ? [other.id, ticket.id] : [ticket.id, other.id];
  if (kind !== 'related') {
    const reverse = await ctx.db.ticketLink.findUnique({
      where: { fromId_toId_kind: { fromId: toId, toId: fromId, kind } },
    });
    if (reverse) failField('to', `${other.number} is linked to ${ticket.number} the other way round.`);
  }
  if (kind === 'caused_by') await requireCause(ctx, ticket, other);
  const { count } = await ctx.db.ticketLink.createMany({
    data: [{ fromId, toId, kind }],
    skipDuplicates: true,
  });
  if (count === 0) return {};
  if (kind === 'caused_by') await noteCause(ctx, ticket, other, true);
  return { words: { [kind]: { from: null, to: other.number } } };
}

/** @throws `invalid` unless it can be the cause: a change, of something else */
async function requireCause(ctx: Ctx, { kind }: LoadedTicket, cause: LoadedTicket): Promise<void> {
  if (cause.kind !== 'change' || !(await ctx.db.change.findUnique({ where: { ticketId: cause.id } }))) {
    failField('to', `${cause.number} is no change, so nothing is caused by it.`);
  }
  if (kind === 'change') failField('kind', 'A change is planned: nothing causes it.');
}

/** Removes a link. */
export async function unlinkTickets(ctx: Ctx, input: z.input<typeof LinkTickets>) {
  const { number, kind, to } = parse(LinkTickets, input);
  if (kind === 'child_of') return putUnder(ctx, number, null, 'to', to);
  return changeTicket(ctx, number, 'link', async (ticket, ctx) => {
    const other = await loadTicket(ctx, to);
    const { count } = await ctx.db.ticketLink.deleteMany({
      where: {
        kind,
        OR: [
          { fromId: ticket.id, toId: other.id },
          ...(kind === 'related' ? [{ fromId: other.id, toId: ticket.id }] : []),
        ],
      },
    });
    if (count === 0) return {};
    if (kind === 'caused_by') await noteCause(ctx, ticket, other, false);
    return { words: { [kind]: { from: other.number, to: null } } };
  });
}
