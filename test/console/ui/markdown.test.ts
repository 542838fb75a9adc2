import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, type Inline, readInline, readMarkdown } from '../../../src/console/ui/markdown.ts';
import { plain } from '../../../src/domain/incidents/markdown.ts';

const text = (words: string): Inline => ({ is: 'text', text: words });
const wordsOf = (parts: readonly Inline[]): string =>
  parts.map((part) => ('of' in part ? wordsOf(part.of) : part.text)).join('');

describe('Markdown', () => {
  it('is read block by block', () => {
    const source = '# A\n\nOne\ntwo\n- x\n  more\n  - y\n\n1. z\n> q\n```sh\n# no\n<b>\n```\nend';
    expect(readMarkdown(source)).toEqual([
      { is: 'heading', level: 1, of: [text('A')] },
      { is: 'paragraph', of: [text('One\ntwo')] },
      {
        is: 'list',
        ordered: false,
        items: [
          { depth: 0, of: [text('x\nmore')] },
          { depth: 1, of: [text('y')] },
        ],
      },
      { is: 'list', ordered: true, items: [{ depth: 0, of: [text('z')] }] },
      { is: 'quote', of: [text('q')] },
      { is: 'code', text: '# no\n<b>' },
      { is: 'paragraph', of: [text('end')] },
    ] satisfies Block[]);
  });

  it.each<[string, Inline[]]>([
    [
      'a **b *c* d** e',
      [text('a '), { is: 'strong', of: [text('b '), { is: 'em', of: [text('c')] }, text(' d')] }, text(' e')],
    ],
    ['`a * b` \\*c\\*', [{ is: 'code', text: 'a * b' }, text(' *c*')]],
    ['snake_case_name 2 * 3 * 4', [text('snake_case_name 2 * 3 * 4')]],
    ['[x](https://a.example/b)', [{ is: 'link', url: 'https://a.example/b', of: [text('x')] }]],
    [
      'see https://a.example.',
      [text('see '), { is: 'link', url: 'https://a.example', of: [text('https://a.example')] }, text('.')],
    ],
    ['[x](javascript:alert(1))', [text('[x](javascript:alert(1))')]],
    ['<script>alert(1)</script>', [text('<script>alert(1)</script>')]],
  ])('%s', (source, expected) => expect(readInline(source)).toEqual(expected));

  it('shows what was no Markdown as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (words) => {
        // An address is an address, whoever wrote it.
        fc.pre(!/https?:/.test(words));
        const [block, ...more] = readMarkdown(plain(words));
        const line = words.replace(/\s+/g, ' ').trim();
        if (line === '') return;
        expect(more).toEqual([]);
        expect(block).toEqual({ is: 'paragraph', of: [text(line)] });
      }),
    );
  });

  it('loses no word', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '*', '**', '_', '`', '[', ']', '(', ')', ' ')), (parts) => {
        const letters = (words: string) => words.replaceAll(/[^a]/g, '').length;
        expect(letters(wordsOf(readInline(parts.join(''))))).toBe(letters(parts.join('')));
      }),
    );
  });

  it('takes no time for marks without an end', () => {
    for (const mark of ['*', '**a', '_a', '`', '[a', '[a](https://', '\\', '<https://', '**a ']) {
      const before = performance.now();
      readMarkdown(mark.repeat(20_000));
      expect(performance.now() - before, mark).toBeLessThan(2_000);
    }
  });
});
