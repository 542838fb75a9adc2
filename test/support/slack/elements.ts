import { allBlocks } from './render.ts';
import type { Json } from './types.ts';
import { isObject } from './validate.ts';

/** The elements that a person can use, and what Slack sends of what was chosen in them. */
type Usable = { block: Json; element: Json };
export type Chosen = string | string[] | undefined;

export function usableIn(shown: { blocks: Json[]; attachments?: Json[] }): Usable[] {
  return allBlocks(shown).flatMap((block) => {
    const elements = block.type === 'actions' && Array.isArray(block.elements) ? block.elements : [];
    return [...elements, block.accessory, block.element]
      .filter(isObject)
      .filter((element) => element.type !== 'image')
      .map((element) => ({ block, element }));
  });
}

function optionsOf(element: Json): Json[] {
  const groups = Array.isArray(element.option_groups) ? element.option_groups.filter(isObject) : [];
  return [element, ...groups].flatMap((one) =>
    Array.isArray(one.options) ? one.options.filter(isObject) : [],
  );
}

function optionOf(element: Json, value: string): Json {
  const option = optionsOf(element).find((one) => one.value === value);
  if (!option) throw new Error(`${element.action_id} has no option ${value}`);
  return option;
}

const one = (chosen: Chosen): string | undefined => (Array.isArray(chosen) ? chosen[0] : chosen) || undefined;
const several = (chosen: Chosen): string[] => (typeof chosen === 'string' ? [chosen] : (chosen ?? []));

/** The state of an element: what was chosen, or what it began with; nothing where `null` stands for that. */
export function stateOf(element: Json, chosen: Chosen): Json {
  const type = element.type;
  const began = (name: string) => (chosen === undefined ? element[name] : undefined);
  const single = one(chosen);
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return {
        type,
        selected_option: single ? optionOf(element, single) : (began('initial_option') ?? null),
      };
    case 'overflow':
      return { type, selected_option: single ? optionOf(element, single) : null };
    case 'multi_static_select':
    case 'checkboxes':
      return {
        type,
        selected_options:
          began('initial_options') ?? several(chosen).map((value) => optionOf(element, value)),
      };
    case 'users_select':
      return { type, selected_user: single ?? began('initial_user') ?? null };
    case 'multi_users_select':
      return { type, selected_users: began('initial_users') ?? several(chosen) };
    case 'conversations_select':
      return { type, selected_conversation: single ?? began('initial_conversation') ?? null };
    case 'channels_select':
      return { type, selected_channel: single ?? began('initial_channel') ?? null };
    case 'datepicker':
      return { type, selected_date: single ?? began('initial_date') ?? null };
    default:
      return { type, value: single ?? began('initial_value') ?? null };
  }
}

/** Whether a state says nothing. */
export const isEmpty = (state: Json): boolean =>
  Object.entries(state).every(
    ([name, value]) => name === 'type' || value === null || (Array.isArray(value) && value.length === 0),
  );
