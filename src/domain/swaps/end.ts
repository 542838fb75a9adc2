import type { SwapState } from '../../contract/swaps.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { audit } from '../audit/record.ts';
import { refreshSwap } from './cards.ts';
import { type LoadedSwap, loadSwap } from './load.ts';
import { tellOfSwap } from './news.ts';

type End = {
  state: Exclude<SwapState, 'open'>;
  takenById?: string;
  reason?: string;
  /** What the audit log is told beside. */
  detail?: Record<string, unknown>;
};

/**
 * Ends an offer, within the transaction that has locked it. Every card shows what came of it, and the offerer and whoever
 * has the shift now are told by a message of their own, unless they did it themselves.
 */
export async function endSwap(
  ctx: Ctx,
  { id, scheduleId, offererId }: LoadedSwap,
  { state, takenById, reason, detail }: End,
): Promise<LoadedSwap> {
  const data = { state, endedAt: ctx.now(), takenById: takenById ?? null, reason: reason ?? null };
  await ctx.db.shiftSwap.update({ where: { id }, data: { ...data, remindAt: null } });
  await audit(ctx, {
    action: `schedule.swap_${state}`,
    subject: { type: 'schedule', id: scheduleId },
    detail: {
      swap: id,
      offererId,
      ...(takenById ? { takenById } : {}),
      ...(reason ? { reason } : {}),
      ...detail,
    },
  });
  await refreshSwap(ctx, id);
  const me = personOf(ctx.actor)?.id;
  for (const to of [offererId, ...(takenById ? [takenById] : [])]) {
    if (to !== me) await tellOfSwap(ctx, { swapId: id, to, what: 'end' });
  }
  ctx.publish({ topic: 'directory' });
  return loadSwap(ctx, id);
}
