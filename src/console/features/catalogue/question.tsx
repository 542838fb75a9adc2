import { NumberInput, TextInput } from '@mantine/core';
import type { CatalogueField } from '../../../contract/catalogue.ts';
import { fieldOf } from '../../../contract/catalogue-form.ts';
import { FormField } from '../../ui/form-field.tsx';

type QuestionProps = {
  field: CatalogueField;
  value: string;
  error?: string;
  onChange: (value: string) => void;
};

/** One question of an item, with the input that fits what is answered. */
export function Question({ field, value, error, onChange }: QuestionProps) {
  const common = {
    label: field.label,
    description: field.hint || undefined,
    withAsterisk: field.required,
    'aria-required': field.required,
    error,
    value,
  };
  switch (field.type) {
    case 'date':
      return (
        <TextInput
          type="date"
          maw="14rem"
          {...common}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <NumberInput
          maw="14rem"
          {...common}
          min={field.min ?? undefined}
          max={field.max ?? undefined}
          // What is out of bounds is told, not changed.
          clampBehavior="none"
          onChange={(typed) => onChange(String(typed))}
        />
      );
    default:
      return (
        <FormField field={fieldOf(field)} first={false} value={value} error={error} onChange={onChange} />
      );
  }
}
