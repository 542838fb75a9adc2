import type { Ctx } from '../../lib/context.ts';

/**
 * Notes that an inbound event is being handled, in the transaction that handles it.
 * @returns false when it was handled before; then nothing more is to be done
 */
export async function claimDelivery(ctx: Ctx, channel: string, key: string): Promise<boolean> {
  const rows = await ctx.db.$executeRaw`
    INSERT INTO delivery (channel, key, received_at) VALUES (${channel}, ${key}, ${ctx.now()})
    ON CONFLICT DO NOTHING`;
  return rows === 1;
}
