import type { Sending } from '../domain/webhooks/attempt.ts';
import { sendDue } from '../domain/webhooks/send.ts';
import { SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { keepLooking, type Loop } from './loop.ts';

/** Sends to webhooks. */
export const startWebhooks = (ctx: () => Ctx, sending: Sending): Loop =>
  keepLooking({
    ...{ name: 'webhooks', ctx, every: SECOND, on: 'webhooks' },
    work: (ctx) => sendDue(ctx, sending),
    // A round lasts as long as its slowest answer.
    beside: 4,
  });
