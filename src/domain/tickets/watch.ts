import type { z } from 'zod';
import { UnwatchTicket, WatchTicket } from '../../contract/tickets.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Place } from '../outbox/enqueue.ts';
import { actingPerson } from '../people/acting.ts';
import { homeOf } from '../people/home.ts';
import { changeTicket } from './change.ts';
import type { LoadedTicket } from './load.ts';

/**
 * Lets somebody follow the ticket: they see what its requester sees, and may answer. In chat, they get a message in a
 * conversation of their own with all that was said in public, and answer from there; what agents say among themselves
 * stays there.
 */
export async function watchTicket(ctx: Ctx, input: z.input<typeof WatchTicket>) {
  const { number, personId, inChat } = parse(WatchTicket, input);
  return changeTicket(ctx, number, 'watch', async (ticket, ctx) => {
    const person =
      (await actingPerson(ctx, personId)) ?? failField('personId', 'There is no such active person.');
    const { count } = await ctx.db.ticketWatcher.createMany({
      data: [{ ticketId: ticket.id, personId }],
      skipDuplicates: true,
    });
    const place = inChat ? await takesPartIn(ctx, ticket, personId) : undefined;
    if (count === 0 && !place) return {};
    return {
      words: { [place ? 'participant' : 'watcher']: { from: null, to: person.name } },
      ...(place ? { cards: [{ kind: 'participant_card', ...place }], detail: { place } } : {}),
    };
  });
}

/** Stops somebody following it. */
export async function unwatchTicket(ctx: Ctx, input: z.input<typeof UnwatchTicket>) {
  const { number, personId } = parse(UnwatchTicket, input);
  return changeTicket(ctx, number, 'watch', async (ticket, ctx) => {
    const where = { ticketId_personId: { ticketId: ticket.id, personId } };
    const watcher = await ctx.db.ticketWatcher.findUnique({ where });
    if (!watcher) return {};
    await ctx.db.ticketWatcher.delete({ where });
    const { channel, conversation } = watcher;
    // What is said from now on is none of theirs; their card says that they are out of it.
    if (channel && conversation) {
      await ctx.db.ticketThread.deleteMany({ where: { ticketId: ticket.id, channel, conversation } });
    }
    const person = await ctx.db.person.findUniqueOrThrow({ where: { id: personId } });
    return { words: { watcher: { from: person.name, to: null } } };
  });
}

/** @returns where they take part from now on; `undefined`: they do so already, or have it before them as its requester */
async function takesPartIn(ctx: Ctx, ticket: LoadedTicket, personId: string): Promise<Place | undefined> {
  if (personId === ticket.requesterId) return undefined;
  const place = await homeOf(ctx, personId);
  const { count } = await ctx.db.ticketWatcher.updateMany({
    where: { ticketId: ticket.id, personId, since: null },
    data: { ...place, since: ctx.now() },
  });
  return count === 0 ? undefined : place;
}
