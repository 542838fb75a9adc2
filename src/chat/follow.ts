import { claimUnfinished, finish, keepUnfinished } from '../domain/outbox/unfinished.ts';
import type { Ctx } from '../lib/context.ts';
import { messageOf } from '../lib/errors.ts';
import type { Inbound } from './channel.ts';
import { callsIntoThread } from './earlier.ts';
import type { Outcome } from './outcome.ts';

/**
 * What takes calls to a platform comes once an event is committed and acknowledged: its files, and what was said before
 * the desk was called. Until it is done, the event is kept as its platform told it.
 * @returns does it; undefined: nothing follows
 */
export async function following<Result>(
  ctx: Ctx,
  inbound: Inbound,
  { ticket }: Outcome,
  told: unknown,
  work: (ticket: string) => Promise<Result>,
): Promise<(() => Promise<Result>) | undefined> {
  const { event } = inbound;
  const hasFiles = (event.type === 'message' || event.type === 'edited') && event.filesFollow === true;
  if (!ticket || !(hasFiles || callsIntoThread(inbound))) return undefined;
  await keepUnfinished(ctx, inbound, told);
  return async () => {
    const result = await work(ticket);
    await finish(ctx, inbound);
    return result;
  };
}

/** Takes events in once more that were left unfinished; what was done of them is not done again. */
export async function finishAll(
  ctx: Ctx,
  channel: string,
  receive: (told: unknown) => Promise<unknown>,
): Promise<void> {
  for (const told of await claimUnfinished(ctx, channel)) {
    await receive(told).catch((error: unknown) =>
      ctx.log.warn({ channel, error: messageOf(error) }, 'an event could not be finished'),
    );
  }
}
