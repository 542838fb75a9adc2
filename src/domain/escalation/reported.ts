import { type Ctx, inTransaction } from '../../lib/context.ts';
import { settleFailed } from './settle.ts';

export type Report = {
  /** Of the page. */
  id: string;
  channel: string;
  /** Its id on the platform. */
  message: string;
  outcome: 'sent' | 'delivered' | 'failed';
  error: string;
};

/**
 * What became of a page, as its platform says later: kept as proof. One that did not arrive has failed, and the
 * person's next way is taken at once. Reports come in any order and more than once.
 */
export async function reportPage(ctx: Ctx, report: Report, channels: ReadonlySet<string>): Promise<void> {
  const { id, channel, message, outcome, error } = report;
  const page = await ctx.db.page.findUnique({ where: { id } });
  if (!page || page.via !== channel) return;
  if (outcome === 'failed') {
    // Also of one whose sending is still being noted.
    if (!page.deliveredAt) await settleFailed(ctx, page, error, channels, ['waiting', 'sent']);
    return;
  }
  await inTransaction(ctx, async (ctx) => {
    const now = ctx.now();
    // The answer to its sending may have got lost: it has gone out all the same.
    await ctx.db.page.updateMany({
      where: { id, state: 'waiting' },
      data: { state: 'sent', channel, message, sentAt: now, workAt: null, error: null },
    });
    if (outcome === 'delivered') {
      await ctx.db.page.updateMany({ where: { id, deliveredAt: null }, data: { deliveredAt: now } });
    }
  });
  if (page.alertId) ctx.publish({ topic: 'alert', id: page.alertId });
}
