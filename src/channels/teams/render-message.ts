import type { Message } from '../../chat/channel.ts';
import { beginningOf } from '../../chat/marked.ts';
import { authorInWords } from '../../chat/words.ts';
import type { Block, Card } from '../../contract/card.ts';
import { type Mark, type Marked, segmentsOf } from '../../contract/marks.ts';
import { cut, lines, shown } from '../../lib/text.ts';
import type { Outgoing } from './botframework.ts';
import { buttonAction, linkAction } from './buttons.ts';
import {
  type Action,
  type AdaptiveCard,
  adaptiveCard,
  attached,
  type ContainerStyle,
  type Element,
  SMALL,
  textBlock,
} from './cards.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { dated, inCard, inMessage } from './text.ts';

const STYLES: Record<Card['tone'], ContainerStyle> = {
  neutral: 'emphasis',
  active: 'accent',
  waiting: 'warning',
  good: 'good',
  bad: 'attention',
};

type Said = Extract<Message, { type: 'said' }>;

type Look = {
  /** Where no thread shows what belongs together. */
  flat?: boolean;
  /** For whom Teams asks anew, as they look at it. */
  refreshed?: string[];
  /** By which a card is found that may have been posted. */
  key?: string | undefined;
};

export function renderMessage(message: Message, { flat = false, refreshed = [], key }: Look = {}): Outgoing {
  if (message.type === 'said') return fitting(SHOWN.said, (most) => saidOf(message, flat, most));
  return fitting(SHOWN.block, (most) => ({
    type: 'message',
    summary: notification(message.card.title),
    attachments: [attached(renderCard(message.card, { most, refreshed, key }))],
  }));
}

/** Teams refuses what is too large, counted in bytes, so texts get shorter until it is not. */
function fitting(most: number, make: (most: number) => Outgoing): Outgoing {
  const made = make(most);
  const fits = Buffer.byteLength(JSON.stringify(made)) <= LIMITS.made;
  return fits || most < 50 ? made : fitting(Math.floor(most / 2), make);
}

/** The verb by which Teams asks for a card as somebody has to see it. */
export const REFRESH = 'refresh';

export function renderCard(
  card: Card,
  {
    most = SHOWN.block as number,
    refreshed = [],
    key,
  }: Pick<Look, 'refreshed' | 'key'> & { most?: number } = {},
): AdaptiveCard {
  const elements = card.blocks.flatMap((block) => elementsOf(block, most));
  const { above, actions } = actionsOf(card.blocks);
  return adaptiveCard({
    fallbackText: inCard(card.title, SHOWN.title),
    ...(refreshed.length > 0
      ? { refresh: { action: { type: 'Action.Execute', verb: REFRESH, data: {} }, userIds: refreshed } }
      : {}),
    body: [
      {
        type: 'Container',
        style: STYLES[card.tone],
        bleed: true,
        items: [
          textBlock(shown(card.title) === '' ? '…' : card.title, SHOWN.title, {
            ...(key ? { id: key } : {}),
            ...{ weight: 'Bolder', size: 'Medium', style: 'heading' },
          }),
        ],
      },
      ...elements,
      ...above,
    ],
    ...(actions.length > 0 ? { actions } : {}),
  });
}

function elementsOf(block: Block, most: number): Element[] {
  switch (block.type) {
    case 'text':
      return textOf(block.text, most);
    case 'context':
      return textOf(block.text, most, SMALL);
    case 'quote': {
      const author = cut(shown(block.author), SHOWN.name) || 'Somebody';
      const quoted = textOf(block.text, most);
      if (quoted.length === 0) return [];
      const items = [...textOf(`${author} wrote`, most, SMALL), ...quoted];
      return [{ type: 'Container', style: 'emphasis', items }];
    }
    case 'facts':
      return [
        {
          type: 'FactSet',
          facts: block.facts.map(({ label, value, at }) => ({
            title: inCard(label, SHOWN.name),
            value: `${inCard(value, most)}${at ? ` ${dated(at)}` : ''}`.trim() || '…',
          })),
        },
      ];
    case 'actions':
    case 'link':
      return [];
  }
}

/** None for a text with nothing to see. */
const textOf = (text: string, most: number, look?: typeof SMALL): Element[] =>
  shown(text) === '' ? [] : [textBlock(text, most, look)];

/** All buttons stand below the card. Should there be more than Teams wants, the first ones stand in rows above the others. */
function actionsOf(blocks: Block[]): { above: Element[]; actions: Action[] } {
  const buttons = blocks.flatMap((block) =>
    block.type === 'actions' ? block.buttons.map(buttonAction) : [],
  );
  const links = blocks.flatMap((block) => (block.type === 'link' ? linkAction(block.text, block.url) : []));
  const rows: Action[][] = [];
  const all = [...buttons, ...links];
  while (all.length > 0) rows.push(all.splice(0, LIMITS.buttons));
  const above = rows.slice(0, -1).map((actions) => ({ type: 'ActionSet' as const, actions }));
  return { above, actions: rows.at(-1) ?? [] };
}

/** Who said it, as it stands above their words. */
export const authorLine = ({ author, via }: Said): string =>
  cut(shown(authorInWords(author, via)), SHOWN.name) || '…';

/** What somebody wrote, as a message that can be quoted and searched for. */
function saidOf(said: Said, flat: boolean, most: number): Outgoing {
  const { text, ticket, internal, edited, attachments } = said;
  const name = authorLine(said);
  // What nobody sees is left out where it does not move what looks otherwise.
  const words = said.marks?.length ? text : shown(text);
  const about = flat && ticket ? ` · ${ticket.number}` : '';
  const parts = [
    ...(internal ? ['<i>Only for those who work on the ticket</i>'] : []),
    `<b>${inMessage(name)}</b>${inMessage(about)}`,
    ...(words === '' ? [] : [marked({ text: words, marks: said.marks ?? [] }, most)]),
    ...(words.length > most ? [wholeOf(ticket)] : []),
    ...(attachments.length > 0 ? [`<i>Attached: ${filesOf(attachments, most)}</i>`] : []),
    ...(edited ? ['<i>Edited</i>'] : []),
  ];
  return {
    type: 'message',
    textFormat: 'xml',
    text: parts.join('<br>'),
    summary: notification(`${name}: ${words}`),
  };
}

/** Each leads to the desk, where who may read the ticket gets it; many of them are only named. */
function filesOf(files: Said['attachments'], most: number): string {
  const names = files.map(({ name }) => name).join(', ');
  const canLink = names.length <= most && files.every(({ url }) => url && URL.canParse(url));
  if (!canLink) return inMessage(cut(names, most));
  return files.map(({ name, url = '' }) => `<a href="${inMessage(url)}">${inMessage(name)}</a>`).join(', ');
}

const ELEMENTS: Record<Mark['type'], string> = {
  quote: 'blockquote',
  block: 'pre',
  bold: 'b',
  italic: 'i',
  strike: 's',
  code: 'code',
};

/** Each part in the elements of its looks, the outer ones first. */
function marked(text: Marked, most: number): string {
  return segmentsOf(beginningOf(text, most, cut))
    .map(({ text, looks }) => {
      const names = Object.entries(ELEMENTS).flatMap(([look, name]) =>
        looks.has(look as Mark['type']) ? [name] : [],
      );
      const words = inMessage(lines(text));
      return names.reduceRight((inner, name) => `<${name}>${inner}</${name}>`, words);
    })
    .join('');
}

function wholeOf(ticket: Said['ticket']): string {
  const words = 'This is the beginning. The whole is in Deskbell';
  return ticket && URL.canParse(ticket.url)
    ? `<i>${words}: <a href="${inMessage(ticket.url)}">${inMessage(ticket.number)}</a></i>`
    : `<i>${words}.</i>`;
}

/** Words of the desk itself. */
export const renderWords = ({
  text,
  link,
}: {
  text: string;
  link?: { text: string; url: string } | undefined;
}): Outgoing => {
  if (!link) return { type: 'message', textFormat: 'xml', text: inMessage(cut(shown(text), SHOWN.said)) };
  return {
    type: 'message',
    summary: notification(text),
    attachments: [
      attached(
        adaptiveCard({
          body: textOf(text, SHOWN.block),
          actions: linkAction(link.text, link.url),
        }),
      ),
    ],
  };
};

const notification = (text: string) => cut(shown(text), SHOWN.notification) || '…';
