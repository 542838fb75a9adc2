/** An item of the catalogue as a form: what of it is asked, and how it looks in a chat and on the web. */
import type { Field, Form } from './card.ts';
import type { CatalogueField, OfferedItem } from './catalogue.ts';

/** Whether a question is asked, by the answers to those before it. */
export function isAsked(
  { when }: Pick<CatalogueField, 'when'>,
  answers: Readonly<Record<string, string>>,
): boolean {
  if (!when) return true;
  const given = answers[when.field];
  if (given === undefined) return false;
  return when.is.includes(given) || given.split(',').some((one) => when.is.includes(one));
}

/** The questions that are asked by what is answered so far. An answer to one that is not asked counts for nothing. */
export function askedOf(
  fields: readonly CatalogueField[],
  given: Readonly<Record<string, string>>,
): CatalogueField[] {
  const answers: Record<string, string> = {};
  return fields.filter((field) => {
    const asked = isAsked(field, answers);
    const value = given[field.name]?.trim();
    if (asked && value) answers[field.name] = value;
    return asked;
  });
}

/** What is shown of an item in a form or a preview of one. */
export type FormItem = Pick<
  OfferedItem,
  'id' | 'icon' | 'name' | 'description' | 'cost' | 'needsApproval' | 'fields'
>;

/** The form of an item in a chat, which shows all questions: one that is asked only by an answer says so. */
export const chatForm = (item: FormItem): Form => ({
  ...{
    action: 'request_send',
    value: item.id,
    title: `${item.icon} ${item.name}`.trim(),
    submit: 'Request',
  },
  fields: item.fields.map((field, index) =>
    chatField(field, item.fields, index === 0 ? aboutItem(item) : ''),
  ),
  files: true,
});

const aboutItem = ({ description, cost, needsApproval }: FormItem): string =>
  joined([
    description,
    cost ? `Costs ${cost.amount} ${cost.currency}.` : '',
    needsApproval ? 'Somebody has to agree first.' : '',
  ]);

const joined = (words: string[]): string => words.filter((one) => one !== '').join(' ');

/** It is judged when it is sent, so what depends on an answer is not required here. */
function chatField(field: CatalogueField, all: readonly CatalogueField[], about: string): Field {
  const before = field.when && all.find(({ name }) => name === field.when?.field);
  const only = before ? `Only if “${before.label}” is ${field.when?.is.join(' or ')}.` : '';
  return {
    ...fieldOf(field, joined([about, field.hint, only])),
    required: field.required && !field.when,
  };
}

/** A question as a neutral field. */
export function fieldOf(field: CatalogueField, hint = field.hint): Field {
  const base = {
    ...{ name: field.name, label: field.label, required: field.required },
    ...(hint === '' ? {} : { hint }),
  };
  switch (field.type) {
    case 'text':
    case 'paragraph':
      return { type: field.type, ...base, max: field.max };
    case 'choice':
    case 'choices':
      return {
        type: field.type,
        ...base,
        options: field.options.map((option) => ({ value: option, label: option })),
      };
    case 'person':
      return { type: 'person', ...base, agentsOnly: false };
    case 'date':
      return { type: 'date', ...base };
    case 'number':
      return { type: 'number', ...base, min: field.min, max: field.max };
  }
}
