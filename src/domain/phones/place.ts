import type { Ctx } from '../../lib/context.ts';
import type { Place } from '../outbox/enqueue.ts';

/** Where somebody is reached by phone; undefined: they have no number that is verified, or want no SMS there. */
export async function phoneOf(
  ctx: Ctx,
  personId: string,
  channel: 'sms' | 'voice',
): Promise<Place | undefined> {
  const phone = await ctx.db.phone.findUnique({ where: { personId } });
  if (!phone?.verifiedAt || (channel === 'sms' && phone.stoppedAt)) return undefined;
  return { channel, conversation: phone.number };
}
