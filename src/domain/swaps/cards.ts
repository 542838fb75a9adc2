import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import type { Place } from '../outbox/enqueue.ts';
import { homeOf, placesOfAll, placesToAsk } from '../people/home.ts';

/** Everybody who is asked gets a card where the desk asks them, and the offerer one where it writes to them. */
export async function showToAll(
  ctx: Ctx,
  { id: swapId, offererId, asked }: { id: string; offererId: string; asked: readonly string[] },
): Promise<void> {
  const places = await placesOfAll(ctx, asked);
  const cards = [
    { personId: offererId, ...(await homeOf(ctx, offererId)) },
    ...asked.flatMap((personId) =>
      placesToAsk(places.get(personId) ?? []).map((place) => ({ personId, ...place })),
    ),
  ];
  await ctx.db.shiftSwapCard.createMany({
    data: cards.map((card) => ({ id: ctx.newId(), swapId, ...card })),
  });
  await refreshSwap(ctx, swapId);
}

// DO UPDATE, though it changes nothing: it waits for a delivery that is just claiming the row and then finds none
// waiting, so a change that commits during a delivery is never taken for shown.
const REFRESH = statement<never>(
  'swap-refresh',
  `
  INSERT INTO notice (kind, channel, conversation, swap_card_id, person_id, due_at, created_at)
  SELECT 'swap'::notice_kind, channel, conversation, id, person_id, $2::timestamptz, $2::timestamptz
    FROM shift_swap_card WHERE swap_id = $1::uuid
   ORDER BY id
  ON CONFLICT (swap_card_id) WHERE state = 'pending' AND swap_card_id IS NOT NULL
  DO UPDATE SET due_at = notice.due_at`,
);

/** Every card of the offer will show it as it is then. */
export async function refreshSwap(ctx: Ctx, swapId: string): Promise<void> {
  await REFRESH(ctx, swapId, ctx.now().toISOString());
  ctx.publish({ topic: 'outbox' });
}

/** What stands in a conversation now. */
export async function noteSwapCard(ctx: Ctx, id: string, message: string, shown: string): Promise<void> {
  await ctx.db.shiftSwapCard.update({ where: { id }, data: { message, shown } });
}

/** Somebody could not be told where they were to be: they are told at another place, if there is one. */
export async function showElsewhere(ctx: Ctx, cardId: string, place: Place | undefined): Promise<void> {
  const card = await ctx.db.shiftSwapCard.findUnique({ where: { id: cardId } });
  if (!card || card.message || !place) return;
  const { swapId, personId } = card;
  await ctx.db.shiftSwapCard.delete({ where: { id: cardId } });
  const { count } = await ctx.db.shiftSwapCard.createMany({
    data: { id: ctx.newId(), swapId, personId, ...place },
    skipDuplicates: true,
  });
  if (count > 0) await refreshSwap(ctx, swapId);
}
