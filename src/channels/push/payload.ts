import type { Message } from '../../chat/channel.ts';
import type { PushPayload } from '../../contract/push.ts';
import { cut } from '../../lib/text.ts';

const MOST = { title: 160, body: 300 };

/** What of a message is seen in a notification. */
export function payloadOf(message: Message, publicUrl: string): Omit<PushPayload, 'silent'> {
  if (message.type === 'said') {
    const text = cut(message.text, MOST.body);
    return { tag: publicUrl, title: 'Deskbell', body: text, url: `${publicUrl}/`, button: null, link: null };
  }
  const { title, blocks } = message.card;
  const facts = blocks.flatMap((block) => (block.type === 'facts' ? block.facts : []));
  const fact = (label: string) => facts.find((one) => one.label === label)?.value.replace(/ ·$/, '');
  const texts = blocks.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  // What opens in the console comes last.
  const url = blocks.findLast((block) => block.type === 'link')?.url ?? `${publicUrl}/`;
  const press = blocks
    .flatMap((block) => (block.type === 'actions' ? block.buttons : []))
    .find(({ action }) => action === 'alert_acknowledge');
  const said = [fact('Service'), fact('State'), ...texts].filter((part) => part !== undefined);
  return {
    ...{ tag: url, title: cut(title, MOST.title), body: cut(said.join('\n'), MOST.body), url },
    button: press
      ? {
          ...{ label: press.label, alert: press.value },
          state: press.label === 'Acknowledge' ? 'triggered' : 'acknowledged',
        }
      : null,
    link: message.answer?.url ?? null,
  };
}
