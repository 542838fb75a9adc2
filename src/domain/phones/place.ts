import type { Ctx } from '../../lib/context.ts';
import type { Phone } from '../../lib/prisma/client.ts';
import type { Place } from '../outbox/enqueue.ts';

/** Where somebody is reached by phone; undefined: they have no number that is verified, or want no SMS there. */
export async function phoneOf(
  ctx: Ctx,
  personId: string,
  channel: 'sms' | 'voice',
): Promise<Place | undefined> {
  const phone = await ctx.db.phone.findUnique({ where: { personId } });
  return phone && takes(phone, channel) ? { channel, conversation: phone.number } : undefined;
}

export const takes = (phone: Pick<Phone, 'verifiedAt' | 'stoppedAt'>, channel: 'sms' | 'voice'): boolean =>
  phone.verifiedAt !== null && !(channel === 'sms' && phone.stoppedAt);
