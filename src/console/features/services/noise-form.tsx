import { Checkbox, NumberInput, Select, Stack, Switch, TagsInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { AlertSeverity } from '../../../contract/alerts.ts';
import { api } from '../../../contract/api.ts';
import { type Service, ServiceSettings } from '../../../contract/services.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { showDone } from '../../ui/tell.tsx';
import { severityWords } from '../alerts/alert-words.ts';
import { useNames } from '../settings/names.ts';
import settings from '../settings/settings.module.css';
import { checkedBy, toFirstError } from '../ticket/form.ts';
import { type NoiseValues, noiseFieldOf, noiseValuesOf, settingsOf } from './noise-values.ts';

const renamed = (errors: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(errors).map(([path, words]) => [noiseFieldOf(path), String(words)]));

/** What of a service’s alerts pages nobody, and which of them open a ticket. */
export function NoiseForm({ service, onDone }: { service: Service; onDone: () => void }) {
  const { queues } = useNames();
  const form = useForm<NoiseValues>({
    initialValues: noiseValuesOf(service.settings),
    validate: (values) => renamed(checkedBy(ServiceSettings)(settingsOf(values))),
  });
  const update = useVerb(api.services.update, {
    onProblem({ fields }) {
      const errors = renamed(fields);
      form.setErrors(errors);
      toFirstError(form)(errors);
      return Object.keys(errors).length > 0 && Object.keys(errors).every((name) => name in form.getValues());
    },
    onSuccess: ({ name }) => {
      showDone(`${name} was saved.`);
      onDone();
    },
  });
  const submit = (values: NoiseValues) =>
    update.mutate({ id: service.id, settings: ServiceSettings.parse(settingsOf(values)) });
  const { groups, hasTickets, queueId, requesterId } = form.getValues();
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        <div className={settings.fields}>
          <NumberInput
            label="Hold for seconds"
            description="What is over by then pages nobody"
            min={0}
            allowDecimal={false}
            data-autofocus
            {...form.getInputProps('holdSeconds')}
          />
          <NumberInput
            label="Over by itself after minutes"
            description="When it has not come again. Empty: never"
            min={1}
            allowDecimal={false}
            {...form.getInputProps('autoResolveMinutes')}
          />
          <NumberInput
            label="Alerts a minute that page by themselves"
            description="What comes beside them is a storm"
            min={1}
            allowDecimal={false}
            {...form.getInputProps('stormPerMinute')}
          />
        </div>
        <Switch
          label="Alerts that belong together page once"
          {...form.getInputProps('groups', { type: 'checkbox' })}
        />
        {groups && (
          <div className={settings.fields}>
            <TagsInput
              label="The same values of these labels"
              description="None: all alerts of the service"
              placeholder="job, cluster"
              splitChars={[',']}
              {...form.getInputProps('groupLabels')}
            />
            <NumberInput
              label="Within minutes"
              description="Of the first one"
              min={1}
              allowDecimal={false}
              {...form.getInputProps('groupMinutes')}
            />
          </div>
        )}
        <Switch label="Alerts open tickets" {...form.getInputProps('hasTickets', { type: 'checkbox' })} />
        {hasTickets && (
          <>
            <Checkbox.Group label="Of these severities" {...form.getInputProps('severities')}>
              <Stack gap={8} mt={8}>
                {AlertSeverity.options.map((severity) => (
                  <Checkbox key={severity} value={severity} label={severityWords[severity]} />
                ))}
              </Stack>
            </Checkbox.Group>
            <Select
              label="In the queue"
              required
              searchable
              data={queues}
              value={queueId}
              onChange={(id) => form.setFieldValue('queueId', id)}
              error={form.errors.queueId}
            />
            <PersonPicker
              label="In the name of"
              required
              value={requesterId}
              onChange={(id) => form.setFieldValue('requesterId', id)}
              error={form.errors.requesterId}
            />
          </>
        )}
        <FormButtons submit="Save" loading={update.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}
