import { describe, expect, it } from 'vitest';
import type { Json } from './types.ts';
import { blockProblems } from './validate-blocks.ts';
import { viewTrouble } from './validate-view.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const button = (more: Json = {}) => ({ type: 'button', text: plain('Press'), action_id: 'press', ...more });
const actions = (...elements: Json[]) => ({ type: 'actions', elements });
const option = (value: string) => ({ text: plain(value), value });
const input = (element: Json, more: Json = {}) => ({
  type: 'input',
  label: plain('Label'),
  element,
  ...more,
});
const long = (length: number) => 'x'.repeat(length);

const right: [string, Json][] = [
  ['a section', { type: 'section', text: mrkdwn(long(3000)) }],
  ['emoji count once', { type: 'header', text: plain('😀'.repeat(150)) }],
  ['fields', { type: 'section', fields: [plain('a'), mrkdwn(long(2000))] }],
  ['a button', actions(button({ value: long(2000), style: 'primary', url: 'https://example.com' }))],
  ['a select', actions({ type: 'static_select', options: [option('a')], initial_option: option('a') })],
  [
    'a context',
    { type: 'context', elements: [mrkdwn('a'), { type: 'image', image_url: 'u', alt_text: 'a' }] },
  ],
  ['an input', input({ type: 'plain_text_input', max_length: 3000, initial_value: '' })],
  [
    'rich text',
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'a' }] }] },
  ],
];

const wrong: [string, Json | Json[], string][] = [
  ['an unknown block', { type: 'table' }, 'unsupported type: table [json-pointer:/blocks/0/type]'],
  ['no type', {}, 'missing required field: type [json-pointer:/blocks/0]'],
  [
    'a long section',
    { type: 'section', text: mrkdwn(long(3001)) },
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'an empty text',
    { type: 'section', text: mrkdwn('') },
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['an empty section', { type: 'section' }, 'must define either `text` or `fields` [json-pointer:/blocks/0]'],
  [
    'an unknown field',
    { type: 'divider', colour: 'red' },
    'invalid additional property: colour [json-pointer:/blocks/0]',
  ],
  [
    'a marked header',
    { type: 'header', text: mrkdwn('a') },
    'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
  ],
  [
    'a long header',
    { type: 'header', text: plain(long(151)) },
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'emoji in mrkdwn',
    { type: 'section', text: { ...mrkdwn('a'), emoji: true } },
    'invalid additional property: emoji [json-pointer:/blocks/0/text]',
  ],
  [
    'eleven fields',
    { type: 'section', fields: Array(11).fill(plain('a')) },
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    '26 buttons',
    actions(...Array.from({ length: 26 }, (_, at) => button({ action_id: `a${at}` }))),
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'eleven in a context',
    { type: 'context', elements: Array(11).fill(mrkdwn('a')) },
    'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'a long button',
    actions(button({ text: plain(long(76)) })),
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'a long value',
    actions(button({ value: long(2001) })),
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'a style of our own',
    actions(button({ style: 'default' })),
    'must be a valid enum value [json-pointer:/blocks/0/elements/0/style]',
  ],
  [
    'one action twice',
    [actions(button()), actions(button())],
    '`action_id` "press" already exists [json-pointer:/blocks/1/elements/0/action_id]',
  ],
  [
    'one block twice',
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ],
    '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]',
  ],
  ['51 blocks', Array(51).fill({ type: 'divider' }), 'no more than 50 items allowed [json-pointer:/blocks]'],
  [
    'no options',
    actions({ type: 'static_select', options: [] }),
    'no less than 1 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'neither options nor groups',
    actions({ type: 'static_select' }),
    'must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]',
  ],
  [
    'a choice not on offer',
    actions({ type: 'static_select', options: [option('a')], initial_option: option('b') }),
    '`initial_option` must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]',
  ],
  [
    'six in an overflow',
    actions({ type: 'overflow', options: 'abcdef'.split('').map(option) }),
    'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'eleven radio buttons',
    actions({ type: 'radio_buttons', options: 'abcdefghijk'.split('').map(option) }),
    'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'a long initial value',
    input({ type: 'plain_text_input', max_length: 2, initial_value: 'abc' }),
    'must be less than 3 characters [json-pointer:/blocks/0/element/initial_value]',
  ],
  [
    'a maximum of none',
    input({ type: 'plain_text_input', max_length: 0 }),
    'must be greater than or equal to 1 [json-pointer:/blocks/0/element/max_length]',
  ],
  ['a button as an input', input(button()), 'unsupported type: button [json-pointer:/blocks/0/element/type]'],
  [
    'a confirm without a title',
    actions(button({ confirm: { text: plain('a'), confirm: plain('a'), deny: plain('a') } })),
    'missing required field: title [json-pointer:/blocks/0/elements/0/confirm]',
  ],
  [
    'a long confirm',
    actions(
      button({
        confirm: { title: plain('a'), text: plain('a'), confirm: plain(long(31)), deny: plain('a') },
      }),
    ),
    'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]',
  ],
];

describe('blocks', () => {
  it.each(right)('take %s', (_, block) => {
    expect(blockProblems([block])).toEqual([]);
  });

  it.each(wrong)('do not take %s', (_, block, words) => {
    expect(blockProblems(Array.isArray(block) ? block : [block])).toContain(`[ERROR] ${words}`);
  });
});

describe('views', () => {
  const modal = (more: Json = {}) => ({ type: 'modal', title: plain('Title'), blocks: [], ...more });

  it('take what is right', () => {
    expect(viewTrouble(modal({ private_metadata: long(3000), callback_id: 'a' }))).toBeUndefined();
    expect(viewTrouble({ type: 'home', blocks: [actions(button())] })).toBeUndefined();
    expect(
      viewTrouble(modal({ submit: plain('Send'), blocks: [input({ type: 'plain_text_input' })] })),
    ).toBeUndefined();
  });

  it.each<[string, Json, string]>([
    [
      'a long title',
      modal({ title: plain(long(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'a home with a title',
      { type: 'home', title: plain('a'), blocks: [] },
      'invalid additional property: title [json-pointer:/view]',
    ],
    [
      'an input without a submit',
      modal({ blocks: [input({ type: 'plain_text_input' })] }),
      '`submit` is required when there is an input block [json-pointer:/view]',
    ],
    [
      'long metadata',
      modal({ private_metadata: long(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      '101 blocks',
      modal({ blocks: Array(101).fill({ type: 'divider' }) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'no blocks',
      { type: 'modal', title: plain('a') },
      'missing required field: blocks [json-pointer:/view]',
    ],
  ])('do not take %s', (_, view, words) => {
    expect(viewTrouble(view)?.messages).toContain(`[ERROR] ${words}`);
  });

  it('do not take more than Slack can keep', () => {
    const blocks = Array.from({ length: 100 }, () => ({ type: 'section', text: mrkdwn(long(3000)) }));
    expect(viewTrouble(modal({ blocks }))?.code).toBe('view_too_large');
  });
});
