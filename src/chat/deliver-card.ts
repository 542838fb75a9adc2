import { noteCard } from '../domain/approvals/cards.ts';
import { noteMeetingCard } from '../domain/meetings/cards.ts';
import type { ClaimedNotice } from '../domain/outbox/claim.ts';
import { noteSwapCard } from '../domain/swaps/cards.ts';
import type { Ctx } from '../lib/context.ts';
import { sha256 } from '../lib/crypto.ts';
import { nameId } from '../lib/ids.ts';
import { type Channel, ChannelError, type Message } from './channel.ts';
import { approvalCardOf } from './views/approval.ts';
import type { AskingCard } from './views/asking-card.ts';
import { meetingCardOf } from './views/meeting.ts';
import { swapCardOf } from './views/swap.ts';

/** Brings the card of somebody who is asked in line with the approval. Who need not vote any more is not asked first. */
export async function deliverApproval(
  ctx: Ctx,
  channel: Channel,
  notice: ClaimedNotice,
  publicUrl: string,
): Promise<void> {
  const row = await ctx.db.approvalCard.findUnique({ where: { id: notice.approvalCardId ?? '' } });
  const now = row && (await approvalCardOf(ctx, row, publicUrl));
  if (!row || !now) return;
  await deliverCard(channel, notice, { ...row, note: (...to) => noteCard(ctx, row, ...to) }, now);
}

/** Brings the card of somebody who offers a shift, or is asked to take it, in line with the offer. */
export async function deliverSwap(
  ctx: Ctx,
  channel: Channel,
  notice: ClaimedNotice,
  publicUrl: string,
): Promise<void> {
  const row = await ctx.db.shiftSwapCard.findUnique({ where: { id: notice.swapCardId ?? '' } });
  const now = row && (await swapCardOf(ctx, row, publicUrl));
  if (!row || !now) return;
  const note = (message: string, shown: string) => noteSwapCard(ctx, row.id, message, shown);
  await deliverCard(channel, notice, { ...row, renewAt: null, note }, now);
}

/** Brings the card of a meeting, or of a change on its agenda, in line with what was said in it. */
export async function deliverMeeting(
  ctx: Ctx,
  channel: Channel,
  notice: ClaimedNotice,
  publicUrl: string,
): Promise<void> {
  const row = await ctx.db.changeMeetingCard.findUnique({ where: { id: notice.meetingCardId ?? '' } });
  const now = row && (await meetingCardOf(ctx, row, publicUrl));
  if (!row || !now) return;
  const note = (message: string, shown: string) => noteMeetingCard(ctx, row.id, message, shown);
  await deliverCard(channel, notice, { ...row, renewAt: null, note }, now);
}

/** A card with a row of its own, as it stands there. */
type Standing = {
  /** Under which the channel knows the message. */
  id: string;
  conversation: string;
  message: string | null;
  shown: string | null;
  /** Since when it is to be posted anew, as a reminder. */
  renewAt: Date | null;
  note(message: string, shown: string): Promise<void>;
};

async function deliverCard(
  channel: Channel,
  { attempts }: Pick<ClaimedNotice, 'attempts'>,
  row: Standing,
  now: AskingCard,
): Promise<void> {
  if (!row.message && !now.asks && attempts === 1) return;
  const content: Message = { type: 'card', card: now.card };
  const shown = sha256(JSON.stringify(content)).toString('base64url');
  const target = { conversation: row.conversation, thread: null };
  const { message: before } = row;
  const isReminder = row.renewAt !== null && now.asks;
  if (before && !isReminder) {
    if (row.shown === shown) return;
    if (channel.can.edit) await ignoringGone(() => channel.edit({ ...target, message: before }, content));
    else if (now.isEnd) await channel.post(target, content, nameId(`${row.id} end`));
    else return;
    return row.note(before, shown);
  }
  if (before) await ignoringGone(() => channel.remove({ ...target, message: before }));
  const key = row.renewAt ? nameId(`${row.id} ${row.renewAt.toISOString()}`) : row.id;
  // From the second attempt on it may stand there already, as it was then.
  const inDoubt = attempts > 1;
  const found = inDoubt ? await channel.find?.(target, key, content) : undefined;
  // Where nothing can be looked up, the post tells: under a key that is known it makes no second message.
  const maybeThere = found !== undefined || (inDoubt && !channel.find);
  if (!maybeThere && !now.asks) return;
  const message = found ?? (await channel.post(target, content, key)).message;
  if (maybeThere && channel.can.edit) await channel.edit({ ...target, message }, content);
  await row.note(message, shown);
}

/** Whoever has deleted it knows. */
async function ignoringGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ChannelError && error.kind === 'gone')) throw error;
  }
}
