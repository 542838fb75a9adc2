import type { z } from 'zod';
import { changeMeetings } from '../../contract/change-meetings.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import { windowInWords } from '../changes/words.ts';
import { keepEntry } from '../tickets/edit-entry.ts';
import { noteOnTicket } from '../tickets/reply.ts';
import { showItems } from './cards.ts';
import type { ById } from './items.ts';
import { itemOf, type LoadedItem, type LoadedMeeting, lockMeeting } from './load.ts';
import { noteMeeting } from './note.ts';
import { authoriseMeeting } from './policy.ts';

/**
 * Writes or corrects the minutes of a change: a message in the conversation of the board, and an internal note on its
 * timeline. The same text again changes nothing.
 * @throws `conflict` when somebody else has written them since
 */
export async function writeMinutes(
  ctx: Ctx,
  input: z.input<typeof changeMeetings.minutes.input>,
): Promise<ById> {
  requireResponder(ctx);
  const { id, itemId, version, ...wanted } = parse(changeMeetings.minutes.input, input);
  const minutes = wellFormed(wanted.minutes);
  return inTransaction(ctx, async (ctx) => {
    const meeting = await lockMeeting(ctx, id);
    authoriseMeeting(ctx, 'minutes', meeting);
    const item = await itemOf(ctx, id, itemId);
    if (minutes === item.minutes) return { id };
    const { number } = item.change.ticket;
    if (version !== item.version) {
      fail('conflict', `Somebody else has written the minutes of ${number} meanwhile. Please look again.`);
    }
    await ctx.db.changeMeetingItem.update({
      where: { id: itemId },
      data: {
        ...{ minutes, version: version + 1, minutedAt: ctx.now() },
        minutedById: personOf(ctx.actor)?.id ?? null,
        entryId: await onTimeline(ctx, meeting, item, minutes),
      },
    });
    await showItems(ctx, id, [itemId]);
    await noteMeeting(ctx, id, 'minutes', { change: number, version: version + 1 });
    return { id };
  });
}

/** @returns the note that says so; one that its author took back is written anew */
async function onTimeline(
  ctx: Ctx,
  { board, at, endsAt }: LoadedMeeting,
  { change, entryId }: LoadedItem,
  minutes: string,
): Promise<string | null> {
  const body = `Minutes of “${board.name}”, ${windowInWords(at, endsAt, board.timeZone)}\n${minutes}`;
  const before = entryId && (await ctx.db.entry.findFirst({ where: { id: entryId, deletedAt: null } }));
  if (before) return (await keepEntry(ctx, { id: before.id, body })).id;
  return (await noteOnTicket(ctx, { number: change.ticket.number, body }))?.entryId ?? null;
}
