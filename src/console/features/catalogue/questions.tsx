import type { CatalogueField } from '../../../contract/catalogue.ts';
import { askedOf, fieldOf } from '../../../contract/catalogue-form.ts';
import { FormField } from '../../ui/form-field.tsx';

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
    <FormField
      key={`${field.type} ${field.name}`}
      field={fieldOf(field)}
      first={false}
      value={answers[field.name] ?? ''}
      error={errors[field.name]}
      onChange={(value) => onChange(field.name, value)}
    />
  ));
}
