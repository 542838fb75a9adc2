import { Checkbox, NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import type { Field } from '../../contract/card.ts';
import { PersonPicker } from './person-picker.tsx';

type FormFieldProps = {
  field: Field;
  /** The one that has the focus when the dialog opens. */
  first: boolean;
  value: string;
  error?: string;
  onChange: (value: string) => void;
};

/** One field of a neutral form. Nothing typed is cut off: a text that is too long is told, not shortened. */
export function FormField({ field, first, value, error, onChange }: FormFieldProps) {
  const common = {
    label: field.label,
    description: field.hint,
    withAsterisk: field.required,
    'aria-required': field.required,
    error,
    'data-autofocus': first || undefined,
  };
  switch (field.type) {
    case 'text':
      return (
        <TextInput {...common} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
      );
    case 'paragraph':
      return (
        <Textarea
          {...common}
          minRows={5}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'choice':
      return (
        <NativeSelect {...common} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {needsBlank(field.options, field.required, value) && (
            <option value="">{field.required ? 'Choose …' : 'None chosen'}</option>
          )}
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </NativeSelect>
      );
    case 'choices':
      return (
        <Checkbox.Group
          {...common}
          value={value.split(',').filter((one) => one !== '')}
          onChange={(chosen) => onChange(chosen.join(','))}
        >
          <Stack gap="xs" mt={6}>
            {field.options.map((option) => (
              <Checkbox key={option.value} value={option.value} label={option.label} />
            ))}
          </Stack>
        </Checkbox.Group>
      );
    case 'date':
      return (
        <TextInput
          type="date"
          maw="14rem"
          {...common}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <NumberInput
          maw="14rem"
          {...common}
          value={value}
          min={field.min ?? undefined}
          max={field.max ?? undefined}
          // What is out of bounds is told, not changed.
          clampBehavior="none"
          onChange={(typed) => onChange(String(typed))}
        />
      );
    case 'person':
      return (
        <PersonPicker
          label={field.label}
          description={field.hint}
          required={field.required}
          error={error}
          agentsOnly={field.agentsOnly}
          clearable={!field.required}
          value={value || null}
          onChange={(id) => onChange(id ?? '')}
        />
      );
  }
}

/** A choice that none of the options is yet, or that may stay without one. */
function needsBlank(options: readonly { value: string }[], required: boolean, value: string): boolean {
  if (options.some((option) => option.value === '')) return false;
  return !required || !options.some((option) => option.value === value);
}
