import type { z } from 'zod';
import { MergeTicket } from '../../contract/tickets.ts';
import type { Ctx } from '../../lib/context.ts';
import { inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { requireNotLed } from '../incidents/reviewed.ts';
import { openTasksGoOver } from '../tasks/go-over.ts';
import { changeTicket } from './change.ts';
import { lockFamilies } from './family.ts';
import { loadTicket } from './load.ts';
import { mergeFamilies } from './merge-family.ts';
import { authorise } from './policy.ts';
import { reindexTicket } from './search-words.ts';
import { isOpen, move } from './states.ts';

/**
 * Merges a ticket into another one: its timeline, threads, watchers, requester, open tasks and children go over, it is
 * closed as a duplicate, and its number means the other ticket from then on.
 * @returns the ticket that goes on
 */
export async function mergeTicket(ctx: Ctx, input: z.input<typeof MergeTicket>) {
  const { number, into } = parse(MergeTicket, input);
  return inTransaction(ctx, async (ctx) => {
    const [sourceId, targetId] = [(await loadTicket(ctx, number)).id, (await loadTicket(ctx, into)).id];
    await lockFamilies(ctx, [sourceId, targetId]);
    const [source, target] = [await loadTicket(ctx, sourceId), await loadTicket(ctx, targetId)];
    if (source.id === target.id) failField('into', 'A ticket cannot be merged into itself.');
    authorise(ctx.actor, 'merge', source);
    authorise(ctx.actor, 'merge', target);
    if (!isOpen(target.state))
      fail('conflict', `${target.number} is ${target.state}; merge into an open ticket.`);
    await requireNotLed(ctx, source);
    const confidential = [source, target].some((ticket) => ticket.queue.visibility === 'private');
    if (confidential && source.requesterId !== target.requesterId) {
      fail(
        'conflict',
        'Tickets of different people are not merged in a private queue: each would read the other.',
      );
    }
    await changeTicket(ctx, source.id, 'merge', (ticket) => ({
      set: {
        state: move(ticket.state, 'merge'),
        holdReason: null,
        resolutionCode: 'duplicate',
        closedAt: ctx.now(),
        mergedIntoId: target.id,
      },
      words: { mergedIntoId: { from: null, to: target.number } },
    }));
    await ctx.db.ticket.updateMany({ where: { mergedIntoId: source.id }, data: { mergedIntoId: target.id } });
    // What comes over is the history of the other ticket: it says nothing of this one's clocks.
    await ctx.db.$executeRaw`
      UPDATE entry SET ticket_id = ${target.id}::uuid, part = NULL,
             data = CASE WHEN kind = 'event' AND data -> 'mergedFrom' IS NULL
                         THEN data || jsonb_build_object('mergedFrom', ${source.number}::text) ELSE data END
       WHERE ticket_id = ${source.id}::uuid`;
    await ctx.db.view.updateMany({
      where: { ticketId: source.id, kind: 'entry' },
      data: { ticketId: target.id },
    });
    await ctx.db.ticketThread.updateMany({ where: { ticketId: source.id }, data: { ticketId: target.id } });
    const watchers = [source.requesterId, ...source.watchers.map((watcher) => watcher.personId)];
    await ctx.db.ticketWatcher.createMany({
      data: watchers
        .filter((id) => id !== target.requesterId)
        .map((personId) => ({ ticketId: target.id, personId })),
      skipDuplicates: true,
    });
    await ctx.db.ticketLink.createMany({
      data: [{ fromId: source.id, toId: target.id, kind: 'duplicate_of' }],
      skipDuplicates: true,
    });
    await mergeFamilies(ctx, source, target);
    await openTasksGoOver(ctx, source, target);
    for (const { id } of [source, target]) await reindexTicket(ctx, id);
    return changeTicket(ctx, target.id, 'merge', () => ({
      ...(source.isProject ? { set: { isProject: true } } : {}),
      words: { merged: { from: null, to: source.number } },
    }));
  });
}
