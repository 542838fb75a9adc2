import { NativeSelect, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import type { Service, SourceName } from '../../../contract/services.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { checkedBy, toFirstError } from '../ticket/form.ts';
import { optionsOf } from '../ticket/words.ts';
import { atSettings, CHANGED } from './integration-values.ts';
import type { Opened } from './key-once.tsx';
import { PeriodFields } from './period-fields.tsx';
import { sourceNames } from './source-words.ts';

type Values = {
  id: string;
  name: string;
  source: SourceName;
  everySeconds: number | string;
  graceSeconds: number | string;
};

type IntegrationFormProps = {
  /** Whose it may be; of several one is chosen. */
  services: readonly Service[];
  /** What it is; null: that is chosen. */
  source: SourceName | null;
  onAdded: (opened: Opened) => void;
  onCancel: () => void;
};

/** What is sent; the contract checks it. */
const inputOf = ({ everySeconds, graceSeconds, ...rest }: Values) => ({
  ...rest,
  settings:
    rest.source === 'heartbeat'
      ? { everySeconds: everySeconds as number, graceSeconds: graceSeconds as number }
      : {},
});

/** Opens a door for alerts. */
export function IntegrationForm({ services, source, onAdded, onCancel }: IntegrationFormProps) {
  const [first, ...others] = services;
  const form = useForm<Values>({
    initialValues: {
      ...{ id: first && others.length === 0 ? first.id : '', name: '', source: source ?? 'alertmanager' },
      ...{ everySeconds: 300, graceSeconds: 0 },
    },
    validate: (values) => atSettings(checkedBy(api.services.addIntegration.input)(inputOf(values))),
  });
  const add = useVerb(api.services.addIntegration, {
    onProblem({ fields }) {
      const errors = atSettings(fields);
      form.setErrors(errors);
      toFirstError(form)(errors);
      return Object.keys(errors).length > 0;
    },
    onSuccess: onAdded,
    invalidates: CHANGED,
  });
  const submit = form.onSubmit((values) => add.mutate(inputOf(values)), toFirstError(form));
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
        {others.length > 0 && (
          <Select
            label="Service"
            description="Its escalation policy says who is paged"
            required
            searchable
            data={services.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('id')}
          />
        )}
        {source === null && (
          <NativeSelect label="Source" data={optionsOf(sourceNames)} {...form.getInputProps('source')} />
        )}
        {form.getValues().source === 'heartbeat' && (
          <PeriodFields
            every={form.getInputProps('everySeconds')}
            grace={form.getInputProps('graceSeconds')}
          />
        )}
        <FormButtons submit="Add" loading={add.isPending} onCancel={onCancel} />
      </Stack>
    </form>
  );
}
