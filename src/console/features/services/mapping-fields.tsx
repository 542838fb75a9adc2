import { TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import settings from '../settings/settings.module.css';
import { type IntegrationValues, MAPPING_FIELDS, mappingFields, mappingOf } from './integration-values.ts';
import { MappingPreview } from './mapping-preview.tsx';

type MappingFieldsProps = {
  id: string;
  form: Pick<ReturnType<typeof useForm<IntegrationValues>>, 'getInputProps' | 'getValues'>;
};

/** An expression for each part of an alert, and what they make of what was sent last. */
export function MappingFields({ id, form }: MappingFieldsProps) {
  return (
    <fieldset className={settings.group}>
      <legend>Mapping, in JMESPath</legend>
      <div className={settings.fields}>
        {MAPPING_FIELDS.map((field) => (
          <TextInput
            key={field}
            required={field === 'summary'}
            autoComplete="off"
            spellCheck={false}
            {...mappingFields[field]}
            {...form.getInputProps(`mapping.${field}`)}
          />
        ))}
      </div>
      <MappingPreview id={id} mapping={mappingOf(form.getValues())} />
    </fieldset>
  );
}
