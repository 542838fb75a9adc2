import type { Message } from '../../chat/channel.ts';
import { cut, visible } from '../../lib/text.ts';
import { asGsm, roomLeft } from './gsm.ts';

/** So much of what is wrong is said, whatever else there is to say. */
const LEAST = 40;

/** What an SMS says: what is wrong, and how to answer. What does not fit is cut from what is wrong. */
export function smsText(message: Message): string {
  const { text, tail, url } = partsOf(message);
  // Where the address leaves hardly any room to say what is wrong, the words of the reply are enough.
  const long = asGsm(`\n${tail}\n${url}`);
  const end =
    url && roomLeft(asGsm(visible(text)).slice(0, LEAST) + long) >= 0 ? long : asGsm(tail && `\n${tail}`);
  for (let kept = asGsm(visible(text)), max = kept.length; ; max -= 1) {
    const whole = (max < kept.length ? cut(kept, max, '...') : kept) + end;
    if (max <= 3 || roomLeft(whole) >= 0) return whole;
  }
}

function partsOf(message: Message): { text: string; tail: string; url: string } {
  if (message.type === 'said') return { text: message.text, tail: '', url: '' };
  const { card, answer } = message;
  const service = card.blocks
    .flatMap((block) => (block.type === 'facts' ? block.facts : []))
    .find(({ label }) => label === 'Service')?.value;
  const text = service ? `${card.title} (${service})` : card.title;
  if (!answer) return { text, tail: '', url: '' };
  return { text, tail: `Reply ACK ${answer.alert} or RES ${answer.alert}`, url: answer.url };
}
