import { NativeSelect, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { type Integration, IntegrationSettings } from '../../../contract/services.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { checkedBy, toFirstError } from '../ticket/form.ts';
import { type IntegrationValues, integrationOf, integrationValuesOf } from './integration-values.ts';
import { MappingFields } from './mapping-fields.tsx';

const renamed = (errors: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(errors).map(([path, words]) => [path.replace(/^settings\./, ''), String(words)]),
  );

type IntegrationSettingsFormProps = { integration: Integration; onDone: () => void };

/** How what comes in by an integration is taken; only what concerns its source is asked. */
export function IntegrationSettingsForm({ integration, onDone }: IntegrationSettingsFormProps) {
  const { id, name, source, settings } = integration;
  const form = useForm<IntegrationValues>({
    initialValues: integrationValuesOf(name, settings),
    validate: (values) =>
      renamed(
        checkedBy(api.services.updateIntegration.input)({
          id,
          ...integrationOf(values),
        }),
      ),
  });
  const update = useVerb(api.services.updateIntegration, {
    onProblem({ fields }) {
      const errors = renamed(fields);
      form.setErrors(errors);
      toFirstError(form)(errors);
      return Object.keys(errors).length > 0;
    },
    onSuccess: ({ name }) => {
      showDone(`${name} was saved.`);
      onDone();
    },
    invalidates: ['/services'],
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
          <NumberInput
            label="Missing after seconds"
            description="When nothing was heard for so long, an alert is opened"
            min={30}
            allowDecimal={false}
            {...form.getInputProps('everySeconds')}
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
