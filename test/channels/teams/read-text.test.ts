import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHtml, readPlain } from '../../../src/channels/teams/read-text.ts';

const read = (html: string) => readHtml(html, ['Deskbell']);
const mention = (name: string) =>
  `<span itemscope itemtype="http://schema.skype.com/Mention" itemid="0">${name}</span>`;

test.each([
  ['lines and paragraphs', '<p>one<br>two</p><p>three</p>', 'one\ntwo\nthree'],
  ['entities', '<p>a &lt;b&gt; &amp; c&nbsp;d</p>', 'a <b> & c d'],
  ['spaces as a browser shows them', '<div>  a \n  b  </div>', 'a b'],
  [
    'lists, also within lists',
    '<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>',
    '• a\n• b\n  1. c\n  2. d',
  ],
  ['code as it is', '<pre>if a:\n  b</pre>', 'if a:\n  b'],
  [
    'a link that says where it leads',
    '<a href="https://a.example/">https://a.example</a>',
    'https://a.example/',
  ],
  [
    'a link that says something else',
    '<a href="https://evil.example">the portal</a>',
    'the portal (https://evil.example)',
  ],
  ['a link to a script', '<a href="javascript:alert(1)">click</a>', 'click'],
  ['an emoji', '<p>ok <img alt="👍" itemtype="http://schema.skype.com/Emoji"></p>', 'ok 👍'],
  ['the name of the desk in front', `<p>${mention('Deskbell')}, my mouse is dead</p>`, 'my mouse is dead'],
  ['the name of the desk behind', `<p>my mouse is dead ${mention('Deskbell')}</p>`, 'my mouse is dead'],
  ['somebody else’s name', `<p>ask ${mention('Ada')}</p>`, 'ask @Ada'],
  ['a mention by Graph', '<p>ask <at id="0">Ada</at></p>', 'ask @Ada'],
  ['scripts and styles', '<style>x</style><script>alert(1)</script>a', 'a'],
  ['markup that is never closed', '<p>a<b>b', 'a b'.replace(' ', '')],
  ['nothing', '', ''],
])('%s', (_, html, text) => {
  expect(read(html).text).toBe(text);
});

test('what a message quotes is told, and is none of its words', () => {
  const quote =
    '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="17"><p>theirs</p></blockquote>';
  expect(read(`${quote}<p>mine</p>`)).toMatchObject({ text: 'mine', quoted: '17' });
});

test('looks are told by their place', () => {
  const { text, marks } = read(
    `<p>${mention('Deskbell')} it is <b>very <i>loud</i></b></p><blockquote>he said</blockquote><p><code>x</code></p>`,
  );
  const shown = marks.map(({ type, at, length }) => [type, text.slice(at, at + length)]);
  expect(text).toBe('it is very loud\nhe said\nx');
  expect(shown).toEqual([
    ['italic', 'loud'],
    ['bold', 'very loud'],
    ['quote', 'he said'],
    ['code', 'x'],
  ]);
});

test('whatever comes in, marks are inside of the text', () => {
  const piece = fc.constantFrom(
    '<b>',
    '</b>',
    '<p>',
    '</p>',
    ' ',
    '\n',
    'a',
    '<blockquote>',
    '</i>',
    '<i>',
    mention('Deskbell'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { text, marks } = read(pieces.join(''));
      expect(text).toBe(text.trim());
      for (const { at, length } of marks) {
        expect(at).toBeGreaterThanOrEqual(0);
        expect(length).toBeGreaterThan(0);
        expect(at + length).toBeLessThanOrEqual(text.length);
      }
    }),
  );
});

test.each([['<b>'], [' '], ['\n'], ['<p>'], ['&'], ['<blockquote>'], ['</b>']])(
  '100,000 times %j is read in time that grows with its length alone',
  (piece) => {
    expect(read(piece.repeat(100_000)).text.length).toBeLessThanOrEqual(100_000);
  },
);

test('what was sent without HTML is as it is, but for names', () => {
  const names = [
    { text: '<at>Deskbell</at>', name: 'Deskbell', desk: true },
    { text: '<at>Ada</at>', name: 'Ada', desk: false },
  ];
  expect(readPlain('<at>Deskbell</at> ask <at>Ada</at>\r\n<b>1 < 2</b>', names).text).toBe(
    'ask @Ada\n<b>1 < 2</b>',
  );
});
