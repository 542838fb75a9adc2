import { alertMeant, answerByPhone, personByPhone, setStopped } from '../../domain/phones/answer.ts';
import { MINUTE } from '../../lib/clock.ts';
import { actingAs, type Ctx } from '../../lib/context.ts';
import { isDeskbellError } from '../../lib/errors.ts';
import { readReply } from './reply.ts';

const HELP = 'Reply ACK and the number of the alert to acknowledge it, or RES and the number to resolve it.';
const DONE = { acknowledge: 'acknowledged', resolve: 'resolved' } as const;
/** What answers by itself is answered so often in so long, and then no more: each SMS costs. */
const MOST = 6;
const WITHIN = 10 * MINUTE;
const MOST_KNOWN = 1_000;

/** Does what an SMS asks for, as the person whose number it comes from. */
export function createReplies(): (
  ctx: Ctx,
  sms: { from: string; text: string; delivery: string },
) => Promise<string | null> {
  const told = new Map<string, number[]>();
  const mayBeTold = (number: string, now: number): boolean => {
    const times = (told.get(number) ?? []).filter((time) => time > now - WITHIN);
    if (told.size > MOST_KNOWN) told.clear();
    told.set(number, [...times, now].slice(-MOST));
    return times.length < MOST;
  };
  /** @returns what they are told; null: nothing */
  return async (ctx, sms) => {
    const answer = await answerTo(ctx, sms);
    return answer !== null && mayBeTold(sms.from, ctx.now().getTime()) ? answer : null;
  };
}

async function answerTo(
  ctx: Ctx,
  { from, text, delivery }: { from: string; text: string; delivery: string },
): Promise<string | null> {
  const person = await personByPhone(ctx, from);
  // Nobody learns by an SMS whom the desk knows.
  if (!person) return null;
  const reply = readReply(text);
  if (reply === 'stop' || reply === 'start') {
    await setStopped(ctx, from, reply === 'stop');
    // The carrier confirms it by itself.
    return null;
  }
  if (!reply) return HELP;
  const meant = await alertMeant(ctx, person.id, reply.alert);
  if (meant === 'many') return `You have several alerts. ${HELP}`;
  if (!meant)
    return reply.alert ? `You were not paged for an alert ${reply.alert}.` : 'You have no open alert.';
  const as = actingAs(ctx, { kind: 'person', person });
  try {
    await answerByPhone(as, { channel: 'sms', key: delivery }, { verb: reply.verb, id: meant.id });
    return `Alert ${meant.number} is ${DONE[reply.verb]}.`;
  } catch (error) {
    if (!isDeskbellError(error)) throw error;
    return `Alert ${meant.number}: ${error.message}`;
  }
}
