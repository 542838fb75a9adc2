import type { Json } from './types.ts';
import {
  anyText,
  byType,
  type Check,
  flag,
  idOnce,
  isObject,
  list,
  newReport,
  note,
  object,
  oneOf,
  plainText,
  type Report,
  string,
} from './validate.ts';
import { accessory, actionElement, image, imageSource, inputElement, picture } from './validate-elements.ts';

const blockId = idOnce('block_id', ({ blockIds }) => blockIds);
const block = (fields: Record<string, Check>, whole?: Parameters<typeof object>[1]): Check =>
  object({ type: string({ max: 100 }), 'block_id?': blockId, ...fields }, whole);

const style = object({ 'bold?': flag, 'italic?': flag, 'strike?': flag, 'code?': flag, 'underline?': flag });
const styled = { type: string({ max: 30 }), 'style?': style };
const reference = string({ max: 255 });
const inline = byType({
  text: object({ ...styled, text: string({ max: 40_000 }) }),
  link: object({
    ...styled,
    url: string({ max: 3000 }),
    'text?': string({ max: 3000 }),
    'unsafe?': flag,
  }),
  user: object({ ...styled, user_id: reference }),
  channel: object({ ...styled, channel_id: reference }),
  usergroup: object({ ...styled, usergroup_id: reference }),
  broadcast: object({ ...styled, range: oneOf('here', 'channel', 'everyone') }),
  emoji: object({ ...styled, name: reference, 'unicode?': reference, 'skin_tone?': () => {} }),
  date: object({
    ...styled,
    timestamp: () => {},
    format: string({ max: 255 }),
    'url?': string({ max: 3000 }),
    'fallback?': string({ max: 255 }),
  }),
});
const inlines = list(inline, { min: 0, max: 1000 });
const border = { 'border?': () => {} };
const section = object({ type: oneOf('rich_text_section'), elements: inlines });
const richPart = byType({
  rich_text_section: section,
  rich_text_quote: object({ type: oneOf('rich_text_quote'), elements: inlines, ...border }),
  rich_text_preformatted: object({
    type: oneOf('rich_text_preformatted'),
    elements: inlines,
    'language?': string({ max: 100 }),
    ...border,
  }),
  rich_text_list: object({
    type: oneOf('rich_text_list'),
    style: oneOf('bullet', 'ordered'),
    elements: list(byType({ rich_text_section: section }), { max: 1000 }),
    'indent?': () => {},
    'offset?': () => {},
    ...border,
  }),
});

const kinds: Record<string, Check> = {
  section: block(
    {
      'text?': anyText(3000),
      'fields?': list(anyText(2000), { max: 10 }),
      'accessory?': accessory,
      'expand?': flag,
    },
    (value, at, report) => {
      if (value.text === undefined && value.fields === undefined)
        note(report, at, 'must define either `text` or `fields`');
    },
  ),
  header: block({ text: plainText(150) }),
  divider: block({}),
  context: block({
    elements: list(
      (value, at, report) =>
        (isObject(value) && value.type === 'image' ? image : anyText(3000))(value, at, report),
      { max: 10 },
    ),
  }),
  actions: block({ elements: list(actionElement, { max: 25 }) }),
  image: block({ ...picture, 'title?': plainText(2000) }, imageSource),
  input: block(
    {
      label: plainText(2000),
      element: inputElement,
      'hint?': plainText(2000),
      'optional?': flag,
      'dispatch_action?': flag,
    },
    (value, at, report) => {
      if (isObject(value.element) && value.element.type === 'file_input' && report.surface !== 'modal')
        note(report, `${at}/element`, 'unsupported type: file_input');
    },
  ),
  rich_text: block({ elements: list(richPart, { max: 1000 }) }),
};
const anyBlock = byType(kinds);

/** In a message an action id stands once; in a view once in each block, whose id comes with it. */
const oneBlock: Check = (value, at, report) => {
  if (report.surface !== 'message') report.actionIds.clear();
  anyBlock(value, at, report);
};

export const blocksOf = (max: number): Check => list(oneBlock, { min: 0, max });

/** What Slack would say about the blocks of a message; nothing when they are right. */
export function blockProblems(
  blocks: unknown,
  report: Report = newReport('message'),
  at = '/blocks',
): string[] {
  blocksOf(50)(blocks, at, report);
  return report.problems;
}

const color: Check = (value, at, report) => {
  if (!/^(#?[0-9a-f]{6}|good|warning|danger)$/i.test(String(value))) note(report, at, 'must be a colour');
};
const attachment = object({
  'color?': color,
  'fallback?': string({ max: 40_000, min: 0 }),
  'blocks?': blocksOf(50),
});

export function attachmentProblems(attachments: unknown, report: Report): string[] {
  const before = report.problems.length;
  list(attachment, { min: 0, max: 100 })(attachments, '/attachments', report);
  return report.problems.slice(before);
}

/** As Slack keeps blocks: every block and every element has an id. */
export function withIds(blocks: Json[], newId: () => string): Json[] {
  const named = (element: unknown): unknown =>
    isObject(element) &&
    typeof element.type === 'string' &&
    !['image', 'plain_text', 'mrkdwn'].includes(element.type)
      ? { action_id: newId(), ...element }
      : element;
  return blocks.map((one) => ({
    block_id: newId(),
    ...one,
    ...(one.accessory ? { accessory: named(one.accessory) } : {}),
    ...(one.element ? { element: named(one.element) } : {}),
    ...(one.type === 'actions' && Array.isArray(one.elements) ? { elements: one.elements.map(named) } : {}),
  }));
}
