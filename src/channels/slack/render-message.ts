import type { Message } from '../../chat/channel.ts';
import { beginningOf } from '../../chat/marked.ts';
import { authorInWords, factInWords } from '../../chat/words.ts';
import type { Block, Card, Fact } from '../../contract/card.ts';
import { type Marked, segmentsOf } from '../../contract/marks.ts';
import { cut, lines, shown } from '../../lib/text.ts';
import type { RichLink, RichPart, RichText, SlackBlock } from './blocks.ts';
import { actionsBlocks, linkBlocks } from './buttons.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { context, dated, escaped, inRows, plain, section } from './text.ts';

/** The arguments of `chat.postMessage` and `chat.update` that say what a message shows. */
export type Rendered = typeof INERT & {
  /** For notifications and screen readers; Slack shows the blocks. */
  text: string;
  blocks: SlackBlock[];
  /** Always there: without it, an update would leave the old ones. */
  attachments: { color: string; blocks: SlackBlock[] }[];
};

/**
 * With these Slack makes nothing of what looks like markup, a name or a link in `text`, and unfurls nothing. Only a
 * `:shortcode:` may still become an emoji there.
 */
const INERT = {
  mrkdwn: false,
  parse: 'none',
  link_names: false,
  unfurl_links: false,
  unfurl_media: false,
} as const;

const COLORS: Record<Card['tone'], string> = {
  neutral: '#868e96',
  active: '#1c7ed6',
  waiting: '#f08c00',
  good: '#2f9e44',
  bad: '#e03131',
};

/** `named`: Slack shows the author's name above it, so the message itself does not. */
export function renderMessage(message: Message, { named = false } = {}): Rendered {
  return { ...INERT, ...(message.type === 'card' ? cardOf(message.card) : saidOf(message, named)) };
}

export type Words = { text: string; link?: { text: string; url: string } | undefined };

/** Words of the desk, to one person. A link stands in its button only: notifications are kept and shown elsewhere. */
export const renderWords = (words: Words) => ({
  ...INERT,
  text: notification(words.text),
  blocks: wordBlocks(words),
});

export const wordBlocks = ({ text, link }: Words): SlackBlock[] => [
  ...section(text, SHOWN.block),
  ...(link ? linkBlocks(link.text, link.url, 1) : []),
];

type Said = Extract<Message, { type: 'said' }>;
type Content = Pick<Rendered, 'text' | 'blocks' | 'attachments'>;

/** The coloured bar that shows the tone is there for attachments only. The title stays outside: blocks come first. */
function cardOf({ title, tone, blocks }: Card): Content {
  const below = blocksOf(blocks);
  return {
    text: notification([title, ...blocks.flatMap(wordsOf)].join('\n')),
    blocks: [{ type: 'header', text: plain(title, LIMITS.header) }],
    attachments: below.length === 0 ? [] : [{ color: COLORS[tone], blocks: below }],
  };
}

/** Below the header, room for a note that some is missing, and for a link to the whole. */
const MOST = LIMITS.blocks - 3;

function blocksOf(blocks: Block[]): SlackBlock[] {
  const texts = blocks.filter(({ type }) => type !== 'actions' && type !== 'link').length;
  // The blocks share what fits evenly; those of our own cards never need it all.
  const room = Math.min(SHOWN.block, Math.floor(SHOWN.message / Math.min(Math.max(texts, 1), MOST)));
  const all = blocks.flatMap((block, at) => blockOf(block, at, room));
  if (all.length <= MOST) return all;
  const link = blocks.findIndex(({ type }) => type === 'link');
  return [
    ...all.slice(0, MOST),
    ...context('There is more than fits here.', room),
    ...blocks.slice(link, link + 1).flatMap((block) => blockOf(block, blocks.length, room)),
  ];
}

/** `plain_text` throughout: a section takes it wherever it stands, and Slack documents no rich text in attachments. */
function blockOf(block: Block, at: number, room: number): SlackBlock[] {
  switch (block.type) {
    case 'text':
      return section(block.text, room);
    case 'context':
      return context(block.text, room);
    case 'quote': {
      const author = cut(shown(block.author), SHOWN.name) || 'Somebody';
      const quoted = section(block.text, room);
      return quoted.length === 0 ? [] : [...context(`${author} wrote`, room), ...quoted];
    }
    case 'facts':
      return factsOf(block.facts, room);
    case 'actions':
      return actionsBlocks(block.buttons, at);
    case 'link':
      return linkBlocks(block.text, block.url, at);
  }
}

/** Slack lays fields out in two columns: what it is, and how it is. */
function factsOf(facts: Fact[], room: number): SlackBlock[] {
  const each = Math.max(1, Math.floor(room / Math.max(1, facts.length)));
  const fields = facts.flatMap(({ label, value, at }) => [
    plain(label, Math.min(each, SHOWN.name)),
    at ? dated(value, at, each) : plain(value, each),
  ]);
  return inRows(fields, LIMITS.fields).map((fields) => ({ type: 'section', fields }));
}

function wordsOf(block: Block): string[] {
  switch (block.type) {
    case 'facts':
      return block.facts.map(factInWords);
    case 'actions':
    case 'link':
      return [];
    default:
      return [block.text];
  }
}

/**
 * What somebody wrote. Rich text, because it takes a long text of many lines in one piece, and because Slack reads
 * nothing in its text elements: a mention, a link or an emoji would be an element of its own.
 */
function saidOf(
  { author, via, text, marks = [], edited, internal, attachments }: Said,
  named: boolean,
): Content {
  const name = named ? undefined : cut(shown(authorInWords(author, via)), SHOWN.name) || '…';
  // What nobody sees is left out where it does not move what looks otherwise.
  const words = marks.length > 0 ? text : shown(text);
  const files = attachments.length > 0 ? `Attached: ${attachments.map((file) => file.name).join(', ')}` : '';
  const parts = richParts(name, beginningOf({ text: words, marks }, SHOWN.message, cut));
  const heading = `${internal ? 'Internal: ' : ''}${name === undefined ? '' : `${name}: `}`;
  return {
    // A notification has the name in its title then.
    text: notification(heading + (named && shown(words) === '' ? files : words)),
    blocks: [
      ...(internal ? context('Only for those who work on the ticket', SHOWN.block) : []),
      ...(parts.length > 0 ? [{ type: 'rich_text' as const, elements: parts }] : []),
      ...(words.length > SHOWN.message
        ? context('This is the beginning. The whole is in Deskbell.', SHOWN.block)
        : []),
      ...filesOf(attachments, files),
      ...(edited ? context('Edited', SHOWN.block) : []),
    ],
    attachments: [],
  };
}

/** Each leads to the desk, where who may read the ticket gets it. */
function filesOf(files: Said['attachments'], inWords: string): SlackBlock[] {
  const links = files.flatMap(({ name, url }): RichLink[] =>
    url && url.length <= LIMITS.url && URL.canParse(url)
      ? [{ type: 'link', url, text: cut(shown(name), SHOWN.name) || '…' }]
      : [],
  );
  if (links.length === 0 || links.length !== files.length) return context(inWords, SHOWN.block);
  const listed = links.flatMap((link, index) => [
    { type: 'text' as const, text: index === 0 ? 'Attached: ' : ', ' },
    link,
  ]);
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: listed }] }];
}

const PARTS = { block: 'rich_text_preformatted', quote: 'rich_text_quote' } as const;
const STYLES = ['bold', 'italic', 'strike', 'code'] as const;

/** The name, unless it stands above, and below it the words: those that look as others do together, quotations and code in parts of their own. */
function richParts(name: string | undefined, words: Marked): RichPart[] {
  const parts: RichPart[] =
    name === undefined
      ? []
      : [{ type: 'rich_text_section', elements: [{ type: 'text', text: name, style: { bold: true } }] }];
  for (const { text, looks } of words.text === '' ? [] : segmentsOf(words)) {
    const type = looks.has('block') ? PARTS.block : looks.has('quote') ? PARTS.quote : 'rich_text_section';
    const style = Object.fromEntries(STYLES.flatMap((look) => (looks.has(look) ? [[look, true]] : [])));
    const last = parts.at(-1);
    const isFirst = name !== undefined && parts.length === 1 && last?.elements.length === 1;
    const seen = lines(text);
    const element: RichText = {
      ...{ type: 'text', text: isFirst && type === 'rich_text_section' ? `\n${seen}` : seen },
      ...(Object.keys(style).length > 0 ? { style } : {}),
    };
    if (seen === '') continue;
    if (last?.type === type) last.elements.push(element);
    else parts.push({ type, elements: [element] });
  }
  return parts;
}

const notification = (text: string) => escaped(cut(shown(text), SHOWN.notification)) || '…';
