import { MultiSelect, NativeSelect, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../../../contract/api.ts';
import { CreateService, type Service } from '../../../contract/services.ts';
import { queryOf, useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { useNames } from '../settings/names.ts';
import settings from '../settings/settings.module.css';
import { atFields, checkedBy, dirtyPart, toFirstError } from '../ticket/form.ts';
import { tierOptions } from './service-words.ts';

/** How it keeps noise from people is not asked here. */
type Values = Omit<z.output<typeof CreateService>, 'settings'>;

const fresh: Values = {
  ...{ name: '', description: '', teamId: '', tier: 3, escalationPolicyId: null, dependsOn: [] },
};

const valuesOf = ({ name, description, teamId, tier, escalationPolicyId, dependsOn }: Service): Values => ({
  ...{ name, description, teamId, tier, escalationPolicyId, dependsOn },
});

type ServiceFormProps = {
  service: Service | null;
  /** All there are. */
  services: Service[];
  onDone: () => void;
};

export function ServiceForm({ service, services, onDone }: ServiceFormProps) {
  const { teams } = useNames();
  const policies = useQuery(queryOf(api.escalationPolicies.list, {})).data?.items ?? [];
  const form = useForm<Values>({
    initialValues: service ? valuesOf(service) : fresh,
    validate: checkedBy(CreateService),
  });
  const options = {
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name }: Service) => {
      showDone(`${name} was ${service ? 'saved' : 'added'}.`);
      onDone();
    },
  };
  const create = useVerb(api.services.create, options);
  const update = useVerb(api.services.update, options);
  const submit = () =>
    service ? update.mutate({ id: service.id, ...dirtyPart(form) }) : create.mutate(form.getValues());
  const others = services.filter(
    ({ id, archivedAt }) => id !== service?.id && (archivedAt === null || service?.dependsOn.includes(id)),
  );
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <Textarea
          label="Description"
          autosize
          minRows={2}
          maxRows={8}
          {...form.getInputProps('description')}
        />
        <div className={settings.fields}>
          <Select label="Team" required searchable data={teams} {...form.getInputProps('teamId')} />
          <NativeSelect
            label="Tier"
            data={tierOptions}
            {...form.getInputProps('tier')}
            value={String(form.getValues().tier)}
            onChange={(event) => form.setFieldValue('tier', Number(event.currentTarget.value))}
          />
        </div>
        <Select
          label="Escalation policy"
          placeholder="Nobody is paged"
          clearable
          searchable
          data={policies.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('escalationPolicyId')}
        />
        <MultiSelect
          label="Depends on"
          description="The services without which it does not work"
          searchable
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('dependsOn')}
        />
        <FormButtons
          submit={service ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
