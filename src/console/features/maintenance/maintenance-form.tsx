import { MultiSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { CreateMaintenance } from '../../../contract/maintenance.ts';
import { queryOf, useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import classes from '../settings/settings.module.css';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { instantOf, minuteOf } from '../ticket/minutes.ts';

const HOUR_MS = 3_600_000;
type Values = {
  name: string;
  serviceIds: string[];
  begins: 'now' | 'later';
  /** As an input of the browser holds it. */
  startsAt: string;
  endsAt: string;
  /** Empty: it is not on the public status page. */
  statusTitle: string;
};

const inputOf = ({ name, serviceIds, begins, startsAt, endsAt, statusTitle }: Values) => ({
  ...{ name, serviceIds, statusTitle: statusTitle.trim() === '' ? null : statusTitle },
  ...(begins === 'later' ? { startsAt: instantOf(startsAt) ?? '' } : {}),
  endsAt: instantOf(endsAt) ?? '',
});

/** Plans a maintenance, or begins one now. */
export function MaintenanceForm({ onDone }: { onDone: () => void }) {
  const services = useQuery(queryOf(api.services.list, {})).data?.items ?? [];
  const settings = useQuery(queryOf(api.settings.get, {})).data;
  const at = (hours: number) => minuteOf(new Date(Date.now() + hours * HOUR_MS).toISOString());
  const form = useForm<Values>({
    initialValues: {
      ...{ name: '', serviceIds: [], begins: 'now', startsAt: at(1), endsAt: at(2), statusTitle: '' },
    },
    validate: (values) => checkedBy(CreateMaintenance)(inputOf(values)),
  });
  const create = useVerb(api.maintenances.create, {
    onProblem: atFields(form),
    onSuccess: ({ name }) => {
      showDone(`${name} is noted.`);
      onDone();
    },
  });
  const submit = form.onSubmit((values) => create.mutate(inputOf(values)), toFirstError(form));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label="What is done"
          placeholder="New disks in the database"
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <MultiSelect
          label="Services"
          description="Their alerts are recorded, and page nobody"
          required
          searchable
          data={services
            .filter(({ archivedAt }) => archivedAt === null)
            .map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('serviceIds')}
        />
        <Radio.Group label="Begins" {...form.getInputProps('begins')}>
          <Stack gap={8} mt={8}>
            <Radio value="now" label="Now" />
            <Radio value="later" label="Later" />
          </Stack>
        </Radio.Group>
        <div className={classes.fields}>
          {form.getValues().begins === 'later' && (
            <TextInput label="From" type="datetime-local" required {...form.getInputProps('startsAt')} />
          )}
          <TextInput label="Until" type="datetime-local" required {...form.getInputProps('endsAt')} />
        </div>
        {settings?.statusPage.public && (
          <TextInput
            label="On the public status page as"
            description="Empty: it is not shown there"
            placeholder="A short break"
            {...form.getInputProps('statusTitle')}
          />
        )}
        <FormButtons submit="Note it" loading={create.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}
