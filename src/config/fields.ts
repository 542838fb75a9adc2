import { z } from 'zod';

/** `NAME=` is as if it were not there. */
export const unset = (value: unknown) => (value === '' ? undefined : value);
export const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(unset, schema.optional());

export function isUrl(value: string, ...protocols: string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}
