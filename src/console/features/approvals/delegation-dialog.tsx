import { Checkbox, Modal, MultiSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { CreateDelegation } from '../../../contract/approvals.ts';
import { queryOf, useVerb } from '../../call.ts';
import { isAgent, useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { showDone } from '../../ui/tell.tsx';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { instantOf } from '../ticket/minutes.ts';

type DelegationDialogProps = { opened: boolean; onClose: () => void };

/** Who votes for one, and when. */
export function DelegationDialog({ opened, onClose }: DelegationDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Have somebody vote for me" closeOnClickOutside={false}>
      <DelegationForm onClose={onClose} />
    </Modal>
  );
}

type Values = { to: string; from: string; until: string; onlyAway: boolean; policyIds: string[] };

/** What is sent. */
const inputOf = ({ from, until, ...rest }: Values) => ({
  ...rest,
  from: instantOf(from),
  until: instantOf(until),
});

function DelegationForm({ onClose }: { onClose: () => void }) {
  // Only agents see who there is: others know the address of a colleague.
  const mayLook = isAgent(useMe());
  const policies =
    useQuery({ ...queryOf(api.approvalPolicies.list, {}), enabled: mayLook }).data?.items ?? [];
  const form = useForm<Values>({
    initialValues: { to: '', from: '', until: '', onlyAway: false, policyIds: [] },
    validate: (values) => checkedBy(CreateDelegation)(inputOf(values)),
  });
  const create = useVerb(api.delegations.create, {
    onSuccess: ({ to }) => {
      showDone(`${to.name} votes for you.`);
      onClose();
    },
    onProblem: atFields(form),
  });
  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(inputOf(values)), toFirstError(form))} noValidate>
      <Stack gap="md">
        {mayLook ? (
          <PersonPicker
            label="Who"
            value={form.getValues().to || null}
            onChange={(id) => form.setFieldValue('to', id ?? '')}
            error={form.errors.to}
          />
        ) : (
          <TextInput
            label="Who"
            description="Their e-mail address"
            type="email"
            required
            data-autofocus
            {...form.getInputProps('to')}
          />
        )}
        <TextInput
          label="From"
          description="Empty: from now on"
          type="datetime-local"
          {...form.getInputProps('from')}
        />
        <TextInput
          label="Until"
          description="Empty: until you end it"
          type="datetime-local"
          {...form.getInputProps('until')}
        />
        {mayLook && (
          <Checkbox label="Only while I am away" {...form.getInputProps('onlyAway', { type: 'checkbox' })} />
        )}
        {policies.length > 0 && (
          <MultiSelect
            label="Policies"
            placeholder={form.getValues().policyIds.length === 0 ? 'All of them' : undefined}
            data={policies.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('policyIds')}
          />
        )}
        <FormButtons submit="Save" loading={create.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
