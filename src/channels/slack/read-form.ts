import { z } from 'zod';
import type { Answer } from '../../contract/card.ts';
import { failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { FIELD, FormMemory, fromOption } from './form-memory.ts';
import { LIMITS } from './limits.ts';

const id = z.string().min(1).max(64);
// Slack counts characters, we count UTF-16 units.
const Written = z.string().max(2 * LIMITS.input);

const SentFile = z.object({
  id,
  name: z.string().max(1_000).nullish(),
  mimetype: z.string().max(255).nullish(),
  size: z.number().nullish(),
  url_private_download: z.string().max(LIMITS.url).nullish(),
});

const Option = z.object({ value: z.string().max(LIMITS.optionValue) });
const Sent = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['plain_text_input', 'number_input']), value: Written.nullish() }),
  z.object({ type: z.literal('datepicker'), selected_date: z.string().max(10).nullish() }),
  z.object({ type: z.literal('static_select'), selected_option: Option.nullish() }),
  z.object({
    type: z.enum(['checkboxes', 'multi_static_select']),
    selected_options: z.array(Option).max(LIMITS.options).nullish(),
  }),
  z.object({ type: z.literal('users_select'), selected_user: id.nullish() }),
  z.object({ type: z.literal('file_input'), files: z.array(SentFile).max(LIMITS.files).nullish() }),
]);

const few = <Value extends z.ZodType>(value: Value) =>
  z
    .record(z.string().max(LIMITS.id), value)
    .refine((all) => Object.keys(all).length <= LIMITS.modalBlocks, 'There are too many.');

const View = z.object({
  private_metadata: z.string().max(LIMITS.modalMeta),
  state: z.object({ values: few(few(Sent)) }),
});

export type Submission = {
  action: string;
  value: string;
  meta: string;
  /** What was written and chosen, by field. One left empty is not in it. */
  fields: Record<string, string>;
  /** Slack accounts, by field of a person. */
  users: Record<string, string>;
  files: z.output<typeof SentFile>[];
};

/**
 * The `view` of a `view_submission`.
 * @throws `invalid` when it is not one of our forms
 */
export function readSubmission(view: unknown): Submission {
  const { private_metadata, state } = parse(View, view);
  const { action, value, meta, long } = parse(FormMemory, jsonOf(private_metadata));
  const fields = new Map<string, string>();
  const users = new Map<string, string>();
  const files: Submission['files'] = [];
  for (const [block, inputs] of Object.entries(state.values)) {
    if (!block.startsWith(FIELD)) continue;
    const name = block.slice(FIELD.length);
    const choiceOf = (option: z.output<typeof Option>) =>
      fromOption(option.value, long) ?? failField(name, 'must be one of the choices');
    for (const sent of Object.values(inputs)) {
      if ('value' in sent && sent.value) fields.set(name, sent.value);
      if (sent.type === 'datepicker' && sent.selected_date) fields.set(name, sent.selected_date);
      if (sent.type === 'static_select' && sent.selected_option) {
        fields.set(name, choiceOf(sent.selected_option));
      }
      if ('selected_options' in sent && sent.selected_options?.length) {
        fields.set(name, sent.selected_options.map(choiceOf).join(','));
      }
      if (sent.type === 'users_select' && sent.selected_user) users.set(name, sent.selected_user);
      if (sent.type === 'file_input') files.push(...(sent.files ?? []));
    }
  }
  return {
    ...{ action, value, meta, files },
    fields: Object.fromEntries(fields),
    users: Object.fromEntries(users),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type FormErrors = Extract<Answer, { type: 'form_errors' }>['errors'];

/** The answer to a submission that shows what is wrong; what is about no field of the view stands at its first. */
export function formErrors(errors: FormErrors, view: unknown) {
  const blocks = Object.keys(parse(View, view).state.values).filter((block) => block.startsWith(FIELD));
  const told = new Map<string, string>();
  for (const { field, message } of errors) {
    const own = FIELD + field.split('.', 1)[0];
    const known = blocks.includes(own);
    const block = known ? own : (blocks[0] ?? own);
    const words = known || field === '' ? message : `${field}: ${message}`;
    told.set(block, [told.get(block) ?? [], words].flat().join('\n'));
  }
  return { response_action: 'errors' as const, errors: Object.fromEntries(told) };
}
