import { type Ctx, inTransaction } from '../../lib/context.ts';
import { type Attempt, GONE } from './attempt.ts';
import type { ClaimedDelivery } from './claim.ts';
import { nextAttempt, reasonToSwitchOff } from './retry.ts';
import { lockWebhook, switchOff } from './switch-off.ts';

/** Notes what became of an attempt. Who comes back after the lease, when another worker was at it, notes nothing. */
export async function settle(ctx: Ctx, claimed: ClaimedDelivery, attempt: Attempt): Promise<void> {
  return attempt.error === null
    ? settleDelivered(ctx, claimed, attempt)
    : settleFailure(ctx, claimed, attempt);
}

// Always the webhook first, then its deliveries: two who lock both in this order never wait for each other.
async function settleDelivered(ctx: Ctx, { id, webhookId, dueAt }: ClaimedDelivery, attempt: Attempt) {
  await ctx.db.webhook.updateMany({
    where: { id: webhookId, failures: { gt: 0 } },
    data: { failures: 0, failingSince: null },
  });
  await ctx.db.webhookDelivery.updateMany({
    where: { id, dueAt },
    data: { ...attempt, state: 'delivered', finishedAt: ctx.now() },
  });
}

async function settleFailure(ctx: Ctx, claimed: ClaimedDelivery, attempt: Attempt): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const webhook = await lockWebhook(ctx, claimed.webhookId);
    if (!webhook) return;
    const now = ctx.now();
    const isGone = attempt.status === GONE;
    const next = isGone ? null : nextAttempt(now, claimed, chanceOf(ctx));
    const { count } = await ctx.db.webhookDelivery.updateMany({
      where: { id: claimed.id, dueAt: claimed.dueAt, state: 'waiting' },
      data: { ...attempt, ...(next ? { dueAt: next } : { state: 'failed', finishedAt: now }) },
    });
    if (count === 0) return;
    if (next) await putBehind(ctx, claimed, next);
    const failures = webhook.failures + 1;
    const failingSince = webhook.failingSince ?? now;
    await ctx.db.webhook.update({ where: { id: webhook.id }, data: { failures, failingSince } });
    const why = isGone ? attempt.error : reasonToSwitchOff(now, failures, failingSince);
    if (why && webhook.enabled) await switchOff(ctx, webhook, why);
  });
}

/** It will not be sent at all. */
export async function settleRefused(ctx: Ctx, { id, dueAt }: ClaimedDelivery, error: string): Promise<void> {
  await ctx.db.webhookDelivery.updateMany({
    where: { id, dueAt, state: 'waiting' },
    data: { state: 'failed', error, finishedAt: ctx.now() },
  });
}

/** What waits behind it need not be looked at before. */
async function putBehind(ctx: Ctx, { webhookId, ticketId, seq }: ClaimedDelivery, dueAt: Date) {
  await ctx.db.webhookDelivery.updateMany({
    where: { webhookId, ticketId, state: 'waiting', seq: { gt: seq }, dueAt: { lt: dueAt } },
    data: { dueAt },
  });
}

/** From 0 to 1: the last digits of an id are random. */
const chanceOf = (ctx: Ctx) => Number.parseInt(ctx.newId().slice(-8), 16) / 0xffff_ffff;
