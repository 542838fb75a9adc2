import { NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import type { Service, SourceName } from '../../../contract/services.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { optionsOf } from '../ticket/words.ts';
import type { Opened } from './key-once.tsx';
import { sourceNames } from './source-words.ts';

type Values = { name: string; source: SourceName };
type IntegrationFormProps = { service: Service; onAdded: (opened: Opened) => void; onCancel: () => void };

/** Opens a door for alerts. */
export function IntegrationForm({ service: { id }, onAdded, onCancel }: IntegrationFormProps) {
  const form = useForm<Values>({
    initialValues: { name: '', source: 'alertmanager' },
    validate: checkedBy(api.services.addIntegration.input.pick({ name: true, source: true })),
  });
  const add = useVerb(api.services.addIntegration, { onProblem: atFields(form), onSuccess: onAdded });
  const submit = form.onSubmit((values) => add.mutate({ id, ...values }), toFirstError(form));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label="Name"
          description="What sends, so that you know it again"
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <NativeSelect label="Source" data={optionsOf(sourceNames)} {...form.getInputProps('source')} />
        <FormButtons submit="Add" loading={add.isPending} onCancel={onCancel} />
      </Stack>
    </form>
  );
}
