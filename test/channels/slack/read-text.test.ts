import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mentions, plainText, withoutMention } from '../../../src/channels/slack/read-text.ts';
import { escaped } from '../../../src/channels/slack/text.ts';

const names = new Map([
  ['U1', 'Ann'],
  ['W2', 'Łukasz 名'],
]);

describe('plainText', () => {
  it.each([
    ['plain *bold* _it_ ~st~ `code` :tada:', 'plain *bold* _it_ ~st~ `code` :tada:'],
    ['```\nif (a &lt; b &amp;&amp; c &gt; d)\n```', '```\nif (a < b && c > d)\n```'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['&nbsp; &quot; &', '&nbsp; &quot; &'],
    ['<https://x.example/a?b=1&amp;c=2>', 'https://x.example/a?b=1&c=2'],
    ['<https://x.example|the page>', 'the page (https://x.example)'],
    ['<http://x.example|x.example>', 'http://x.example'],
    ['<http://x.example/|x.example>', 'http://x.example/'],
    ['<https://evil.example|bank.example>', 'bank.example (https://evil.example)'],
    ['<https://x.example|a &lt; b | c>', 'a < b | c (https://x.example)'],
    ['<mailto:a@x.example|a@x.example>', 'a@x.example'],
    ['<mailto:a@x.example|Ann>', 'Ann (a@x.example)'],
    ['<tel:+4912|+4912>', '+4912'],
    ['<@U1>, <@U1|old>, <@W2>', '@Ann, @Ann, @Łukasz 名'],
    ['<@U9|bob> and <@U9>', '@bob and @someone'],
    ['<#C1|general> <#C1|> <#C1>', '#general #somewhere #somewhere'],
    ['<!here> <!channel> <!everyone> <!here|here>', '@here @channel @everyone @here'],
    ['<!subteam^S1|@it> <!subteam^S1>', '@it @someone'],
    ['<!date^1700000000^{date}^https://x.example|Nov 14>', 'Nov 14'],
    ['a &lt;@U1&gt; b', 'a <@U1> b'],
    ['a <b> c <T|U>', 'a <b> c <T|U>'],
    ['<> < <@U1 <@U1> > <', '<> < <@U1 @Ann > <'],
    ['<https://x.example|<@U1>>', '<https://x.example|@Ann>'],
    ['Grüße 👩🏽‍💻 你好', 'Grüße 👩🏽‍💻 你好'],
    ['', ''],
  ])('%j', (slack, plain) => {
    expect(plainText(slack, names)).toBe(plain);
  });

  it('gives back whatever was typed', () => {
    const typed = fc.string({
      unit: fc.constantFrom('<', '>', '&', 'lt;', 'amp;', '@U1', '|', '!here', '\n'),
    });
    fc.assert(
      fc.property(fc.oneof(typed, fc.string()), (text) => {
        expect(plainText(escaped(text), names)).toBe(text);
      }),
    );
  });
});

describe('mentions', () => {
  it.each([
    ['<@U1> and <@W2|bob>, <@U1> again', ['U1', 'W2']],
    ['&lt;@U1&gt; @U1 <@> <#C1> <!here>', []],
  ])('%j', (text, ids) => {
    expect(mentions(text)).toEqual(ids);
  });
});

describe('withoutMention', () => {
  it.each([
    ['<@B> my mouse is dead', 'my mouse is dead'],
    ['<@B>: my mouse', 'my mouse'],
    ['  <@B|deskbell>, my mouse', 'my mouse'],
    ['hey <@B>, my mouse', 'hey, my mouse'],
    ['my mouse <@B>', 'my mouse'],
    ['<@B> <@B> hi', 'hi'],
    ['<@B> :tada: <@U1>', ':tada: <@U1>'],
    ['<@U1>: ask <@B> please', '<@U1>: ask please'],
    ['<@B>', ''],
    ['no mention: &lt;@B&gt;', 'no mention: &lt;@B&gt;'],
  ])('%j', (text, rest) => {
    expect(withoutMention(text, 'B')).toBe(rest);
  });
});

it.each(['<', '<@', '<@U', '<@U1', '<@U1|', ' <@U1', '&', '&lt;', '|', ' ', '<https://x|', '/', '<>', '>'])(
  'is quick on 200,000 characters of %j',
  (unit) => {
    const text = unit.repeat(200_000 / unit.length);
    const start = performance.now();
    for (const whole of [text, `<@U1${text.replace(/[<>]/g, 'A')}`, `<https://x/|${text}>`]) {
      plainText(whole, names);
      mentions(whole);
      withoutMention(whole, 'U1');
    }
    expect(performance.now() - start).toBeLessThan(1_000);
  },
);
