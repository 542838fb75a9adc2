import { type AlertFacts, alertsById } from '../../chat/views/alert.ts';
import { answerByPhone } from '../../domain/phones/answer.ts';
import { callMade } from '../../domain/phones/call.ts';
import { actingAs, type Ctx } from '../../lib/context.ts';
import { isDeskbellError } from '../../lib/errors.ts';
import { cut, visible } from '../../lib/text.ts';
import { asked, spoken } from './twiml.ts';

const NOTHING = 'This call is about nothing that is known here. Goodbye.';
const KEYS = { 4: 'acknowledge', 6: 'resolve', 8: 'escalate' } as const;
const DONE = { acknowledge: 'acknowledged', resolve: 'resolved', escalate: 'escalated' } as const;
const MOST_SAID = 200;

type Call = { page: string; to: string; action: string };

/** What somebody hears who has picked up. */
export async function sayAlert(ctx: Ctx, { page, to, action }: Call): Promise<string> {
  const call = await callMade(ctx, page, to);
  if (!call) return spoken(NOTHING);
  if (!call.alertId) return spoken('This is a test page of Deskbell. Nothing is wrong. Goodbye.');
  const alert = (await alertsById(ctx, [call.alertId])).get(call.alertId);
  if (!alert) return spoken(NOTHING);
  if (alert.state === 'resolved') return spoken(`It is resolved already: ${inWords(alert)}. Goodbye.`);
  const who = alert.acknowledgedBy ? `It is acknowledged by ${visible(alert.acknowledgedBy)}.` : '';
  const keys = 'Press 4 to acknowledge, 6 to resolve, 8 to escalate.';
  return asked(`Deskbell. ${inWords(alert)}. ${who} ${keys}`, action);
}

const inWords = ({ severity, summary, service, askedBy }: AlertFacts): string => {
  const what = askedBy
    ? `${visible(askedBy)} pages`
    : `${severity} alert of ${visible(service ?? 'the desk')}`;
  return `${what}: ${cut(visible(summary), MOST_SAID)}`;
};

/** Somebody has pressed a key. @param key of the call, the same in each repeat */
export async function takeKey(
  ctx: Ctx,
  { digits, delivery, ...at }: Call & { digits: string; delivery: string },
): Promise<string> {
  const call = await callMade(ctx, at.page, at.to);
  if (!call?.alertId) return spoken(NOTHING);
  const verb = KEYS[digits as unknown as keyof typeof KEYS];
  if (!verb) return sayAlert(ctx, at);
  const as = actingAs(ctx, { kind: 'person', person: call.person });
  const key = `${delivery} ${digits}`;
  try {
    await answerByPhone(as, { channel: 'voice', key }, { verb, id: call.alertId });
    return spoken(`The alert is ${DONE[verb]}. Goodbye.`);
  } catch (error) {
    if (!isDeskbellError(error)) throw error;
    return spoken(`${error.message} Goodbye.`);
  }
}
