import { noteRefusal, noteTaken } from '../domain/escalation/carrier.ts';
import type { ClaimedPage } from '../domain/escalation/claim.ts';
import { beginDoubt, endDoubt } from '../domain/escalation/doubt.ts';
import type { Place } from '../domain/outbox/enqueue.ts';
import type { Ctx } from '../lib/context.ts';
import { type Channel, ChannelError } from './channel.ts';

type Carrier = NonNullable<Channel['carrier']>;

/**
 * Sends a page by who carries it for money. Of what may have gone out without being noted, it is in the row how often
 * that was, so that no crash makes it ring again and again.
 * @returns the id of the message
 */
export async function sendByCarrier(
  ctx: Ctx,
  { name, atMost }: Carrier,
  page: ClaimedPage,
  at: Place,
  post: () => Promise<{ message: string }>,
): Promise<string> {
  const doubts = await beginDoubt(ctx, page.id, atMost);
  if (doubts === undefined) throw inDoubt('It is not known what became of it.');
  try {
    const { message } = await post();
    await noteTaken(ctx, name);
    return message;
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    if (error.doubtful) throw doubts < atMost ? error : inDoubt(error.message);
    await endDoubt(ctx, page.id);
    const { kind, message: words, forAll } = error;
    if (kind === 'refused') await noteRefusal(ctx, { carrier: name, to: at.conversation, words, forAll });
    throw error;
  }
}

const inDoubt = (words: string) => new ChannelError('refused', `${words} It may have arrived.`);
