import { expect, test } from 'vitest';
import { withMarks } from '../../../src/channels/slack/read-marks.ts';

const section = (...elements: object[]) => [
  { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] },
];
const text = (words: string, style?: object) => ({ type: 'text', text: words, ...(style ? { style } : {}) });

test('signs that stand for a look are taken off, and where it looks so is told', () => {
  const blocks = section(
    text('It is '),
    text('very', { bold: true }),
    text(' loud, '),
    text('run', { code: true }),
  );
  expect(withMarks('It is *very* loud, `run`', blocks)).toEqual({
    text: 'It is very loud, run',
    marks: [
      { type: 'bold', at: 6, length: 4 },
      { type: 'code', at: 17, length: 3 },
    ],
  });
});

test('several looks at once, in either order of their signs', () => {
  const blocks = section(text('a', { bold: true, italic: true, strike: true }));
  for (const written of ['*_~a~_*', '~_*a*_~']) {
    expect(withMarks(written, blocks)).toEqual({
      text: 'a',
      marks: ['bold', 'italic', 'strike'].map((type) => ({ type, at: 0, length: 1 })),
    });
  }
});

test('signs that stand for themselves stay', () => {
  const typed = section(text('2 * 3 * 4 and _this_'));
  expect(withMarks('2 * 3 * 4 and _this_', typed)).toEqual({ text: '2 * 3 * 4 and _this_', marks: [] });
  const both = section(text('* '), text('bold', { bold: true }), text(' *'));
  expect(withMarks('* *bold* *', both)).toEqual({
    text: '* bold *',
    marks: [{ type: 'bold', at: 2, length: 4 }],
  });
});

test('code of several lines', () => {
  const blocks = [
    { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [text('a\n  b')] }] },
  ];
  expect(withMarks('```a\n  b```', blocks)).toEqual({
    text: 'a\n  b',
    marks: [{ type: 'block', at: 0, length: 5 }],
  });
});

test('what is no block, or does not fit the text, changes nothing', () => {
  const other = section(text('elsewhere', { bold: true }));
  for (const blocks of [undefined, null, 'x', [], [{ type: 'section' }], [{ elements: 'x' }], other]) {
    expect(withMarks('*a*', blocks)).toEqual({ text: '*a*', marks: [] });
  }
});
