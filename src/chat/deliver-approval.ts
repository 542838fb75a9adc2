import { noteCard } from '../domain/approvals/cards.ts';
import type { ClaimedNotice } from '../domain/outbox/claim.ts';
import type { Ctx } from '../lib/context.ts';
import { sha256 } from '../lib/crypto.ts';
import { nameId } from '../lib/ids.ts';
import { type Channel, ChannelError, type Message } from './channel.ts';
import { approvalCardOf } from './views/approval.ts';

/** Brings the card of somebody who is asked in line with the approval. Who need not vote any more is not asked first. */
export async function deliverApproval(
  ctx: Ctx,
  channel: Channel,
  notice: ClaimedNotice,
  publicUrl: string,
): Promise<void> {
  const row = await ctx.db.approvalCard.findUnique({ where: { id: notice.approvalCardId ?? '' } });
  const now = row && (await approvalCardOf(ctx, row, publicUrl));
  if (!row || !now || (!row.message && !now.asks && notice.attempts === 1)) return;
  const content: Message = { type: 'card', card: now.card };
  const shown = sha256(JSON.stringify(content)).toString('base64url');
  const target = { conversation: row.conversation, thread: null };
  const { message: before } = row;
  const isReminder = row.renewAt !== null && now.asks;
  if (before && !isReminder) {
    if (row.shown === shown || !channel.can.edit) return;
    await ignoringGone(() => channel.edit({ ...target, message: before }, content));
    return noteCard(ctx, row, before, shown);
  }
  if (before) await ignoringGone(() => channel.remove({ ...target, message: before }));
  const key = row.renewAt ? nameId(`${row.id} ${row.renewAt.toISOString()}`) : row.id;
  // From the second attempt on it may stand there already, as it was then.
  const inDoubt = notice.attempts > 1;
  const found = inDoubt ? await channel.find?.(target, key, content) : undefined;
  // Where nothing can be looked up, the post tells: under a key that is known it makes no second message.
  const maybeThere = found !== undefined || (inDoubt && !channel.find);
  if (!maybeThere && !now.asks) return;
  const message = found ?? (await channel.post(target, content, key)).message;
  if (maybeThere && channel.can.edit) await channel.edit({ ...target, message }, content);
  await noteCard(ctx, row, message, shown);
}

/** Whoever has deleted it knows. */
async function ignoringGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ChannelError && error.kind === 'gone')) throw error;
  }
}
