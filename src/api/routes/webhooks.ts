import type { Sending } from '../../domain/webhooks/attempt.ts';
import { getDelivery, listDeliveries } from '../../domain/webhooks/deliveries.ts';
import { replayDelivery, replayFailed } from '../../domain/webhooks/replay.ts';
import { rotateSecret } from '../../domain/webhooks/rotate.ts';
import { testWebhook } from '../../domain/webhooks/try-out.ts';
import { createWebhook, listWebhooks, removeWebhook, updateWebhook } from '../../domain/webhooks/webhooks.ts';
import type { Api, Handlers } from '../bind.ts';

export const webhookRoutes = (sending: Sending): Handlers<Api['webhooks']> => ({
  list: listWebhooks,
  create: (ctx, input) => createWebhook(ctx, sending.key, input),
  deliveries: listDeliveries,
  delivery: getDelivery,
  replay: replayDelivery,
  update: (ctx, input) => updateWebhook(ctx, sending.key, input),
  remove: removeWebhook,
  rotate: (ctx, input) => rotateSecret(ctx, sending.key, input),
  test: (ctx, input) => testWebhook(ctx, sending, input),
  replayFailed,
});
