import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderCard, renderMessage } from '../../../src/channels/teams/render-message.ts';
import type { Message } from '../../../src/chat/channel.ts';
import type { Button, Card } from '../../../src/contract/card.ts';
import { problemsOf, refusalOf } from '../../support/teams/check-activity.ts';
import { shownCard } from '../../support/teams/render.ts';
import type { Json } from '../../support/teams/types.ts';

const said = (text: string, more: object = {}): Message => ({
  ...{
    type: 'said',
    author: { id: '1', name: 'Ada' },
    text,
    edited: false,
    internal: false,
    attachments: [],
  },
  ...more,
});
const card = (title: string, buttons: Button[] = [], text = ''): Card => ({
  ...{ title, tone: 'neutral' },
  blocks: [
    { type: 'text', text },
    { type: 'actions', buttons },
    { type: 'link', text: 'Open', url: 'https://desk.example.com' },
  ],
});
const button = (label: string, more: Partial<Button> = {}): Button => ({
  ...{ label, action: 'go', value: '1', style: 'default' },
  ...more,
});

test('when something is due is computed by each client in the zone of who reads it', () => {
  const facts = [{ label: 'Due', value: 'First response ·', at: '2026-01-05T11:00:00.000Z' }];
  const rendered = renderCard({ title: 'INC-1', tone: 'neutral', blocks: [{ type: 'facts', facts }] });
  expect(JSON.stringify(rendered)).toContain(
    '"First response · {{DATE(2026-01-05T11:00:00Z,SHORT)}} {{TIME(2026-01-05T11:00:00Z)}}"',
  );
  expect(problemsOf(rendered as Json)).toEqual([]);
});

describe('what somebody said', () => {
  test('has the looks that it had', () => {
    const marks = [
      { type: 'bold', at: 6, length: 4 },
      { type: 'italic', at: 8, length: 7 },
      { type: 'code', at: 17, length: 3 },
    ];
    expect(renderMessage(said('It is very loud: run', { marks })).text).toBe(
      '<b>Ada</b><br>It is <b>ve</b><b><i>ry</i></b><i> loud</i>: <code>run</code>',
    );
  });

  test('names its chat, and its ticket where no thread shows that', () => {
    const message = said('Hello', {
      via: 'Slack',
      ticket: { number: 'REQ-1', url: 'https://desk.example.com/x' },
    });
    expect(renderMessage(message).text).toBe('<b>Ada (Slack)</b><br>Hello');
    expect(renderMessage(message, { flat: true }).text).toBe('<b>Ada (Slack)</b> · REQ-1<br>Hello');
  });

  test('too long for Teams is cut, with a link to the whole', () => {
    const ticket = { number: 'REQ-1', url: 'https://desk.example.com/requests/REQ-1' };
    const activity = renderMessage(said('<"&>'.repeat(50_000), { ticket }));
    expect(refusalOf(activity as unknown as Json)).toBeUndefined();
    expect(activity.text).toContain('<a href="https://desk.example.com/requests/REQ-1">');
  });

  test('becomes no markup, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, name) => {
        const activity = renderMessage(said(text, { author: { id: '1', name } }));
        expect(refusalOf(activity as unknown as Json)).toBeUndefined();
        expect(activity.text?.replace(/<\/?(?:b|i)>|<br>/g, '')).not.toMatch(/[<>]/);
      }),
    );
  });
});

describe('a card', () => {
  test('shows texts as they are, whatever is in them', () => {
    const hostile = [
      '**b**',
      '[a](https://evil.example)',
      '- x',
      '1. y',
      '# z',
      '`c`',
      '{{DATE(2020-01-01)}}',
      '_i_',
    ];
    for (const text of hostile) {
      const rendered = renderCard(card(text, [], text)) as unknown as Json;
      expect(problemsOf(rendered)).toEqual([]);
      expect(shownCard(rendered)).toMatchObject({ title: text, text: [text] });
    }
  });

  test('has six buttons in a row at most, and shows all of them in order, the link last', () => {
    const many = Array.from({ length: 9 }, (_, index) => button(`B${index}`));
    const rendered = renderCard(card('Many', many));
    expect(problemsOf(rendered as unknown as Json)).toEqual([]);
    const titles = shownCard(rendered as unknown as Json).buttons.map(({ title }) => title);
    expect(titles.slice(0, 9)).toEqual(many.map(({ label }) => label));
    expect(titles).toHaveLength(10);
    expect(rendered.actions?.at(-1)).toMatchObject({ type: 'Action.OpenUrl' });
  });

  test('acts by Action.Execute, opens dialogs by Action.Submit, and asks before what hurts', () => {
    const confirm = { title: 'Really?', text: 'It is gone then.', yes: 'Yes' };
    const rendered = renderCard(
      card('One of each', [button('Go'), button('Ask', { form: true }), button('End', { confirm })]),
    );
    expect(rendered.actions).toMatchObject([
      { type: 'Action.Execute', verb: 'go', fallback: { type: 'Action.Submit', title: 'Go' } },
      { type: 'Action.Submit', data: { msteams: { type: 'task/fetch' } } },
      { type: 'Action.ShowCard', card: { actions: [{ type: 'Action.Execute', title: 'Yes' }] } },
      { type: 'Action.OpenUrl' },
    ]);
  });

  test('too large for Teams is cut until it fits', () => {
    const blocks = Array.from({ length: 30 }, () => ({
      type: 'text' as const,
      text: '👩‍👩‍👧‍👦*'.repeat(500),
    }));
    const activity = renderMessage({ type: 'card', card: { title: 'Large', tone: 'good', blocks } });
    expect(refusalOf(activity as unknown as Json)).toBeUndefined();
  });
});
