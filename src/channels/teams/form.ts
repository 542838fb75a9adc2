import { z } from 'zod';
import { type Answer, type Field, Form } from '../../contract/card.ts';
import { fail } from '../../lib/errors.ts';
import { shown } from '../../lib/text.ts';
import { label } from './buttons.ts';
import { type AdaptiveCard, adaptiveCard, type Element, type Input, SMALL, textBlock } from './cards.ts';
import { SHOWN } from './limits.ts';

/** Forms as dialogs of Teams (task modules), and what comes back of them. */

/** An input's id is its field's name behind this, so that no name meets another key of what is sent. */
const FIELD = 'field:';

/**
 * Comes back with what was filled in; so a form can be shown again, with what is wrong. It is its reader's own.
 * `opened`: the event that opened the dialog, the same however often it is sent.
 */
const Carried = z.object({ deskbell: z.object({ form: Form, opened: z.string().max(300) }) });

/** Most that Teams lists well. */
const OPTIONS = 500;
const LONGEST = 10_000;

type FormErrors = Extract<Answer, { type: 'form_errors' }>['errors'];

export function renderForm(form: Form, opened: string, errors: FormErrors = []): AdaptiveCard {
  const known = new Set(form.fields.map(({ name }) => name));
  const fieldOf = (error: FormErrors[number]) => error.field.split('.', 1)[0] ?? '';
  const others = errors.filter((error) => !known.has(fieldOf(error)));
  return adaptiveCard({
    body: [
      ...others.map(troubleWith),
      ...form.fields.flatMap((field): Element[] => [
        inputOf(field),
        ...(field.hint ? [small(field.hint)] : []),
        ...errors.filter((error) => fieldOf(error) === field.name).map(troubleWith),
      ]),
      ...(form.files ? [small('To send files, write them in the conversation.')] : []),
    ],
    actions: [{ type: 'Action.Submit', title: label(form.submit), data: { deskbell: { form, opened } } }],
  });
}

const small = (text: string) => textBlock(text, SHOWN.block, SMALL);

const troubleWith = ({ message }: FormErrors[number]) =>
  textBlock(message, SHOWN.block, { color: 'Attention' });

function inputOf(field: Field): Input {
  const base = {
    id: FIELD + field.name,
    label: shown(field.label) || field.name,
    isRequired: field.required,
    ...(field.required ? { errorMessage: 'Please fill this in.' } : {}),
    ...(field.initial ? { value: field.initial } : {}),
  };
  switch (field.type) {
    case 'text':
    case 'paragraph':
      return { type: 'Input.Text', ...base, isMultiline: field.type === 'paragraph', maxLength: field.max };
    case 'choice':
      return {
        ...{ type: 'Input.ChoiceSet', ...base, style: field.options.length > 10 ? 'filtered' : 'compact' },
        choices: choicesOf(field),
      };
    case 'choices':
      return {
        ...{ type: 'Input.ChoiceSet', ...base, style: 'expanded', isMultiSelect: true },
        choices: choicesOf(field),
      };
    case 'date':
      return { type: 'Input.Date', ...base };
    case 'number': {
      const { value, ...asked } = base;
      return {
        ...{ type: 'Input.Number', ...asked },
        ...(value && Number.isFinite(Number(value)) ? { value: Number(value) } : {}),
        ...(field.min === null ? {} : { min: field.min }),
        ...(field.max === null ? {} : { max: field.max }),
      };
    }
    case 'person':
      return {
        ...{
          type: 'Input.ChoiceSet',
          ...base,
          style: 'filtered',
          choices: [],
          placeholder: 'Search for a name',
        },
        'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
      };
  }
}

const choicesOf = ({ options }: Extract<Field, { options: unknown }>) =>
  options.slice(0, OPTIONS).map(({ value, label }) => ({ title: shown(label) || '…', value }));

export type Submission = {
  form: Form;
  opened: string;
  /** What was written and chosen, by field. One left empty is not in it. */
  fields: Record<string, string>;
  /** Ids in Entra, by field of a person. */
  users: Record<string, string>;
};

const Sent = z.record(z.string().max(300), z.unknown());
/** A number comes as one from some clients, and as text from others. */
const Written = z.union([z.string().max(LONGEST), z.number().transform(String)]);

/**
 * What a dialog sends.
 * @throws `invalid` when it is not one of our forms
 */
export function readSubmission(data: unknown): Submission {
  const { data: carried } = Carried.safeParse(data);
  if (!carried) fail('invalid', 'This is none of our forms.');
  const { form, opened } = carried.deskbell;
  const fields: Record<string, string> = {};
  const users: Record<string, string> = {};
  for (const [key, value] of Object.entries(Sent.parse(data))) {
    const field = key.startsWith(FIELD) ? form.fields.find(({ name }) => FIELD + name === key) : undefined;
    const written = field && Written.parse(value ?? '');
    if (!field || !written) continue;
    if (field.type === 'person') users[field.name] = written;
    else fields[field.name] = written;
  }
  return { form, opened, fields, users };
}

/** The form again, as it was filled in. */
export const filledIn = (form: Form, fields: Record<string, string>): Form => ({
  ...form,
  fields: form.fields.map((field) => ({
    ...field,
    ...(fields[field.name] ? { initial: fields[field.name] } : {}),
  })),
});
