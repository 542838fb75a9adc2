import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import type { Place } from '../outbox/enqueue.ts';

// DO UPDATE, though it changes nothing: it waits for a delivery that is just claiming the row and then finds none
// waiting, so a change that commits during a delivery is never taken for shown.
const refreshing = (name: string, which: string) =>
  statement<never>(
    name,
    `
  INSERT INTO notice (kind, channel, conversation, meeting_card_id, due_at, created_at)
  SELECT 'meeting'::notice_kind, channel, conversation, id, $2::timestamptz, $2::timestamptz
    FROM change_meeting_card WHERE ${which}
   ORDER BY id
  ON CONFLICT (meeting_card_id) WHERE state = 'pending' AND meeting_card_id IS NOT NULL
  DO UPDATE SET due_at = notice.due_at`,
  );

const REFRESH = refreshing('meeting-refresh', 'meeting_id = $1::uuid');
const REFRESH_OF = refreshing(
  'meeting-refresh-of-change',
  `id IN (
     SELECT card.id FROM change c
       JOIN change_meeting_item item ON item.change_id = c.id AND item.removed_at IS NULL
       JOIN change_meeting_card card
         ON card.item_id = item.id OR (card.meeting_id = item.meeting_id AND card.item_id IS NULL)
      WHERE c.ticket_id = $1::uuid)`,
);

/** Every card of the meeting will show it as it is then. */
export async function refreshMeeting(ctx: Ctx, meetingId: string): Promise<void> {
  await REFRESH(ctx, meetingId, ctx.now().toISOString());
  ctx.publish({ topic: 'outbox' });
}

/** So will those that show this change. */
export async function refreshAgendasWith(ctx: Ctx, ticketId: string): Promise<void> {
  await REFRESH_OF(ctx, ticketId, ctx.now().toISOString());
  ctx.publish({ topic: 'outbox' });
}

/** These changes of its agenda have cards of their own from now on, where that is shown. */
export async function showItems(ctx: Ctx, meetingId: string, itemIds: readonly string[]): Promise<void> {
  const where = { meetingId, itemId: null };
  const { channel, conversation } = await ctx.db.changeMeetingCard.findFirstOrThrow({ where });
  await ctx.db.changeMeetingCard.createMany({
    data: itemIds.map((itemId) => ({ id: ctx.newId(), meetingId, itemId, channel, conversation })),
    skipDuplicates: true,
  });
}

export async function showAgenda(ctx: Ctx, meetingId: string, { channel, conversation }: Place) {
  await ctx.db.changeMeetingCard.create({ data: { id: ctx.newId(), meetingId, channel, conversation } });
}

/** What stands in the conversation now. */
export async function noteMeetingCard(ctx: Ctx, id: string, message: string, shown: string): Promise<void> {
  await ctx.db.changeMeetingCard.update({ where: { id }, data: { message, shown } });
}
