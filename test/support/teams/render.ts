import { Parser } from 'htmlparser2';
import type { Json, TeamsMessage } from './types.ts';

/** What a reader sees of messages of the desk. */

export type ShownCard = { title: string; text: string[]; buttons: ShownButton[]; raw: Json };
export type ShownButton = { title: string; kind: string; verb: string; data: unknown; url: string };

export function cardOf(message: TeamsMessage | undefined): ShownCard | undefined {
  const attachments = (message?.activity.attachments ?? []) as { contentType: string; content: Json }[];
  const content = attachments.find(({ contentType }) => contentType.endsWith('card.adaptive'))?.content;
  return content && shownCard(content);
}

export function shownCard(content: Json): ShownCard {
  const text = textsIn(content.body);
  return {
    title: text[0] ?? '',
    text: text.slice(1),
    buttons: [...rowsIn(content.body), ...buttonsIn(content.actions)],
    raw: content,
  };
}

/** Of rows that stand in the card itself. */
const rowsIn = (elements: unknown): ShownButton[] =>
  ((elements ?? []) as Json[]).flatMap((element) =>
    element.type === 'ActionSet' ? buttonsIn(element.actions) : [],
  );

/** Those behind a question, too. */
function buttonsIn(actions: unknown): ShownButton[] {
  return ((actions ?? []) as Json[]).flatMap((action): ShownButton[] => {
    if (action.type === 'Action.ShowCard') {
      const asked = buttonsIn((action.card as Json).actions);
      return asked.map((one) => ({ ...one, title: String(action.title) }));
    }
    return [
      {
        ...{ title: String(action.title), kind: String(action.type), verb: String(action.verb ?? '') },
        ...{ data: action.data, url: String(action.url ?? '') },
      },
    ];
  });
}

function textsIn(elements: unknown): string[] {
  return ((elements ?? []) as Json[]).flatMap((element): string[] => {
    if (element.type === 'TextBlock') return [unmarked(String(element.text))];
    if (element.type === 'FactSet') {
      return (element.facts as { title: string; value: string }[]).map(
        ({ title, value }) => `${unmarked(title)}: ${unmarked(value)}`,
      );
    }
    return textsIn(element.items);
  });
}

/** As a renderer of Markdown shows it: without the escapes. */
const unmarked = (text: string) =>
  text
    .replaceAll('\n\n', '\n')
    .replaceAll('{\u200b{', '{{')
    .replace(/\\([^A-Za-z0-9\s])/g, '$1');

/** The lines of a message, as they are shown. */
export function linesOf(message: TeamsMessage): string[] {
  const { text = '', textFormat } = message.activity as { text?: string; textFormat?: string };
  if (textFormat !== 'xml') return text.split('\n');
  let shown = '';
  const parser = new Parser({
    ontext: (words) => {
      shown += words.replaceAll('\u00a0', ' ');
    },
    onopentag: (name) => {
      if (name === 'br') shown += '\n';
    },
  });
  parser.end(text);
  return shown.split('\n');
}

/** Everything that can be read in a message. */
export function shownText(message: TeamsMessage): string {
  const card = cardOf(message);
  return card ? [card.title, ...card.text].join('\n') : linesOf(message).join('\n');
}
