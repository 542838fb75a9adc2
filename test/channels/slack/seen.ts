import type { Button, Card } from '../../../src/contract/card.ts';
import { allBlocks } from '../../support/slack/render.ts';
import type { Json, Message } from '../../support/slack/types.ts';
import type { Seen } from '../contract.ts';

/** The ids of a message's buttons, as they are pressed. */
export const buttonIds = (message: Message | undefined): string[] =>
  buttonsIn(message).map((button) => String(button.action_id));

/** What somebody sees of a message of the desk: a card, or what somebody has said. */
export function seenOf(message: Message): Seen {
  const [first] = message.blocks;
  const header = first?.type === 'header' ? textOf(first.text) : undefined;
  const said = message.blocks.find(({ type }) => type === 'rich_text');
  const all = said ? richTexts(said) : [];
  const { username } = message;
  // Its author stands above it, or in its first words; once edited, in both.
  const [name, words] = username === undefined || all[0] === username ? all : [username, ...all];
  return {
    id: message.ts,
    text: header === undefined ? (words?.replace(/^\n/, '') ?? message.text) : '',
    author: name ?? null,
    card: header === undefined ? null : cardOf(header, message),
    removed: message.tombstone === true,
  };
}

function cardOf(title: string, message: Message): Card {
  const buttons = buttonsIn(message)
    .filter((button) => button.url === undefined)
    .map((button): Button => {
      const [, action = ''] = String(button.action_id).split(':');
      return { label: textOf(button.text), action, value: String(button.value ?? ''), style: 'default' };
    });
  return { title, tone: 'neutral', blocks: [{ type: 'actions', buttons }] };
}

const buttonsIn = (message: Message | undefined): Json[] =>
  message
    ? allBlocks(message)
        .flatMap((block) => (Array.isArray(block.elements) ? (block.elements as Json[]) : []))
        .filter(({ type }) => type === 'button')
    : [];

const textOf = (text: unknown): string => String((text as Json).text);

function richTexts(block: Json): string[] {
  const [section] = block.elements as Json[];
  return ((section?.elements ?? []) as Json[]).map(({ text }) => String(text));
}
