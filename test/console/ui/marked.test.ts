import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Part, partsOf, wordsIn } from '../../../src/console/ui/marked.ts';
import type { Mark } from '../../../src/contract/marks.ts';

/** The marks of these words, by their first place in the text. */
const marked = (text: string, ...looks: [Mark['type'], string][]) => ({
  text,
  marks: looks.map(([type, words]) => ({ type, at: text.indexOf(words), length: words.length })),
});
const bold = (...parts: Part[]): Part => ({ look: 'bold', parts });
const quote = (...parts: Part[]): Part => ({ look: 'quote', parts });
const block = (...parts: Part[]): Part => ({ look: 'block', parts });
const URL = 'https://a.example/x';
const link = (...parts: Part[]): Part => ({ url: URL, parts });

describe('a text is drawn with its looks', () => {
  test.each<[string, ReturnType<typeof marked>, Part[]]>([
    ['none', marked('a *b* <b>c</b>'), ['a *b* <b>c</b>']],
    ['nothing', marked(''), []],
    ['one', marked('a b c', ['bold', 'b']), ['a ', bold('b'), ' c']],
    [
      'several at once',
      marked('a b c', ['italic', 'b'], ['bold', 'b']),
      ['a ', bold({ look: 'italic', parts: ['b'] }), ' c'],
    ],
    [
      'some that overlap',
      marked('abc', ['bold', 'ab'], ['strike', 'bc']),
      [bold('a', { look: 'strike', parts: ['b'] }), { look: 'strike', parts: ['c'] }],
    ],
    ['twice the same', marked('abc', ['bold', 'ab'], ['bold', 'bc']), [bold('abc')]],
    ['side by side', marked('ab', ['bold', 'a'], ['bold', 'b']), [bold('ab')]],
    ['a link', marked(`see ${URL}.`), ['see ', link(URL), '.']],
    ['a link that looks so', marked(`see ${URL}`, ['bold', URL]), ['see ', link(bold(URL))]],
    [
      'a link that looks so in part is one link',
      marked(`see ${URL}!`, ['bold', 'see https://a.']),
      [bold('see '), link(bold('https://a.'), 'example/x'), '!'],
    ],
    ['two links', marked(`${URL} ${URL}`, ['bold', URL]), [link(bold(URL)), ' ', link(URL)]],
    [
      'a quotation with code and a link in it',
      marked(`he said\nrun\n${URL}`, ['quote', `he said\nrun\n${URL}`], ['block', 'run']),
      [quote('he said\n', block('run', '\n'), link(URL))],
    ],
    ['the line break behind a block', marked('a\nb\nc', ['quote', 'b']), ['a\n', quote('b', '\n'), 'c']],
    [
      'two quotations stay two',
      marked('a\nb', ['quote', 'a'], ['quote', 'b']),
      [quote('a', '\n'), quote('b')],
    ],
    ['an empty line behind a block', marked('a\n\nb', ['block', 'a']), [block('a', '\n'), '\nb']],
    ['a mark beyond the end', { text: 'ab', marks: [{ type: 'bold', at: 1, length: 9 }] }, ['ab']],
  ])('%s', (_, text, parts) => {
    expect(partsOf(text)).toEqual(parts);
  });

  test('without links where none are wanted', () => {
    expect(partsOf(marked(`see ${URL}`), { links: false })).toEqual([`see ${URL}`]);
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://a.example@evil.example',
    'mailto:a@b.example',
  ])('%s is no link, however it looks', (text) => {
    expect(partsOf(marked(text, ['bold', text]))).toEqual([bold(text)]);
  });
});

describe('whatever the marks', () => {
  const words = fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('\n', ' ', URL, 'https://b.example', '<b>', '&lt;'),
    ),
  );
  const mark = fc.record({
    type: fc.constantFrom<Mark['type'][]>('bold', 'italic', 'strike', 'code', 'block', 'quote'),
    at: fc.nat(60),
    length: fc.integer({ min: 1, max: 60 }),
  });

  test('the words stay, and so do the links', () => {
    fc.assert(
      fc.property(words, fc.array(mark), (words, marks) => {
        const text = words.join('');
        const parts = partsOf({ text, marks });
        expect(wordsIn(parts)).toBe(text);
        expect(linksOf(parts)).toEqual(linksOf(partsOf({ text, marks: [] })));
      }),
    );
  });
});

/** Each UTF-16 unit that belongs to a link, with where it leads: a block that begins within one parts it in two. */
function linksOf(parts: Part[]): string[] {
  return parts.flatMap((part) => {
    if (typeof part === 'string') return [];
    return 'url' in part
      ? wordsIn(part.parts)
          .split('')
          .map((unit) => `${unit} ${part.url}`)
      : linksOf(part.parts);
  });
}
