import { z } from 'zod';
import type { Field } from './card.ts';

/**
 * Questions that lead to the severity of a major incident, so that who declares one need not know what P2 means: a tree
 * whose leaves are severities. An answer leads only to a question further below, so no way through it goes in circles.
 */

const MOST_QUESTIONS = 10;
const QuestionId = z.string().regex(/^[a-z0-9]{1,20}$/, 'must be letters and digits');
const Leads = z.union([
  /** 1 is the worst. */
  z.strictObject({ severity: z.literal([1, 2, 3, 4, 5]) }),
  z.strictObject({ question: QuestionId }),
]);
const Question = z.strictObject({
  id: QuestionId,
  text: z.string().trim().min(1, 'must not be empty').max(150, 'must have at most 150 characters'),
  answers: z
    .array(
      z.strictObject({
        // A choice in a chat has room for no more.
        text: z.string().trim().min(1, 'must not be empty').max(70, 'must have at most 70 characters'),
        leads: Leads,
      }),
    )
    .min(2, 'must have at least two answers')
    .max(6, 'must have at most 6 answers'),
});

export const SeverityTree = z
  .strictObject({
    /** The first one is asked first. */
    questions: z
      .array(Question)
      .min(1, 'must have a question')
      .max(MOST_QUESTIONS, `must have at most ${MOST_QUESTIONS} questions`),
  })
  .superRefine(({ questions }, context) => {
    const placeOf = new Map(questions.map(({ id }, index) => [id, index] as const).toReversed());
    const wrong = (message: string, ...path: (string | number)[]) =>
      context.addIssue({ code: 'custom', message, path: ['questions', ...path] });
    const led = new Set([questions[0]?.id]);
    questions.forEach(({ id, answers }, index) => {
      if (placeOf.get(id) !== index) wrong('is there twice', index, 'id');
      const texts = answers.map(({ text }) => text.toLowerCase());
      answers.forEach(({ text, leads }, answer) => {
        const at = [index, 'answers', answer] as const;
        if (text !== '' && texts.indexOf(text.toLowerCase()) !== answer)
          wrong('is there twice', ...at, 'text');
        if (!('question' in leads)) return;
        const place = placeOf.get(leads.question);
        if (place === undefined) wrong('leads to a question that is not there', ...at, 'leads');
        else if (place <= index) wrong('must lead to a question further below', ...at, 'leads');
        else led.add(leads.question);
      });
    });
    questions.forEach(({ id }, index) => {
      if (!led.has(id)) wrong('is asked after no answer', index, 'text');
    });
  });
export type SeverityTree = z.output<typeof SeverityTree>;

export const DEFAULT_SEVERITY_TREE: SeverityTree = {
  questions: [
    {
      id: 'work',
      text: 'Can people work?',
      answers: [
        { text: 'No, or data is being lost', leads: { question: 'around' } },
        { text: 'Only in part, or slowly', leads: { question: 'many' } },
        { text: 'Yes', leads: { severity: 4 } },
      ],
    },
    {
      id: 'around',
      text: 'Is there a way around it?',
      answers: [
        { text: 'No', leads: { severity: 1 } },
        { text: 'Yes', leads: { severity: 2 } },
      ],
    },
    {
      id: 'many',
      text: 'How many does it hit?',
      answers: [
        { text: 'A whole site, a customer, or most people', leads: { severity: 2 } },
        { text: 'A team', leads: { severity: 3 } },
        { text: 'A few people', leads: { severity: 4 } },
      ],
    },
  ],
};

/** In the field of the severity: what the answers say. */
const ASK = 'ask';
const SEVERITY = 'severity';
const fieldNameOf = (id: string) => `severity_${id}`;

/** The fields that ask for the severity: by name, or by questions. */
export function severityFields(tree: SeverityTree | null, words: (severity: number) => string): Field[] {
  const severities = [1, 2, 3, 4, 5].map((one) => ({ value: String(one), label: words(one) }));
  const ask = tree ? [{ value: ASK, label: 'As the answers below say' }] : [];
  return [
    {
      ...{ type: 'choice', name: SEVERITY, label: 'How bad is it?', required: true },
      ...{ options: [...ask, ...severities], initial: tree ? ASK : '1' },
    },
    ...(tree?.questions ?? []).map(({ id, text, answers }, index): Field => {
      const after = tree && index > 0 ? whenAsked(tree, id) : undefined;
      return {
        ...{ type: 'choice', name: fieldNameOf(id), label: text, required: false },
        options: answers.map((answer, place) => ({ value: String(place + 1), label: answer.text })),
        ...(after ? { hint: after } : {}),
      };
    }),
  ];
}

/** `If “No”`: the answers that lead to a question. */
function whenAsked({ questions }: SeverityTree, id: string): string {
  const before = questions.flatMap(({ answers }) =>
    answers.flatMap(({ text, leads }) => ('question' in leads && leads.question === id ? [`“${text}”`] : [])),
  );
  return `If ${before.join(' or ')}`;
}

/** The severity that was chosen, or that the answers lead to; or what is wrong, to be said at its field. */
export function severityChosen(
  tree: SeverityTree | null,
  fields: Readonly<Record<string, string | undefined>>,
): { severity: 1 | 2 | 3 | 4 | 5 } | { field: string; message: string } {
  const chosen = z.literal([1, 2, 3, 4, 5]).safeParse(Number(fields[SEVERITY]));
  if (chosen.success) return { severity: chosen.data };
  let question = fields[SEVERITY] === ASK ? tree?.questions[0] : undefined;
  if (!question) return { field: SEVERITY, message: 'must be one of the choices' };
  while (question) {
    const leads: z.output<typeof Leads> | undefined =
      question.answers[Number(fields[fieldNameOf(question.id)]) - 1]?.leads;
    // The form may be older than the questions: its first field is there in any case.
    if (!leads) return { field: SEVERITY, message: `Answer “${question.text}”, or choose one here.` };
    if ('severity' in leads) return { severity: leads.severity };
    question = tree?.questions.find(({ id }) => id === leads.question);
  }
  return { field: SEVERITY, message: 'must be one of the choices' };
}
