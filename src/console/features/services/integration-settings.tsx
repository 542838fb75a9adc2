import { NativeSelect, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { type Integration, IntegrationSettings } from '../../../contract/services.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { checkedBy, toFirstError } from '../ticket/form.ts';
import {
  atSettings,
  CHANGED,
  type IntegrationValues,
  integrationOf,
  integrationValuesOf,
} from './integration-values.ts';
import { MappingFields } from './mapping-fields.tsx';
import { PeriodFields } from './period-fields.tsx';

type IntegrationSettingsFormProps = { integration: Integration; onDone: () => void };

/** How what comes in by an integration is taken; only what concerns its source is asked. */
export function IntegrationSettingsForm({ integration, onDone }: IntegrationSettingsFormProps) {
  const { id, name, source, settings } = integration;
  const form = useForm<IntegrationValues>({
    initialValues: integrationValuesOf(name, settings),
    validate: (values) =>
      atSettings(
        checkedBy(api.services.updateIntegration.input)({
          id,
          ...integrationOf(values),
        }),
      ),
  });
  const update = useVerb(api.services.updateIntegration, {
    onProblem({ fields }) {
      const errors = atSettings(fields);
      form.setErrors(errors);
      toFirstError(form)(errors);
      return Object.keys(errors).length > 0;
    },
    onSuccess: ({ name }) => {
      showDone(`${name} was saved.`);
      onDone();
    },
    invalidates: CHANGED,
  });
  const submit = (values: IntegrationValues) => {
    const { name, settings } = integrationOf(values);
    update.mutate({ id, name, settings: IntegrationSettings.parse(settings) });
  };
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <NumberInput
          label="Requests a minute"
          description="What is more is refused"
          min={1}
          allowDecimal={false}
          {...form.getInputProps('ratePerMinute')}
        />
        {(source === 'alertmanager' || source === 'grafana') && (
          <NativeSelect
            label="An alert for"
            data={[
              { value: 'alert', label: 'each one of a group' },
              { value: 'group', label: 'each group' },
            ]}
            {...form.getInputProps('alertPer')}
          />
        )}
        {source === 'heartbeat' && (
          <PeriodFields
            every={form.getInputProps('everySeconds')}
            grace={form.getInputProps('graceSeconds')}
          />
        )}
        {source === 'generic' && (
          <>
            <Switch
              label="It sends JSON in words of its own"
              {...form.getInputProps('hasMapping', { type: 'checkbox' })}
            />
            {form.getValues().hasMapping && <MappingFields id={id} form={form} />}
          </>
        )}
        <FormButtons submit="Save" loading={update.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}
