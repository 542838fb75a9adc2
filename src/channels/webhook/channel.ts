import { type Channel, ChannelError } from '../../chat/channel.ts';
import { alertsById } from '../../chat/views/alert.ts';
import { attempt, type Sending, TARGET } from '../../domain/webhooks/attempt.ts';
import { createContext, type Surroundings, systemActor } from '../../lib/context.ts';

/**
 * Programs as somebody to page: the conversation is a webhook of the desk, which is sent the alert as it is then, signed
 * as whatever else it is sent. The page is the delivery: its id is the same in each repeat.
 */
export function createWebhookChannel(
  around: Surroundings,
  sending: Sending,
  publicUrl: () => string,
): Channel {
  return {
    name: 'webhook',
    can: { edit: false, forms: false, pause: 0 },
    async post({ conversation: webhookId }, _message, id) {
      const ctx = createContext(around, systemActor('page'), { channel: 'job', requestId: id });
      const webhook = await ctx.db.webhook.findUnique({ where: { id: webhookId }, select: TARGET });
      if (!webhook) throw new ChannelError('refused', 'This webhook was removed.');
      if (!webhook.enabled) throw new ChannelError('refused', 'This webhook is switched off.');
      const page = await ctx.db.page.findUnique({ where: { id }, select: { alertId: true } });
      const alert = (await alertsById(ctx, page?.alertId ? [page.alertId] : [])).get(page?.alertId ?? '');
      if (!alert) throw new ChannelError('refused', 'There is no such alert any more.');
      const url = `${publicUrl()}/alerts/${alert.id}`;
      const body = JSON.stringify({
        id,
        kind: 'page',
        at: ctx.now().toISOString(),
        alert: { ...alert, url },
      });
      const { status, error } = await attempt(ctx, sending, webhook, { id, body });
      if (error !== null) throw new ChannelError(isPassing(status) ? 'later' : 'refused', error);
      return { message: id };
    },
    async edit() {},
    async remove() {},
  };
}

/** No answer, too much, or a fault of the other side: it may be better in a moment. */
const isPassing = (status: number | null): boolean =>
  status === null || status === 408 || status === 429 || status >= 500;
