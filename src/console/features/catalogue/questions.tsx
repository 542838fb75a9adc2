import type { CatalogueField } from '../../../contract/catalogue.ts';
import { askedOf } from '../../../contract/catalogue-form.ts';
import { Question } from './question.tsx';

type QuestionsProps = {
  fields: readonly CatalogueField[];
  answers: Record<string, string>;
  /** By the name of the question. */
  errors?: Record<string, string>;
  onChange: (name: string, value: string) => void;
};

/** The questions that are asked by what is answered so far: they come and go as one answers. */
export function Questions({ fields, answers, errors = {}, onChange }: QuestionsProps) {
  return askedOf(fields, answers).map((field) => (
    <Question
      key={`${field.type} ${field.name}`}
      field={field}
      value={answers[field.name] ?? ''}
      error={errors[field.name]}
      onChange={(value) => onChange(field.name, value)}
    />
  ));
}
