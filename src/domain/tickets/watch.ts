import type { z } from 'zod';
import { WatchTicket } from '../../contract/tickets.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { actingPerson } from '../people/acting.ts';
import { changeTicket } from './change.ts';

/** Lets somebody follow the ticket: they see what its requester sees, and may answer. */
export async function watchTicket(ctx: Ctx, input: z.input<typeof WatchTicket>) {
  const { number, personId } = parse(WatchTicket, input);
  return changeTicket(ctx, number, 'watch', async (ticket, ctx) => {
    const person =
      (await actingPerson(ctx, personId)) ?? failField('personId', 'There is no such active person.');
    const { count } = await ctx.db.ticketWatcher.createMany({
      data: [{ ticketId: ticket.id, personId }],
      skipDuplicates: true,
    });
    return count === 0 ? {} : { words: { watcher: { from: null, to: person.name } } };
  });
}

/** Stops somebody following it. */
export async function unwatchTicket(ctx: Ctx, input: z.input<typeof WatchTicket>) {
  const { number, personId } = parse(WatchTicket, input);
  return changeTicket(ctx, number, 'watch', async (ticket, ctx) => {
    const { count } = await ctx.db.ticketWatcher.deleteMany({ where: { ticketId: ticket.id, personId } });
    if (count === 0) return {};
    const person = await ctx.db.person.findUniqueOrThrow({ where: { id: personId } });
    return { words: { watcher: { from: person.name, to: null } } };
  });
}
