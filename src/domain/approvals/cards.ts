import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import type { Place } from '../outbox/enqueue.ts';
import { placesOf, placesToAsk } from '../people/home.ts';
import { delegatesOf } from './delegates.ts';
import type { LoadedApproval } from './load.ts';

/** Each of these people gets a card where the desk writes to them, unless they have one already. */
const ASK = statement<{ id: string }>(
  'approval-ask',
  `
  INSERT INTO approval_card (id, approval_id, round, stage, person_id, channel, conversation)
  SELECT c.id, $1::uuid, $2::int, $3::int, c.person_id, c.channel, c.conversation
    FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[]) AS c (id, person_id, channel, conversation)
  ON CONFLICT DO NOTHING
  RETURNING id::text`,
);

type Asked = Pick<LoadedApproval, 'id' | 'round' | 'stage' | 'policyId'>;

/**
 * Asks all whose vote is missing in the stage where it is, and who may vote in their place. Who has no chat is also sent
 * a mail that leads to the portal.
 */
export async function askPeople(ctx: Ctx, { id, round, stage, policyId }: Asked): Promise<void> {
  const seats = await ctx.db.approvalSeat.findMany({ where: { approvalId: id, round, stage } });
  const votes = await ctx.db.approvalVote.findMany({ where: { approvalId: id, round, stage } });
  const waiting = seats.filter(({ personId }) => !votes.some(({ seatId }) => seatId === personId));
  const delegates = await delegatesOf(
    ctx,
    waiting.map(({ personId }) => personId),
    policyId,
  );
  const people = new Set([
    ...waiting.flatMap(({ personId, substituteId }) => [personId, ...(substituteId ? [substituteId] : [])]),
    ...delegates.map(({ toId }) => toId),
  ]);
  const cards: (Place & { id: string; personId: string })[] = [];
  for (const personId of people) {
    for (const place of placesToAsk(await placesOf(ctx, personId)))
      cards.push({ id: ctx.newId(), personId, ...place });
  }
  await ASK(
    ctx,
    id,
    round,
    stage,
    cards.map((card) => card.id),
    cards.map(({ personId }) => personId),
    cards.map(({ channel }) => channel),
    cards.map(({ conversation }) => conversation),
  );
  await refreshApproval(ctx, id);
}

// DO UPDATE, though it changes nothing: it waits for a delivery that is just claiming the row and then finds none
// waiting, so a change that commits during a delivery is never taken for shown.
const REFRESH = statement<never>(
  'approval-refresh',
  `
  INSERT INTO notice (kind, channel, conversation, approval_card_id, person_id, due_at, created_at)
  SELECT 'approval'::notice_kind, channel, conversation, id, person_id, $2::timestamptz, $2::timestamptz
    FROM approval_card WHERE approval_id = $1::uuid
   ORDER BY id
  ON CONFLICT (approval_card_id) WHERE state = 'pending' AND approval_card_id IS NOT NULL
  DO UPDATE SET due_at = notice.due_at`,
);

/** Every card of the approval will show it as it is then. */
export async function refreshApproval(ctx: Ctx, approvalId: string): Promise<void> {
  await REFRESH(ctx, approvalId, ctx.now().toISOString());
  ctx.publish({ topic: 'outbox' });
}

/** Those whose vote is missing where it is get their cards anew, at the end of what was said there since. */
export async function remindPeople(ctx: Ctx, { id, round, stage }: Asked): Promise<void> {
  await ctx.db.approvalCard.updateMany({
    where: { approvalId: id, round, stage, message: { not: null } },
    data: { renewAt: ctx.now() },
  });
  await refreshApproval(ctx, id);
}

/** What stands in a conversation now. */
export async function noteCard(
  ctx: Ctx,
  { id, renewAt }: { id: string; renewAt: Date | null },
  message: string,
  shown: string,
): Promise<void> {
  await ctx.db.approvalCard.updateMany({ where: { id }, data: { message, shown } });
  // Asked for again meanwhile, it is posted anew once more.
  if (renewAt) await ctx.db.approvalCard.updateMany({ where: { id, renewAt }, data: { renewAt: null } });
}

/**
 * Somebody could not be asked where they were to be: they are asked at another place, if there is one, and it is not
 * tried there again.
 */
export async function askElsewhere(ctx: Ctx, cardId: string, place: Place | undefined): Promise<void> {
  const card = await ctx.db.approvalCard.findUnique({ where: { id: cardId } });
  if (!card || card.message || !place) return;
  const { approvalId, round, stage, personId } = card;
  await ctx.db.approvalCard.delete({ where: { id: cardId } });
  const id = ctx.newId();
  const { count } = await ctx.db.approvalCard.createMany({
    data: { id, approvalId, round, stage, personId, ...place },
    skipDuplicates: true,
  });
  if (count > 0) await refreshApproval(ctx, approvalId);
}
