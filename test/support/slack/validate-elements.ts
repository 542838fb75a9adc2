import type { Json } from './types.ts';
import {
  anyText,
  byType,
  type Check,
  flag,
  idOnce,
  integer,
  isObject,
  list,
  note,
  object,
  oneOf,
  plainText,
  type Report,
  string,
} from './validate.ts';

const actionId = idOnce('action_id', ({ actionIds }) => actionIds);
const focus: Check = (value, at, report) => {
  flag(value, at, report);
  if (report.surface === 'message') note(report, at, '`focus_on_load` is not allowed in messages');
  if (value === true && ++report.focused > 1) note(report, at, 'only one element can have `focus_on_load`');
};

const confirm = object({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  'style?': oneOf('primary', 'danger'),
});

const option = object({ text: plainText(75), value: string({ max: 150 }), 'description?': plainText(75) });
const richOption = object({ text: anyText(75), value: string({ max: 150 }), 'description?': anyText(75) });
const overflowOption = object({
  text: plainText(75),
  value: string({ max: 150 }),
  'description?': plainText(75),
  'url?': string({ max: 3000 }),
});
const optionGroup = object({ label: plainText(75), options: list(option, { max: 100 }) });

const optionsOf = (value: Json): Json[] => {
  const groups = Array.isArray(value.option_groups) ? value.option_groups.filter(isObject) : [];
  return [value, ...groups].flatMap((one) =>
    Array.isArray(one.options) ? one.options.filter(isObject) : [],
  );
};

/** What is chosen at first has to be on offer, word for word. */
function initialOnOffer(value: Json, at: string, report: Report): void {
  const offered = new Set(optionsOf(value).map((one) => JSON.stringify(one)));
  const wanted = Array.isArray(value.initial_options) ? value.initial_options : [value.initial_option];
  const name = Array.isArray(value.initial_options) ? 'initial_options' : 'initial_option';
  for (const one of wanted) {
    if (one !== undefined && !offered.has(JSON.stringify(one)))
      note(report, `${at}/${name}`, `\`${name}\` must match one of the options`);
  }
  const values = optionsOf(value).map((one) => one.value);
  if (new Set(values).size < values.length)
    note(report, `${at}/options`, 'the values of options must be unique');
}

function optionsOrGroups(value: Json, at: string, report: Report): void {
  if ((value.options === undefined) === (value.option_groups === undefined))
    note(report, at, 'must define either `options` or `option_groups`');
  initialOnOffer(value, at, report);
}

const common = { type: string({ max: 100 }), 'action_id?': actionId };
const choice = { ...common, 'confirm?': confirm, 'focus_on_load?': focus };
const placed = { ...choice, 'placeholder?': plainText(150) };
const many = { 'max_selected_items?': integer(1, 100) };
const id = string({ max: 255 });
const conversationFilter = object({
  'include?': list(oneOf('im', 'mpim', 'private', 'public'), { max: 4 }),
  'exclude_external_shared_channels?': flag,
  'exclude_bot_users?': flag,
});

const button = object({
  ...common,
  text: plainText(75),
  'url?': string({ max: 3000 }),
  'value?': string({ max: 2000 }),
  'style?': oneOf('primary', 'danger'),
  'confirm?': confirm,
  'accessibility_label?': string({ max: 75 }),
});
const select = {
  ...placed,
  'options?': list(option, { max: 100 }),
  'option_groups?': list(optionGroup, { max: 100 }),
};
const date = (value: unknown, at: string, report: Report) => {
  if (!/^\d{4}-\d\d-\d\d$/.test(String(value))) note(report, at, 'must be a date of the form YYYY-MM-DD');
};

const choosers: Record<string, Check> = {
  static_select: object({ ...select, 'initial_option?': option }, optionsOrGroups),
  multi_static_select: object(
    { ...select, ...many, 'initial_options?': list(option, { max: 100 }) },
    optionsOrGroups,
  ),
  external_select: object({ ...placed, 'min_query_length?': integer(0, 1000), 'initial_option?': option }),
  users_select: object({ ...placed, 'initial_user?': id }),
  multi_users_select: object({ ...placed, ...many, 'initial_users?': list(id, { max: 100 }) }),
  conversations_select: object({
    ...placed,
    'initial_conversation?': id,
    'default_to_current_conversation?': flag,
    'response_url_enabled?': flag,
    'filter?': conversationFilter,
  }),
  channels_select: object({ ...placed, 'initial_channel?': id, 'response_url_enabled?': flag }),
  radio_buttons: object(
    { ...choice, options: list(richOption, { max: 10 }), 'initial_option?': richOption },
    initialOnOffer,
  ),
  checkboxes: object(
    { ...choice, options: list(richOption, { max: 10 }), 'initial_options?': list(richOption, { max: 10 }) },
    initialOnOffer,
  ),
  datepicker: object({ ...placed, 'initial_date?': date }),
};

const pressed: Record<string, Check> = {
  ...choosers,
  button,
  overflow: object(
    { ...common, 'confirm?': confirm, options: list(overflowOption, { max: 5 }) },
    initialOnOffer,
  ),
};

export const picture = {
  'image_url?': string({ max: 3000 }),
  'slack_file?': object({ 'id?': id, 'url?': string({ max: 3000 }) }),
  alt_text: string({ max: 2000 }),
};
export const image = object({ type: oneOf('image'), ...picture }, imageSource);

export function imageSource(value: Json, at: string, report: Report): void {
  if ((value.image_url === undefined) === (value.slack_file === undefined))
    note(report, at, 'must define either `image_url` or `slack_file`');
}

const typed = {
  ...common,
  'placeholder?': plainText(150),
  'focus_on_load?': focus,
  'initial_value?': string({ max: 3000, min: 0 }),
  'dispatch_action_config?': object({
    'trigger_actions_on?': list(oneOf('on_enter_pressed', 'on_character_entered'), { max: 2 }),
  }),
};

function initialFits(value: Json, at: string, report: Report): void {
  const { initial_value: text, max_length: most, min_length: least } = value;
  if (typeof least === 'number' && typeof most === 'number' && least > most)
    note(report, `${at}/min_length`, '`min_length` must not be greater than `max_length`');
  if (typeof text !== 'string' || text === '') return;
  if (typeof most === 'number') string({ max: most })(text, `${at}/initial_value`, report);
  if (typeof least === 'number') string({ min: least, max: 3000 })(text, `${at}/initial_value`, report);
}

export const accessory = byType({ ...pressed, image });
export const actionElement = byType(pressed);
export const inputElement = byType({
  ...choosers,
  plain_text_input: object(
    { ...typed, 'multiline?': flag, 'min_length?': integer(0, 3000), 'max_length?': integer(1, 3000) },
    initialFits,
  ),
  email_text_input: object(typed),
  url_text_input: object(typed),
  number_input: object({
    ...typed,
    is_decimal_allowed: flag,
    'min_value?': string({ max: 100 }),
    'max_value?': string({ max: 100 }),
  }),
  file_input: object({
    ...common,
    'filetypes?': list(string({ max: 20 }), { max: 100 }),
    'max_files?': integer(1, 10),
  }),
});
