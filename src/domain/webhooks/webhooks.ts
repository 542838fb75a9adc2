import type { z } from 'zod';
import { CreateWebhook, UpdateWebhook, type Webhook, webhooks } from '../../contract/webhooks.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Webhook as Row } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { onTaken } from '../taken.ts';
import { type Header, newSigningSecret, sealHeaders, sealSecret } from './secrets.ts';
import { failWaiting, lockWebhook } from './switch-off.ts';
import { checkQueues, noSuchWebhook, viewsOf, webhookView } from './view.ts';

const NAME_TAKEN = 'There is a webhook of this name already.';
/** Each is asked for work by every worker. */
const MOST = 50;

/** All webhooks by name, with how they fare. */
export async function listWebhooks(ctx: Ctx): Promise<{ items: Webhook[] }> {
  requireAdmin(ctx);
  return { items: await viewsOf(ctx, await ctx.db.webhook.findMany({ orderBy: { name: 'asc' } })) };
}

/**
 * Adds a webhook.
 * @returns its secret, which is stored encrypted and never shown again
 * @throws `conflict` when the name is taken, or there are too many
 */
export async function createWebhook(
  ctx: Ctx,
  key: Buffer,
  input: z.input<typeof CreateWebhook>,
): Promise<{ webhook: Webhook; secret: string }> {
  requireAdmin(ctx);
  const { name, headers, ...wanted } = parse(CreateWebhook, input);
  return onTaken(NAME_TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkQueues(ctx, wanted.queueIds);
      if ((await ctx.db.webhook.count()) >= MOST) fail('conflict', `There can be ${MOST} webhooks at most.`);
      const id = ctx.newId();
      const secret = newSigningSecret();
      const now = ctx.now();
      const row = await ctx.db.webhook.create({
        data: {
          ...{ id, name: wellFormed(name), ...wanted, secret: sealSecret(key, id, secret) },
          ...headerColumns(key, id, headers),
          createdAt: now,
          updatedAt: now,
        },
      });
      await audit(ctx, {
        action: 'webhook.create',
        subject: { type: 'webhook', id },
        detail: { after: contentOf(row) },
      });
      ctx.publish({ topic: 'directory' });
      return { webhook: await webhookView(ctx, row), secret };
    }),
  );
}

/**
 * Changes a webhook, or switches it on or off: what waits for it then has failed, and can be replayed.
 * @throws `conflict` when the name is taken
 */
export async function updateWebhook(
  ctx: Ctx,
  key: Buffer,
  input: z.input<typeof UpdateWebhook>,
): Promise<Webhook> {
  requireAdmin(ctx);
  const { id, headers, ...wanted } = parse(UpdateWebhook, input);
  return onTaken(NAME_TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      const row = (await lockWebhook(ctx, id)) ?? noSuchWebhook();
      const changes = changesOf(contentOf(row), {
        ...wanted,
        ...(headers ? { headerNames: namesOf(headers) } : {}),
      });
      if (Object.keys(changes.after).length === 0 && !headers) return webhookView(ctx, row);
      const { name, enabled, ...content } = changes.after;
      // Where it goes and what it says there is decided by those who may see what it takes.
      if (headers || Object.keys(content).length > 0) {
        await checkQueues(ctx, content.queueIds ?? row.queueIds);
      }
      const updated = await ctx.db.webhook.update({
        where: { id },
        data: {
          ...content,
          ...(name === undefined ? {} : { name: wellFormed(name) }),
          ...(enabled === undefined ? {} : { enabled, offBecause: null, failures: 0, failingSince: null }),
          ...(headers ? headerColumns(key, id, headers) : {}),
          updatedAt: ctx.now(),
        },
      });
      if (enabled === false) await failWaiting(ctx, id);
      await audit(ctx, {
        action: 'webhook.update',
        subject: { type: 'webhook', id },
        detail: { ...changes, ...(headers ? { headers: 'replaced' } : {}) },
      });
      ctx.publish({ topic: 'directory' });
      return webhookView(ctx, updated);
    }),
  );
}

/** Removes a webhook with its log. Rules that name it go on without. */
export async function removeWebhook(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(webhooks.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const row = (await lockWebhook(ctx, id)) ?? noSuchWebhook();
    await ctx.db.webhook.delete({ where: { id } });
    await audit(ctx, {
      action: 'webhook.remove',
      subject: { type: 'webhook', id },
      detail: { before: contentOf(row) },
    });
    ctx.publish({ topic: 'directory' });
  });
}

const namesOf = (headers: readonly Header[]) => headers.map(({ name }) => name);

const headerColumns = (key: Buffer, id: string, headers: readonly Header[]) => ({
  headers: sealHeaders(key, id, headers),
  headerNames: namesOf(headers),
});

/** What may be told of it to anybody who reads the audit log: no secrets. */
const contentOf = (row: Row) => ({
  name: row.name,
  url: row.url,
  kinds: row.kinds,
  queueIds: row.queueIds,
  headerNames: row.headerNames,
  enabled: row.enabled,
});
