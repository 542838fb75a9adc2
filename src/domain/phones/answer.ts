import { type Ctx, inTransaction } from '../../lib/context.ts';
import { acknowledgeAlert, escalateAlert, resolveAlert } from '../alerts/answer.ts';
import { claimDelivery } from '../outbox/delivery.ts';
import { actingPerson } from '../people/acting.ts';

const PHONE_VERBS = {
  acknowledge: acknowledgeAlert,
  resolve: resolveAlert,
  escalate: escalateAlert,
} as const;

/** The person whose number this is, once they have proved it; undefined: nobody's. */
export async function personByPhone(ctx: Ctx, number: string) {
  const phone = await ctx.db.phone.findFirst({
    where: { number, verifiedAt: { not: null } },
    select: { personId: true },
  });
  return phone ? actingPerson(ctx, phone.personId) : undefined;
}

/** They want no SMS any more, or again. */
export async function setStopped(ctx: Ctx, number: string, stopped: boolean): Promise<void> {
  await ctx.db.phone.updateMany({
    where: { number, verifiedAt: { not: null } },
    data: { stoppedAt: stopped ? ctx.now() : null },
  });
}

/**
 * The alert that is meant: by its number, one for which they were paged; without a number the only one of those that is
 * open.
 * @returns `many`: it could be any of several
 */
export async function alertMeant(
  ctx: Ctx,
  personId: string,
  number: number | null,
): Promise<{ id: string; number: number } | 'many' | undefined> {
  const pages = { some: { personId, state: 'sent' as const } };
  const found = await ctx.db.alert.findMany({
    where: {
      escalation: { pages },
      ...(number === null ? { state: { in: ['triggered', 'acknowledged'] } } : { number }),
    },
    select: { id: true, number: true },
    take: 2,
  });
  return found.length > 1 ? 'many' : found[0];
}

/**
 * Answers an alert as the person whose phone it is. A delivery that is repeated does nothing more.
 * @param delivery of the platform
 */
export async function answerByPhone(
  ctx: Ctx,
  delivery: { channel: 'sms' | 'voice'; key: string },
  { verb, id }: { verb: keyof typeof PHONE_VERBS; id: string },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    if (await claimDelivery(ctx, delivery.channel, delivery.key)) await PHONE_VERBS[verb](ctx, { id });
  });
}
