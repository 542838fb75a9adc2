import type { Json, Message } from './types.ts';
import { isObject } from './validate.ts';

/** Every text object below a value, in the order in which it is shown. */
function textsIn(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isObject(value)) return [];
  if (typeof value.text === 'string') return [value];
  return Object.values(value).flatMap(textsIn);
}

type Shown = Pick<Message, 'text' | 'blocks' | 'username'> & { attachments?: Json[] };

const parts = ({ blocks, attachments = [] }: Shown): Json[] => [
  ...textsIn(blocks),
  ...attachments.flatMap((one) => textsIn(one.blocks)),
];

/** What a person reads of a message or a view: where there are blocks, its text is for notices only. */
export function shownText(message: Shown): string {
  const texts = parts(message).map((one) => String(one.text));
  const body = texts.length ? texts : [message.text];
  // The app's own name is the same everywhere and left out.
  return [...(message.username ? [message.username] : []), ...body].join('\n');
}

/** The mentions, links and calls to everybody that Slack makes of a message's texts, as they are written there. */
export function liveMarkup(message: Shown): string[] {
  const marked = parts(message).filter((one) => one.type === 'mrkdwn');
  return [message.username ?? '', message.text, ...marked.map((one) => String(one.text))].flatMap(
    (text) => text.match(/<[^>]+>/g) ?? [],
  );
}

/** All blocks of a message, those of its attachments too. */
export const allBlocks = ({ blocks, attachments = [] }: Omit<Shown, 'text'>): Json[] => [
  ...blocks,
  ...attachments.flatMap((one) => (Array.isArray(one.blocks) ? one.blocks.filter(isObject) : [])),
];
