import type { CatalogueField } from '../../contract/catalogue.ts';
import { isAsked } from '../../contract/catalogue-form.ts';
import type { Problem } from '../../lib/errors.ts';
import { wellFormed } from '../../lib/text.ts';

export type Answered = {
  /** Of the questions that are asked, in their order; one that was left empty is not in it. */
  answers: Record<string, string>;
  problems: Problem[];
};

/**
 * Reads what somebody has answered: what is not asked by its condition is dropped, and everything that is wrong is told at
 * once. Whether a person is known is not for here.
 */
export function readAnswers(
  fields: readonly CatalogueField[],
  given: Readonly<Record<string, string>>,
): Answered {
  const answers: Record<string, string> = {};
  const problems: Problem[] = [];
  for (const field of fields) {
    if (!isAsked(field, answers)) continue;
    const value = wellFormed(Object.hasOwn(given, field.name) ? (given[field.name] ?? '') : '').trim();
    const problem =
      value === '' ? (field.required ? 'Please fill this in.' : undefined) : problemWith(field, value);
    if (problem) problems.push({ field: field.name, message: problem });
    else if (value !== '') answers[field.name] = value;
  }
  return { answers, problems };
}

function problemWith(field: CatalogueField, value: string): string | undefined {
  switch (field.type) {
    case 'text':
    case 'paragraph':
      return [...value].length > field.max
        ? `must have at most ${field.max.toLocaleString('en')} characters`
        : undefined;
    case 'choice':
      return field.options.includes(value) ? undefined : 'must be one of the choices';
    case 'choices':
      return value.split(',').every((one) => field.options.includes(one))
        ? undefined
        : 'must be some of the choices';
    case 'date':
      return isDay(value) ? undefined : 'must be a day such as 2026-12-01';
    case 'number': {
      const number = Number(value);
      if (!Number.isFinite(number)) return 'must be a number';
      if (field.min !== null && number < field.min) return `must be at least ${field.min}`;
      return field.max !== null && number > field.max ? `must be at most ${field.max}` : undefined;
    }
    case 'person':
      return undefined;
  }
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** As people read them. @param nameOf of a person by id */
export const answersInWords = (
  fields: readonly CatalogueField[],
  answers: Readonly<Record<string, string>>,
  nameOf: (id: string) => string,
): { label: string; value: string }[] =>
  fields.flatMap(({ name, label, type }) => {
    const value = answers[name];
    if (value === undefined) return [];
    const words =
      type === 'person' ? nameOf(value) : type === 'choices' ? value.split(',').join(', ') : value;
    return [{ label, value: words }];
  });

/** The people whom the answers name. */
export const peopleIn = (
  fields: readonly CatalogueField[],
  answers: Readonly<Record<string, string>>,
): string[] =>
  fields.flatMap(({ name, type }) => (type === 'person' && answers[name] ? [answers[name]] : []));
