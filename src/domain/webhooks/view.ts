import type { Webhook, WebhookKind } from '../../contract/webhooks.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import type { Webhook as Row } from '../../lib/prisma/client.ts';
import { readDirectory } from '../settings/directory.ts';
import { worksOn } from '../tickets/policy.ts';

export const noSuchWebhook = (): never => fail('not_found', 'There is no such webhook.');

/**
 * Refuses queues that there are not, and private ones of which the caller sees nothing: otherwise an admin could have
 * their tickets sent to themselves.
 */
export async function checkQueues(ctx: Ctx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { queues } = await readDirectory(ctx);
  const person = personOf(ctx.actor);
  for (const id of ids) {
    const queue = queues.get(id) ?? failField('queueIds', 'There is no such queue.');
    if (person && !worksOn(person, queue)) {
      failField('queueIds', `${queue.name} is private: only its own team can have its tickets sent.`);
    }
  }
}

/** Webhooks as the API shows them, without anything secret. */
export async function viewsOf(ctx: Ctx, rows: readonly Row[]): Promise<Webhook[]> {
  const count = async (state: 'waiting' | 'failed') =>
    new Map(
      (
        await ctx.db.webhookDelivery.groupBy({
          by: ['webhookId'],
          where: { state, webhookId: { in: rows.map(({ id }) => id) } },
          _count: true,
        })
      ).map(({ webhookId, _count }) => [webhookId, _count]),
    );
  const [waiting, failed] = [await count('waiting'), await count('failed')];
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, url: row.url, kinds: row.kinds as WebhookKind[] },
    ...{ queueIds: row.queueIds, headerNames: row.headerNames },
    ...{ enabled: row.enabled, offBecause: row.offBecause, failures: row.failures },
    failingSince: row.failingSince?.toISOString() ?? null,
    waiting: waiting.get(row.id) ?? 0,
    failed: failed.get(row.id) ?? 0,
    oldSecretUntil: row.oldUntil && row.oldUntil > ctx.now() ? row.oldUntil.toISOString() : null,
    updatedAt: row.updatedAt.toISOString(),
  }));
}

export const webhookView = async (ctx: Ctx, row: Row): Promise<Webhook> =>
  (await viewsOf(ctx, [row]))[0] ?? noSuchWebhook();
