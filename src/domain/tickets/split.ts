import type { z } from 'zod';
import { SplitEntry } from '../../contract/tickets.ts';
import { actingAs, type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { actingPerson } from '../people/acting.ts';
import { changeTicket } from './change.ts';
import { linkTickets } from './link.ts';
import { lockTicket } from './load.ts';
import { openTicket } from './open.ts';
import { authorise } from './policy.ts';

/**
 * Makes a ticket of its own out of one message: in the name of who wrote it, in the same queue, linked to
 * where it came from. The message stays where it is as well, so that nobody loses the thread.
 * @param titleOf makes a title of the message when none is given
 * @returns the number of the new ticket
 */
export async function splitTicket(
  ctx: Ctx,
  input: z.input<typeof SplitEntry>,
  titleOf: (text: string) => string,
): Promise<string> {
  const { number, entryId, title } = parse(SplitEntry, input);
  return inTransaction(ctx, async (ctx) => {
    const ticket = await lockTicket(ctx, number);
    authorise(ctx.actor, 'split', ticket);
    const entry = await ctx.db.entry.findFirst({
      where: { id: entryId, ticketId: ticket.id, kind: 'reply' },
    });
    if (!entry || entry.deletedAt) failField('entryId', 'This must be a public message of the ticket.');
    const author = entry.authorId ? await actingPerson(ctx, entry.authorId) : undefined;
    const requester = author ?? (await actingPerson(ctx, ticket.requesterId));
    if (!requester) fail('conflict', 'Who wrote this is not active any more.');
    const opened = await openTicket(ctx, {
      title: title ?? titleOf(entry.body),
      description: entry.body,
      queueId: ticket.queueId,
      kind: ticket.kind,
      requesterId: requester.id,
    });
    if (!opened) fail('conflict', 'This message was split off already.');
    await linkTickets(actingAs(ctx, { kind: 'system', name: 'split' }), {
      number: opened.number,
      kind: 'related',
      to: ticket.number,
    });
    await changeTicket(ctx, ticket.id, 'split', () => ({
      words: { split: { from: null, to: opened.number } },
      detail: { entryId },
    }));
    return opened.number;
  });
}
