import { z } from 'zod';
import { LIMITS } from './limits.ts';

/** What a form and its submission have to agree on. */

/** A block's id is its field's name behind this. */
export const FIELD = 'field:';

/** What comes back with a submission, as `private_metadata`. */
export const FormMemory = z.object({
  action: z.string(),
  value: z.string(),
  meta: z.string(),
  /** Values that are too long for an option, which tells their place in here instead. */
  long: z.array(z.string()),
});
export type FormMemory = z.output<typeof FormMemory>;

/** The value behind a sign, because Slack takes no empty one. */
export function toOption(value: string, long: string[]): string {
  return value.length < LIMITS.optionValue ? `=${value}` : `#${long.push(value) - 1}`;
}

export function fromOption(option: string, long: string[]): string | undefined {
  return option.startsWith('=') ? option.slice(1) : long[Number(option.slice(1))];
}
