import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CatalogueField } from '../../../src/contract/catalogue.ts';
import { answersInWords, readAnswers } from '../../../src/domain/catalogue/answers.ts';

const field = (one: object) => CatalogueField.parse({ name: 'x', label: 'X', ...one });
const wrong = (one: object, value: string) =>
  readAnswers([field(one)], { x: value }).problems[0]?.message ?? 'fine';

describe('an answer', () => {
  test.each<[object, string, string]>([
    [{ type: 'text', required: true }, '  ', 'Please fill this in.'],
    [{ type: 'text', max: 3 }, '💥💥💥', 'fine'],
    [{ type: 'text', max: 3 }, 'four', 'must have at most 3 characters'],
    [{ type: 'choice', options: ['A', 'B'] }, 'B', 'fine'],
    [{ type: 'choice', options: ['A', 'B'] }, 'b', 'must be one of the choices'],
    [{ type: 'choices', options: ['A', 'B'] }, 'B,A', 'fine'],
    [{ type: 'choices', options: ['A', 'B'] }, 'A,C', 'must be some of the choices'],
    [{ type: 'date' }, '2028-02-29', 'fine'],
    [{ type: 'date' }, '2026-02-29', 'must be a day such as 2026-12-01'],
    [{ type: 'date' }, '1.2.2026', 'must be a day such as 2026-12-01'],
    [{ type: 'number', min: 1, max: 10 }, '10', 'fine'],
    [{ type: 'number', min: 1 }, '0', 'must be at least 1'],
    [{ type: 'number', max: 10 }, '10.5', 'must be at most 10'],
    [{ type: 'number' }, 'many', 'must be a number'],
    [{ type: 'number' }, 'Infinity', 'must be a number'],
  ])('%o “%s”: %s', (one, value, expected) => expect(wrong(one, value)).toBe(expected));

  test('to a question that is not asked is dropped, and one that is asked is wanted', () => {
    const fields = [
      field({ name: 'lasts', label: 'How long?', type: 'choice', options: ['Always', 'Until'] }),
      field({ ...{ name: 'until', type: 'date', required: true }, when: { field: 'lasts', is: ['Until'] } }),
      field({
        ...{ name: 'why', type: 'text', required: true },
        when: { field: 'until', is: ['2026-01-01'] },
      }),
    ];
    expect(readAnswers(fields, { lasts: 'Always', until: 'nonsense', why: 'x' })).toEqual({
      ...{ answers: { lasts: 'Always' }, problems: [] },
    });
    expect(readAnswers(fields, { lasts: 'Until' }).problems).toEqual([
      { field: 'until', message: 'Please fill this in.' },
    ]);
    expect(
      readAnswers(fields, { lasts: 'Until', until: '2026-01-01' }).problems.map((one) => one.field),
    ).toEqual(['why']);
  });

  test('is read as people do', () => {
    const fields = [
      field({ name: 'with', label: 'With', type: 'choices', options: ['A', 'B'] }),
      field({ name: 'who', label: 'Who', type: 'person' }),
      field({ name: 'none', label: 'None', type: 'text' }),
    ];
    expect(answersInWords(fields, { with: 'A,B', who: '7' }, (id) => `Person ${id}`)).toEqual([
      { label: 'With', value: 'A, B' },
      { label: 'Who', value: 'Person 7' },
    ]);
  });

  test('of anything at all is kept only where its question is asked and it is right', () => {
    const fields = [
      field({ name: 'a', type: 'choice', options: ['1', '2'] }),
      field({ name: 'b', type: 'number', when: { field: 'a', is: ['2'] } }),
    ];
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'toString'), fc.string()),
        (given) => {
          const { answers } = readAnswers(fields, given);
          expect(
            Object.keys(answers).every((name) => name === 'a' || (name === 'b' && answers.a === '2')),
          ).toBe(true);
        },
      ),
    );
  });
});
