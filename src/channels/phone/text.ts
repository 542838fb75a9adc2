import type { Message } from '../../chat/channel.ts';
import { cut, visible } from '../../lib/text.ts';
import { asGsm, roomLeft } from './gsm.ts';

/** What an SMS says: what is wrong, and how to answer. What does not fit is cut from what is wrong. */
export function smsText(message: Message): string {
  const { text, tail } = partsOf(message);
  const end = asGsm(tail && `\n${tail}`);
  for (let kept = asGsm(visible(text)), max = kept.length; ; max -= 1) {
    const whole = (max < kept.length ? cut(kept, max, '...') : kept) + end;
    if (max <= 3 || roomLeft(whole) >= 0) return whole;
  }
}

function partsOf(message: Message): { text: string; tail: string } {
  if (message.type === 'said') return { text: message.text, tail: '' };
  const { card, alert } = message;
  const service = card.blocks
    .flatMap((block) => (block.type === 'facts' ? block.facts : []))
    .find(({ label }) => label === 'Service')?.value;
  const text = service ? `${card.title} (${service})` : card.title;
  return { text, tail: alert === undefined ? '' : `Reply ACK ${alert} or RES ${alert}` };
}
