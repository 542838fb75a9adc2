import type { Sending } from '../domain/webhooks/attempt.ts';
import { sendDue } from '../domain/webhooks/send.ts';
import { SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { type Loop, runLoop } from './loop.ts';

/** A round lasts as long as its slowest answer. So that nobody else waits for it, others go on beside it. */
const SIDE_BY_SIDE = 4;

/** Sends to webhooks. Woken by news; should news get lost, or a delivery wait for its time, it looks by itself. */
export function startWebhooks(ctx: () => Ctx, sending: Sending): Loop {
  const { log, bus } = ctx();
  const work = () => sendDue(ctx(), sending);
  const loops = Array.from({ length: SIDE_BY_SIDE }, () => runLoop({ name: 'webhooks', log, work }));
  // One that was waiting is enough; those at work look again when they are done.
  const wake = () => loops.some((loop) => loop.wake());
  const looking = setInterval(wake, SECOND);
  const unsubscribe = bus.subscribe((news) => {
    if (news.topic === 'webhooks') wake();
  });
  return {
    wake,
    async stop() {
      clearInterval(looking);
      unsubscribe();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
