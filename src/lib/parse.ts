import type { z } from 'zod';
import { fail } from './errors.ts';

/** Parses untrusted input; raises `invalid` that names every wrong field. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), message: 'Unknown field' }))
      : [{ field: issue.path.join('.'), message: issue.message }],
  );
  const first = problems[0];
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return fail('invalid', first ? `${first.field || 'input'}: ${first.message}${more}` : 'Invalid input', {
    problems,
  });
}
