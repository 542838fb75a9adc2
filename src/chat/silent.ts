import { SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { type Channel, ChannelError } from './channel.ts';
import { within } from './within.ts';

/** So many calls in a row that nobody answered mean that nobody will. */
const MOST = 3;
/** Then somebody asks again after so long, one at a time. */
const ASK_AGAIN = 10 * SECOND;
/** What is refused sooner than after this part of the patience holds nobody up. */
const SOON = 1 / 3;

type Silence = { inARow: number; askAgain: Date; asking: boolean };
const silences = new WeakMap<Channel, Silence>();

/**
 * Calls a platform, and waits for its answer so many milliseconds at most. One that swallows what it is told would hold all
 * up that wait behind it, so as long as it does not answer, one call at a time finds out whether it does again; the others
 * are told `later` at once, and go other ways.
 */
export async function whileItAnswers<Result>(
  ctx: Ctx,
  channel: Channel,
  patience: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const silence = silences.get(channel) ?? { inARow: 0, askAgain: ctx.now(), asking: false };
  silences.set(channel, silence);
  const isSilent = silence.inARow >= MOST;
  if (isSilent && (silence.asking || ctx.now() < silence.askAgain)) {
    throw new ChannelError('later', 'The platform does not answer.');
  }
  silence.asking = isSilent;
  const began = performance.now();
  try {
    const result = await within(patience, work());
    silence.inARow = 0;
    return result;
  } catch (error) {
    const isAnswer = !(
      error instanceof ChannelError &&
      error.kind === 'later' &&
      error.retryAfter === undefined
    );
    const isSoon = performance.now() - began < patience * SOON;
    silence.inARow = isAnswer || isSoon ? 0 : silence.inARow + 1;
    silence.askAgain = new Date(ctx.now().getTime() + ASK_AGAIN);
    throw error;
  } finally {
    if (isSilent) silence.asking = false;
  }
}
