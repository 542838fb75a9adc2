import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SEVERITY_TREE,
  SeverityTree,
  severityChosen,
  severityFields,
} from '../../src/contract/severity.ts';

const to = (leads: number | string) =>
  (typeof leads === 'number' ? { severity: leads } : { question: leads }) as
    | { severity: 1 }
    | { question: string };
const ask = (id: string, ...leads: (number | string)[]) => ({
  ...{ id, text: `About ${id}?` },
  answers: leads.map((one, index) => ({ text: `Answer ${index}`, leads: to(one) })),
});
const wrongOf = (...questions: ReturnType<typeof ask>[]) =>
  SeverityTree.safeParse({ questions }).error?.issues.map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  ) ?? [];

describe('the questions for the severity', () => {
  it('may be those that come with the desk', () => {
    expect(SeverityTree.parse(DEFAULT_SEVERITY_TREE)).toEqual(DEFAULT_SEVERITY_TREE);
  });

  it.each([
    [
      'no circle',
      wrongOf(ask('a', 'b', 1), ask('b', 'a', 2)),
      'questions.1.answers.0.leads: must lead to a question further below',
    ],
    [
      'not to itself',
      wrongOf(ask('a', 'a', 1)),
      'questions.0.answers.0.leads: must lead to a question further below',
    ],
    [
      'no dead end',
      wrongOf(ask('a', 'b', 1)),
      'questions.0.answers.0.leads: leads to a question that is not there',
    ],
    [
      'nothing that is never asked',
      wrongOf(ask('a', 1, 2), ask('b', 1, 2)),
      'questions.1.text: is asked after no answer',
    ],
    ['nothing twice', wrongOf(ask('a', 'a', 1), ask('a', 1, 2)), 'questions.1.id: is there twice'],
    ['a choice', wrongOf(ask('a', 1)), 'questions.0.answers: must have at least two answers'],
    ['a severity that there is', wrongOf(ask('a', 6, 1)), 'questions.0.answers.0.leads: Invalid input'],
    ['something', wrongOf(), 'questions: must have a question'],
    [
      'not too much',
      wrongOf(...Array.from({ length: 11 }, (_, index) => ask(`q${index}`, 1, 2))),
      'questions: must have at most 10 questions',
    ],
  ])('have %s', (_, wrong, expected) => expect(wrong).toContain(expected));

  it('lead to a severity by every way there is', () => {
    const { questions } = DEFAULT_SEVERITY_TREE;
    const ways = (fields: Record<string, string>): (number | undefined)[] => {
      const found = severityChosen(DEFAULT_SEVERITY_TREE, { severity: 'ask', ...fields });
      if ('severity' in found) return [found.severity];
      const open = questions.find(({ text }) => found.message.includes(text));
      return (open?.answers ?? []).flatMap((_, index) =>
        ways({ ...fields, [`severity_${open?.id}`]: String(index + 1) }),
      );
    };
    expect(ways({})).toEqual([1, 2, 2, 3, 4, 4]);
  });

  it('may be passed over, and say which answer is missing', () => {
    expect(severityChosen(DEFAULT_SEVERITY_TREE, { severity: '3', severity_work: '1' })).toEqual({
      severity: 3,
    });
    expect(severityChosen(DEFAULT_SEVERITY_TREE, { severity: 'ask', severity_work: '1' })).toEqual({
      field: 'severity',
      message: 'Answer “Is there a way around it?”, or choose one here.',
    });
    expect(severityChosen(null, { severity: 'ask' })).toMatchObject({ field: 'severity' });
    expect(severityChosen(DEFAULT_SEVERITY_TREE, {})).toMatchObject({ field: 'severity' });
    expect(severityChosen(DEFAULT_SEVERITY_TREE, { severity: 'ask', severity_work: '9' })).toMatchObject({
      message: 'Answer “Can people work?”, or choose one here.',
    });
  });

  it('stand in a form in their order, each with the answer after which it is asked', () => {
    const fields = severityFields(DEFAULT_SEVERITY_TREE, (one) => `P${one}`);
    expect(fields.map(({ name, hint }) => `${name} ${hint ?? ''}`.trim())).toEqual([
      'severity',
      'severity_work',
      'severity_around If “No, or data is being lost”',
      'severity_many If “Only in part, or slowly”',
    ]);
    expect(severityFields(null, (one) => `P${one}`)).toMatchObject([{ name: 'severity', initial: '1' }]);
  });
});
