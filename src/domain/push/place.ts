import type { Ctx } from '../../lib/context.ts';
import { inTransaction } from '../../lib/context.ts';
import { decrypt } from '../../lib/crypto.ts';
import type { PushSubscription } from '../../lib/web-push.ts';
import { audit } from '../audit/record.ts';
import { directConversation, type Place } from '../outbox/enqueue.ts';

/** Where somebody is reached by push: all of their browsers; undefined: they have none. */
export async function pushPlaceOf(ctx: Ctx, personId: string): Promise<Place | undefined> {
  const device = await ctx.db.pushDevice.findFirst({ where: { personId }, select: { id: true } });
  return device ? { channel: 'push', conversation: directConversation(personId) } : undefined;
}

export type OpenDevice = { id: string; personId: string; name: string; subscription: PushSubscription };

/**
 * The browsers of a conversation as pushPlaceOf names it.
 * @throws Error when SECRET_KEY is not the one with which they were kept
 */
export async function devicesAt(ctx: Ctx, key: Buffer, conversation: string): Promise<OpenDevice[]> {
  const personId = conversation.slice(directConversation('').length);
  const rows = await ctx.db.pushDevice.findMany({ where: { personId }, orderBy: { id: 'asc' } });
  return rows.map(({ id, name, fingerprint, subscription }) => ({
    ...{ id, personId, name },
    subscription: JSON.parse(decrypt(key, subscription, fingerprint)) as PushSubscription,
  }));
}

/** Their push services have taken something. */
export async function notePushed(ctx: Ctx, ids: readonly string[]): Promise<void> {
  await ctx.db.pushDevice.updateMany({ where: { id: { in: [...ids] } }, data: { pushedAt: ctx.now() } });
}

/** Its push service says that the browser takes nothing there any more. */
export async function forgetDevice(ctx: Ctx, { id, personId, name }: OpenDevice, why: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { count } = await ctx.db.pushDevice.deleteMany({ where: { id } });
    if (count === 0) return;
    await audit(ctx, {
      action: 'person.push_remove',
      subject: { type: 'person', id: personId },
      detail: { device: id, name, why },
    });
  });
}
