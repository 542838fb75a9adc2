/** What forms of records share: checks by the contract's own schemas, and the server's at the field. */
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { ApiProblem } from '../../problem.ts';

/** The page and the server say the same, because the rule is the same. */
export const checkedBy =
  (schema: z.ZodType) =>
  (values: unknown): FormErrors => {
    const parsed = schema.safeParse(values);
    if (parsed.success) return {};
    return Object.fromEntries(
      parsed.error.issues.map((issue) => [fieldOf(issue.path.join('.')), issue.message]),
    );
  };

/** What is wrong with an item of a list of words stands at the list's own input. */
const fieldOf = (path: string): string => path.replace(/\.\d+$/, '');

type FormErrors = Record<string, ReactNode>;

/** What is needed of Mantine's form here. */
type Form<Values> = {
  getValues: () => Values;
  setErrors: (errors: FormErrors) => void;
  isDirty: (path: string) => boolean;
  getInputNode: (path: string) => HTMLElement | null;
};

/**
 * For `useVerb`'s `onProblem`: errors that belong to fields of this form stand there, others are told. A
 * conflict that names no field stands at `unique`, the field that may have only one of a kind.
 */
export function atFields<Values extends object>(form: Form<Values>, unique?: keyof Values & string) {
  return (problem: ApiProblem): boolean => {
    const values = form.getValues();
    const named = Object.entries(problem.fields);
    const all =
      named.length === 0 && unique && problem.code === 'conflict'
        ? [[unique, problem.message] as const]
        : named;
    const fields = all
      .map(([path, words]) => [fieldOf(path), words] as const)
      .filter(([field]) => (field.split('.')[0] ?? '') in values);
    form.setErrors(Object.fromEntries(fields));
    toFirstError(form)(Object.fromEntries(fields));
    return fields.length > 0 && fields.length === all.length;
  };
}

/** For `form.onSubmit`'s second argument: leads to the first field that is wrong. */
export const toFirstError =
  <Values extends object>(form: Form<Values>) =>
  (errors: FormErrors): void => {
    const first = Object.keys(errors)[0];
    if (first) focusFirst(form, first);
  };

function focusFirst<Values extends object>(form: Form<Values>, path: string): void {
  form.getInputNode(path)?.focus();
}

/** Only what was changed, so that two admins do not undo each other's changes to other fields. */
export function dirtyPart<Values extends object>(form: Form<Values>): Partial<Values> {
  const values = form.getValues();
  const keys = (Object.keys(values) as (keyof Values & string)[]).filter((key) => form.isDirty(key));
  return Object.fromEntries(keys.map((key) => [key, values[key]])) as Partial<Values>;
}
