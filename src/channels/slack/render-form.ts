import type { Field, Form } from '../../contract/card.ts';
import { cut, shown } from '../../lib/text.ts';
import type { Input, InputBlock, Modal, Option } from './blocks.ts';
import { FIELD, type FormMemory, toOption } from './form-memory.ts';
import { LIMITS } from './limits.ts';
import { plain, section } from './text.ts';

/** The one element of each input. */
const INPUT = 'input';

type Options = {
  /** Comes back with the submission. */
  meta: string;
  /** The Slack account of a person who is in a field already. */
  userOf?: (personId: string) => string | undefined;
};

/** @throws when action, value, meta and long options together are more than Slack carries for us */
export function renderForm(form: Form, { meta, userOf = () => undefined }: Options): Modal {
  const long: string[] = [];
  const inputs = form.fields.map((field) => inputBlock(field, inputOf(field, long, userOf)));
  const memory: FormMemory = { action: form.action, value: form.value, meta, long };
  const private_metadata = JSON.stringify(memory);
  if (private_metadata.length > LIMITS.modalMeta) throw new Error('The form carries more than Slack takes.');
  return {
    type: 'modal',
    title: plain(form.title, LIMITS.modalTitle),
    submit: plain(form.submit, LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    private_metadata,
    blocks: [
      ...(form.title.length > LIMITS.modalTitle ? section(form.title, LIMITS.label) : []),
      ...inputs,
      ...(form.files ? [FILES] : []),
    ],
  };
}

/** Named as the domain names it, so that what it says of the files finds its way here. */
const FILES: InputBlock = {
  type: 'input',
  block_id: `${FIELD}attachmentIds`,
  label: plain('Files', LIMITS.label),
  optional: true,
  element: { type: 'file_input', action_id: INPUT, max_files: LIMITS.files },
};

function inputBlock(field: Field, element: Input): InputBlock {
  const unlisted = 'options' in field && field.options.length > LIMITS.options;
  const hints = [field.hint ?? '', unlisted ? `Only the first ${LIMITS.options} are listed.` : ''];
  const hint = hints.filter((words) => shown(words) !== '').join(' ');
  return {
    type: 'input',
    block_id: FIELD + field.name,
    label: plain(field.label, LIMITS.label),
    ...(hint === '' ? {} : { hint: plain(hint, LIMITS.label) }),
    optional: !field.required,
    element,
  };
}

/** Slack cannot offer agents only: whom somebody chose is for the domain to judge. */
function inputOf(field: Field, long: string[], userOf: (personId: string) => string | undefined): Input {
  switch (field.type) {
    case 'text':
    case 'paragraph': {
      const max_length = Math.max(1, Math.min(field.max, LIMITS.input));
      const initial_value = cut(shown(field.initial ?? ''), max_length, '');
      return {
        type: 'plain_text_input',
        action_id: INPUT,
        multiline: field.type === 'paragraph',
        max_length,
        ...(initial_value === '' ? {} : { initial_value }),
      };
    }
    case 'choice': {
      const { offered, options } = optionsOf(field, long);
      const initial_option = options[offered.findIndex(({ value }) => value === field.initial)];
      return { type: 'static_select', action_id: INPUT, options, ...(initial_option && { initial_option }) };
    }
    case 'choices': {
      const { offered, options } = optionsOf(field, long);
      const began = (field.initial ?? '').split(',');
      const initial_options = options.filter((_, at) => began.includes(offered[at]?.value ?? ''));
      return {
        type: options.length > LIMITS.checkboxes ? 'multi_static_select' : 'checkboxes',
        ...{ action_id: INPUT, options },
        ...(field.initial && initial_options.length > 0 ? { initial_options } : {}),
      };
    }
    case 'date':
      return {
        ...{ type: 'datepicker', action_id: INPUT },
        ...(field.initial ? { initial_date: field.initial } : {}),
      };
    case 'number': {
      const { initial, min, max } = field;
      return {
        ...{ type: 'number_input', action_id: INPUT, is_decimal_allowed: true },
        ...(initial ? { initial_value: initial } : {}),
        ...(min === null ? {} : { min_value: String(min) }),
        ...(max === null ? {} : { max_value: String(max) }),
      };
    }
    case 'person': {
      const initial_user = field.initial === undefined ? undefined : userOf(field.initial);
      return { type: 'users_select', action_id: INPUT, ...(initial_user && { initial_user }) };
    }
  }
}

function optionsOf(field: Extract<Field, { options: unknown }>, long: string[]) {
  const offered = field.options.slice(0, LIMITS.options);
  // Slack wants one at least.
  if (offered.length === 0) offered.push({ value: '', label: 'Nothing to choose from' });
  const options = offered.map(
    (option): Option => ({
      text: plain(option.label, LIMITS.optionText),
      value: toOption(option.value, long),
    }),
  );
  return { offered, options };
}
