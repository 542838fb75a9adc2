import { Checkbox, Modal, Select, SimpleGrid, Stack, Tabs, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { z } from 'zod';
import { api } from '../../../contract/api.ts';
import { CreatePerson, type Person } from '../../../contract/people.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { atFields, checkedBy, dirtyPart, toFirstError } from '../ticket/form.ts';
import { Accounts } from './accounts.tsx';
import { PersonWork } from './person-work.tsx';

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
const roles = [
  { value: 'requester', label: 'Requester', description: 'Raises requests' },
  { value: 'agent', label: 'Agent', description: 'Works tickets' },
  { value: 'admin', label: 'Admin', description: 'Also changes how the desk is set up' },
];

type PersonDialogProps = { edited: Person | 'new' | null; onClose: () => void };

export function PersonDialog({ edited, onClose }: PersonDialogProps) {
  // The words stay while the dialog fades.
  const [shown, setShown] = useState(edited);
  if (edited && edited !== shown) setShown(edited);
  return (
    <Modal
      opened={edited !== null}
      onClose={onClose}
      title={shown === 'new' ? 'Add a person' : `Edit ${shown?.name}`}
    >
      {shown === 'new' && <PersonForm person={null} onDone={onClose} />}
      {shown && shown !== 'new' && (
        <Tabs defaultValue="details" key={shown.id}>
          <Tabs.List mb="md">
            <Tabs.Tab value="details">Details</Tabs.Tab>
            <Tabs.Tab value="work">Work</Tabs.Tab>
            <Tabs.Tab value="accounts">Accounts</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="details">
            <PersonForm person={shown} onDone={onClose} />
          </Tabs.Panel>
          <Tabs.Panel value="work">
            <PersonWork person={shown} onDone={onClose} />
          </Tabs.Panel>
          <Tabs.Panel value="accounts">
            <Accounts person={shown} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Modal>
  );
}

function PersonForm({ person, onDone }: { person: Person | null; onDone: () => void }) {
  const form = useForm<Required<z.input<typeof CreatePerson>>>({
    initialValues: {
      email: person?.email ?? '',
      name: person?.name ?? '',
      roles: person?.roles ?? ['requester'],
      locale: person?.locale ?? 'en',
      timeZone: person?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      guest: person?.guest ?? false,
      external: person?.external ?? false,
    },
    validate: checkedBy(CreatePerson),
  });
  const options = {
    onProblem: atFields(form, 'email'),
    onSuccess: ({ name }: Person) => {
      showDone(person ? `${name} was saved.` : `${name} was added.`);
      onDone();
    },
    invalidates: ['/people', '/teams', '/session'],
  };
  const create = useVerb(api.people.create, options);
  const update = useVerb(api.people.update, options);
  const submit = () =>
    person ? update.mutate({ id: person.id, ...dirtyPart(form) }) : create.mutate(form.getValues());

  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TextInput label="E-mail" type="email" required {...form.getInputProps('email')} />
        <Checkbox.Group label="Roles" required {...form.getInputProps('roles')}>
          <Stack gap={6} mt={6}>
            {roles.map((role) => (
              <Checkbox key={role.value} {...role} />
            ))}
          </Stack>
        </Checkbox.Group>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            label="Time zone"
            data={[...new Set([...zones, form.getValues().timeZone])]}
            searchable
            limit={60}
            {...form.getInputProps('timeZone')}
          />
          <TextInput label="Language" placeholder="en, pt-BR" {...form.getInputProps('locale')} />
        </SimpleGrid>
        <Stack gap={6}>
          <Checkbox
            label="Guest"
            description="Asks only where guests are allowed"
            {...form.getInputProps('guest', { type: 'checkbox' })}
          />
          <Checkbox
            label="External"
            description="From another organisation"
            {...form.getInputProps('external', { type: 'checkbox' })}
          />
        </Stack>
        <FormButtons
          submit={person ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
