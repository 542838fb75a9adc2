import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPress } from '../../../src/channels/slack/buttons.ts';
import { renderMessage } from '../../../src/channels/slack/render-message.ts';
import type { Message } from '../../../src/chat/channel.ts';
import { signInCard } from '../../../src/chat/views/sign-in.ts';
import {
  movedCard,
  requesterCard,
  type TicketCardFacts,
  triageCard,
} from '../../../src/chat/views/ticket.ts';
import type { Block, Card } from '../../../src/contract/card.ts';
import { cut, shown } from '../../../src/lib/text.ts';
import { everything, expectAccepted, readMrkdwn } from './slack-model.ts';

const ticket: TicketCardFacts = {
  id: '0190c0de-0000-7000-8000-000000000001',
  number: 'INC-1042',
  kind: 'incident',
  state: 'new',
  holdReason: null,
  title: 'Printer <!channel> & *smoke*',
  description: 'It smokes.\n> and `burns` :fire: <@U1>',
  priority: 2,
  requester: 'Ann @here',
  assignee: null,
  unassignedBecause: null,
  queueName: '#general',
  resolution: null,
  resolutionCode: null,
  mergedInto: null,
  rating: null,
  reopenable: false,
  due: null,
  paused: false,
  isProject: false,
  isItem: false,
  waitsForApproval: false,
  progress: { done: 0, total: 0 },
  unfinished: false,
  url: 'https://desk.example/requests/INC-1042',
};

/** Blocks as a reader sees them, a line each. */
function sketch(card: Card): string[] {
  const { blocks, attachments } = renderMessage({ type: 'card', card });
  const line = (block: (typeof blocks)[number]): string => {
    switch (block.type) {
      case 'header':
        return `# ${block.text.text}`;
      case 'section':
        return 'fields' in block ? block.fields.map(({ text }) => text).join(' | ') : block.text.text;
      case 'context':
        return `(${block.elements.map(({ text }) => text).join(' ')})`;
      case 'actions':
        return block.elements
          .map(({ text, style, url }) => `[${text.text}${style ? ` ${style}` : ''}]${url ? ` ${url}` : ''}`)
          .join(' ');
      case 'rich_text':
        return 'rich text';
    }
  };
  return [
    ...blocks.map(line),
    ...attachments.flatMap(({ color, blocks }) => [color, ...blocks.map((block) => `| ${line(block)}`)]),
  ];
}

describe('the cards as Slack shows them', () => {
  it('says when something is due in the zone of who reads it', () => {
    const due = { metric: 'first_response', at: '2026-01-05T11:00:00.000Z', how: 'late' } as const;
    const card = triageCard({ ...ticket, due });
    expect(sketch(card)).toContain('#e03131');
    const rendered = renderMessage({ type: 'card', card });
    expectAccepted(rendered);
    expect(everything(rendered).map(({ text }) => text)).toContain(
      'First response · <!date^1767610800^{date_short_pretty} at {time}|2026-01-05 11:00 UTC>',
    );
    expect(rendered.text).toContain('Overdue since: First response · 5 Jan 2026, 11:00 UTC');
    expect(sketch(triageCard({ ...ticket, paused: true })).join()).toContain('Due | The clock stands still');
  });

  it("the requester's", () => {
    expect(sketch(requesterCard(ticket))).toEqual([
      '# INC-1042 · Printer <!channel> & *smoke*',
      '#868e96',
      '| State | New | Queue | #general | Who has it | Nobody yet',
      '| [Add details] [It’s solved primary] [Cancel danger]',
      '| [Open in the portal] https://desk.example/requests/INC-1042',
    ]);
  });

  it("the requester's, when something has to be done first", () => {
    expect(sketch(requesterCard({ ...ticket, unfinished: true }))).toContain(
      '| [Add details] [Cancel danger]',
    );
  });

  it("the requester's, when it is solved", () => {
    const solved = {
      ...ticket,
      ...{ state: 'resolved' as const, resolution: 'New toner.', resolutionCode: 'fixed' as const },
      ...{ assignee: 'Bob', reopenable: true },
    };
    expect(sketch(requesterCard(solved))).toEqual([
      '# INC-1042 · Printer <!channel> & *smoke*',
      '#2f9e44',
      '| State | Resolved | Queue | #general | Who has it | Bob',
      '| Fixed: New toner.',
      '| [Reopen] [Rate the help primary]',
      '| [Open in the portal] https://desk.example/requests/INC-1042',
    ]);
  });

  it("the agents'", () => {
    expect(sketch(triageCard(ticket))).toEqual([
      '# INC-1042 · Printer <!channel> & *smoke*',
      '#868e96',
      '| State | New | Priority | P2 | Kind | Incident | Requester | Ann @here | Assignee | Nobody yet',
      '| (Ann @here wrote)',
      '| It smokes.\n> and `burns` :fire: <@U1>',
      '| [Take primary] [Assign] [Reply] [More]',
      '| [Open in the console] https://desk.example/requests/INC-1042',
      '| (Messages in this thread are internal. The requester reads what “Reply” sends, and how it is resolved.)',
    ]);
  });

  it('what is left of a moved ticket, and a sign-in link', () => {
    expect(sketch(movedCard(ticket))).toEqual(['# INC-1042', '#868e96', '| (Moved to another queue.)']);
    const now = new Date('2026-11-24T12:00:00Z');
    const url = 'https://desk.example/sign-in#token';
    expect(sketch(signInCard(url, new Date(+now + 900_000), now))).toEqual([
      '# Sign in to Deskbell',
      '#868e96',
      `| [Sign in] ${url}`,
      '| (The link works once, for 15 minutes. If you did not ask for it, leave it be: nothing happens.)',
    ]);
  });

  it('to the letter', () => {
    const card = requesterCard(ticket);
    const rendered = renderMessage({ type: 'card', card });
    expect(rendered).toMatchObject({ mrkdwn: false, parse: 'none', link_names: false, unfurl_links: false });
    expect(rendered.text).toBe(
      'INC-1042 · Printer &lt;!channel&gt; &amp; *smoke*\nState: New\nQueue: #general\nWho has it: Nobody yet',
    );
    const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
    expect(rendered.attachments[0]?.blocks[1]).toEqual({
      type: 'actions',
      elements: [
        { type: 'button', action_id: '1.0:add_details', text: plain('Add details'), value: ticket.id },
        {
          ...{ type: 'button', action_id: '1.1:solved', text: plain('It’s solved'), value: ticket.id },
          style: 'primary',
        },
        {
          ...{ type: 'button', action_id: '1.2:cancel', text: plain('Cancel'), value: ticket.id },
          style: 'danger',
          confirm: {
            title: plain('Cancel INC-1042?'),
            text: plain('Nobody will work on it any more. A cancelled ticket cannot be opened again.'),
            confirm: plain('Cancel the ticket'),
            deny: plain('Go back'),
            style: 'danger',
          },
        },
      ],
    });
  });
});

const said = (over: Partial<Extract<Message, { type: 'said' }>>): Message => ({
  ...{ type: 'said', author: { id: 'p1', name: 'Ann' }, text: 'Hello', edited: false, internal: false },
  attachments: [],
  ...over,
});
const context = (text: string) => ({
  type: 'context',
  elements: [{ type: 'plain_text', text, emoji: false }],
});

describe('what somebody said', () => {
  it('is their name and their words', () => {
    expect(renderMessage(said({ text: '<!here> *all*\nline & line' }))).toMatchObject({
      text: 'Ann: &lt;!here&gt; *all*\nline &amp; line',
      blocks: [
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: 'Ann', style: { bold: true } },
                { type: 'text', text: '\n<!here> *all*\nline & line' },
              ],
            },
          ],
        },
      ],
      attachments: [],
    });
  });

  it('tells what is internal, attached and edited', () => {
    const attachments = [{ id: 'f1', name: 'a.log', type: 'text/plain', size: 1 }];
    const rendered = renderMessage(said({ internal: true, edited: true, attachments, author: null }));
    expect(rendered.text).toBe('Internal: The desk: Hello');
    expect(rendered.blocks).toEqual([
      context('Only for those who work on the ticket'),
      expect.objectContaining({ type: 'rich_text' }),
      context('Attached: a.log'),
      context('Edited'),
    ]);
  });

  it('says that it was cut', () => {
    const rendered = renderMessage(said({ text: '長い '.repeat(70_000) }));
    expectAccepted(rendered);
    expect(rendered.blocks.at(-1)).toEqual(context('This is the beginning. The whole is in Deskbell.'));
    expect(JSON.stringify(rendered.blocks).length).toBeLessThan(12_000);
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        ...['<!channel>', '<@U1>', '<#C1|x>', '<https://evil.example|https://bank.example>', '&lt;', '&amp;'],
        ...[
          '@here',
          '#general',
          '*b*',
          '_i_',
          '~s~',
          '`c`',
          '```',
          '> q',
          ':tada:',
          '- l',
          'https://x.example',
        ],
        ...['\u202e', '\u200b', '\0', '\ud83d', '👩🏽‍💻', 'e\u0301', '\r\n', '\u2028', ' ', 'word'],
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('x', '👩🏽‍💻', '\n"', 'a\u0301'.repeat(3), '\u0301').map((unit) => unit.repeat(6_000)),
);
const anyUrl = fc.oneof(fc.webUrl(), anyText);
const anyButton = fc.record({
  ...{ label: anyText, action: anyText, value: anyText },
  style: fc.constantFrom('default' as const, 'primary' as const, 'danger' as const),
  confirm: fc.option(fc.record({ title: anyText, text: anyText, yes: anyText }), { nil: undefined }),
});
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constantFrom('text' as const, 'context' as const), text: anyText }),
  fc.record({ type: fc.constant('quote' as const), author: anyText, text: anyText }),
  fc.record({
    type: fc.constant('facts' as const),
    facts: fc.array(fc.record({ label: anyText, value: anyText }), { maxLength: 30 }),
  }),
  fc.record({ type: fc.constant('link' as const), text: anyText, url: anyUrl }),
  fc.record({ type: fc.constant('actions' as const), buttons: fc.array(anyButton, { maxLength: 30 }) }),
);
const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    type: fc.constant('card' as const),
    card: fc.record({
      title: anyText,
      tone: fc.constantFrom('neutral' as const, 'active' as const, 'waiting' as const),
      blocks: fc.array(anyBlock, { maxLength: 70, size: 'max' }),
    }),
  }),
  fc.record({
    type: fc.constant('said' as const),
    author: fc.option(fc.record({ id: fc.constant('p1'), name: anyText })),
    ...{ text: anyText, edited: fc.boolean(), internal: fc.boolean() },
    attachments: fc.array(fc.record({ id: anyText, name: anyText, type: anyText, size: fc.nat() }), {
      maxLength: 50,
    }),
  }),
);

describe('any message', () => {
  it('keeps to the limits of Slack', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const rendered = renderMessage(message);
        expectAccepted(rendered);
        const texts = everything([rendered.blocks, rendered.attachments]).filter(
          ({ type }) => type !== 'button',
        );
        const whole = texts.map(({ text }) => (typeof text === 'string' ? text : '')).join('');
        if (!texts.some(({ type }) => type === 'actions')) expect(whole.length).toBeLessThan(40_000);
      }),
      { numRuns: 60 },
    );
  });

  it('holds nothing that Slack reads as markup, a mention or a link', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { text, ...shownParts } = renderMessage(message);
        expect(readMrkdwn(text).references).toEqual([]);
        expect(text).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
        const types = new Set(everything(shownParts).map(({ type }) => type));
        const inert = ['header', 'section', 'context', 'actions', 'button', 'plain_text', 'rich_text'];
        for (const type of types) expect([...inert, 'rich_text_section', 'text']).toContain(type);
      }),
      { numRuns: 60 },
    );
  });

  it('shows what was written, and nothing else', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { text: notified, blocks } = renderMessage(said({ text }));
        const words = shown(text);
        expect(readMrkdwn(notified).plain).toBe(cut(`Ann: ${words}`, 300));
        const [, body] = everything(blocks).filter(({ type }) => type === 'text');
        expect(body?.text ?? '').toBe(words === '' ? '' : `\n${cut(words, 5_000)}`);
        const card = renderMessage({
          type: 'card',
          card: { title: text, tone: 'neutral', blocks: [{ type: 'text', text }] },
        });
        expect(card.blocks[0]).toMatchObject({ text: { text: cut(words, 150) || '…' } });
        expect(card.attachments[0]?.blocks[0]).toEqual(
          words === ''
            ? undefined
            : { type: 'section', text: { type: 'plain_text', text: cut(words, 2_000), emoji: false } },
        );
      }),
    );
  });

  it('gives each press back as the action that it means', () => {
    fc.assert(
      fc.property(fc.array(anyButton, { maxLength: 30 }), (buttons) => {
        const { attachments } = renderMessage({
          type: 'card',
          card: { title: 'x', tone: 'neutral', blocks: [{ type: 'actions', buttons }] },
        });
        const rendered = everything(attachments).filter(({ type }) => type === 'button');
        const presses = rendered.map(({ action_id, value }) =>
          readPress({ actions: [{ action_id, ...(value === undefined ? {} : { value }) }] }),
        );
        const meant = buttons
          .filter(({ action, value }) => action !== '' && action.length < 250 && value.length <= 2_000)
          .map(({ action, value }) => ({ action, value }));
        expect(presses).toEqual(meant);
      }),
    );
  });

  it('keeps a link to the whole when there is more than fits', () => {
    const blocks: Block[] = [
      ...Array.from({ length: 60 }, (_, at): Block => ({ type: 'text', text: `line ${at}` })),
      { type: 'link', text: 'Open', url: 'https://desk.example/' },
    ];
    const lines = sketch({ title: 'Long', tone: 'bad', blocks });
    expect(lines.slice(-2)).toEqual(['| (There is more than fits here.)', '| [Open] https://desk.example/']);
  });

  it.each(['javascript:alert(1)', 'https://', 'not an address', `https://x.example/${'a'.repeat(3_000)}`])(
    'makes no link of %.30s',
    (url) => {
      const lines = sketch({ title: 'x', tone: 'bad', blocks: [{ type: 'link', text: 'Open', url }] });
      expect(lines[2]).toMatch(/^\| Open: /);
    },
  );
});

describe('presses', () => {
  it('following a link means nothing, and anything else is refused', () => {
    expect(readPress({ actions: [{ action_id: 'link:3' }] })).toBeNull();
    expect(readPress({ actions: [{ action_id: '1.0:take', value: 't1' }] })).toEqual({
      action: 'take',
      value: 't1',
    });
    for (const payload of [null, {}, { actions: [] }, { actions: [{ action_id: 'x'.repeat(256) }] }]) {
      expect(() => readPress(payload)).toThrow();
    }
  });
});

describe('cut', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['ab', 1, '…'],
    ['a👩🏽‍💻b', 5, 'a…'],
    ['ae\u0301b', 3, 'a…'],
    ['👍🏽x', 3, '…'],
    [`a${'\u0301'.repeat(100)}`, 50, `a${'\u0301'.repeat(48)}…`],
  ])('%j to %i', (text, max, expected) => {
    expect(cut(text, max)).toBe(expected);
  });
});
