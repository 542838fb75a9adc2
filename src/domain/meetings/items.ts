import type { z } from 'zod';
import { changeMeetings } from '../../contract/change-meetings.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import { loadChange } from '../changes/load.ts';
import { noteChange } from '../changes/note.ts';
import { isOver } from '../changes/states.ts';
import { putOnAgenda } from './agenda.ts';
import { itemOf, itemsOf, lockMeeting } from './load.ts';
import { noteMeeting } from './note.ts';
import { authoriseMeeting } from './policy.ts';

export type ById = { id: string };

/**
 * Puts a change on the agenda, whatever the filter says.
 * @throws `conflict` for one that is over, that is there, or that not everybody may see
 */
export async function addItem(ctx: Ctx, input: z.input<typeof changeMeetings.add.input>): Promise<ById> {
  requireResponder(ctx);
  const { id, change: number } = parse(changeMeetings.add.input, input);
  return inTransaction(ctx, async (ctx) => {
    const meeting = await lockMeeting(ctx, id);
    authoriseMeeting(ctx, 'add', meeting);
    const { change, ticket } = await loadChange(ctx, number);
    if (ticket.queue.visibility !== 'open') {
      fail('conflict', `${ticket.number} is in a private queue, and more people read an agenda.`);
    }
    if (isOver(change.state)) fail('conflict', `${ticket.number} is over.`);
    const where = { meetingId_changeId: { meetingId: id, changeId: change.id } };
    const before = await ctx.db.changeMeetingItem.findUnique({ where });
    if (before && !before.removedAt) fail('conflict', `${ticket.number} is on the agenda already.`);
    if (before) await ctx.db.changeMeetingItem.delete({ where });
    await putOnAgenda(ctx, meeting, [change], personOf(ctx.actor)?.id ?? null);
    return { id };
  });
}

/**
 * Takes a change off the agenda: the filter does not put it there again.
 * @throws `conflict` once it has minutes
 */
export async function removeItem(
  ctx: Ctx,
  input: z.input<typeof changeMeetings.remove.input>,
): Promise<ById> {
  requireResponder(ctx);
  const { id, itemId, reason } = parse(changeMeetings.remove.input, input);
  return inTransaction(ctx, async (ctx) => {
    const meeting = await lockMeeting(ctx, id);
    authoriseMeeting(ctx, 'remove', meeting);
    const { change, minutes } = await itemOf(ctx, id, itemId);
    const { number, queueId, requester } = change.ticket;
    if (minutes !== '') fail('conflict', `${number} has minutes, so it stays on the agenda.`);
    await ctx.db.changeMeetingItem.update({
      where: { id: itemId },
      data: { removedAt: ctx.now(), removedReason: wellFormed(reason) },
    });
    await noteChange(
      ctx,
      { id: change.ticketId, queueId, requesterId: requester.id },
      { action: 'agenda', words: `took the change off the agenda of “${meeting.board.name}”: ${reason}` },
    );
    await noteMeeting(ctx, id, 'remove', { change: number, reason });
    return { id };
  });
}

/** @throws `conflict` when the agenda has changed in the meantime */
export async function orderAgenda(
  ctx: Ctx,
  input: z.input<typeof changeMeetings.order.input>,
): Promise<ById> {
  requireResponder(ctx);
  const { id, itemIds } = parse(changeMeetings.order.input, input);
  return inTransaction(ctx, async (ctx) => {
    authoriseMeeting(ctx, 'order', await lockMeeting(ctx, id));
    if (new Set(itemIds).size < itemIds.length) failField('itemIds', 'A change is here twice.');
    const { items } = await itemsOf(ctx, id);
    if (items.length !== itemIds.length || items.some((item) => !itemIds.includes(item.id))) {
      fail('conflict', 'The agenda has changed in the meantime. Please look again.');
    }
    await ctx.db.$executeRaw`
      UPDATE change_meeting_item i SET position = o.place
        FROM unnest(${itemIds}::uuid[]) WITH ORDINALITY AS o (id, place) WHERE o.id = i.id`;
    await noteMeeting(ctx, id, 'order', { before: items.map((item) => item.id), after: itemIds });
    return { id };
  });
}
