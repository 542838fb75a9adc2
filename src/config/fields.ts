import { z } from 'zod';

/** `NAME=` is as if it were not there. */
export const unset = (value: unknown) => (value === '' ? undefined : value);
export const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(unset, schema.optional());

export function isUrl(value: string, ...protocols: string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

/** @param example one that people know */
export const port = (example: number) =>
  z.coerce
    .number(`must be a number from 0 to 65535, such as ${example}`)
    .int('must be a whole number')
    .min(0, 'must be 0 or more (0 takes any free port)')
    .max(65_535, 'must be at most 65535');
