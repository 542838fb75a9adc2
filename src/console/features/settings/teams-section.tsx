import { Button, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { CreateTeam } from '../../../contract/teams.ts';
import { queryOf, useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { SectionHead } from './section-head.tsx';
import { TeamPanel } from './team-panel.tsx';

export function TeamsSection() {
  const teams = useQuery(queryOf(api.teams.list, {}));
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <SectionHead
        title="Teams"
        aside={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setAdding(true)}>
            Add a team
          </Button>
        }
      >
        A team works the queues that belong to it. Only its members see the tickets of its private queues.
      </SectionHead>
      {teams.isPending && <Loading rows={6} />}
      {teams.isError && !teams.data && <Failed error={teams.error} retry={teams.refetch} />}
      {teams.data?.items.length === 0 && <Empty title="No team yet">Add one, then give it a queue.</Empty>}
      {teams.data?.items.map((team) => (
        <TeamPanel key={team.id} team={team} />
      ))}
      <Modal opened={isAdding} onClose={() => setAdding(false)} title="Add a team" size="sm">
        <AddTeam onDone={() => setAdding(false)} />
      </Modal>
    </>
  );
}

function AddTeam({ onDone }: { onDone: () => void }) {
  const form = useForm({ initialValues: { name: '' }, validate: checkedBy(CreateTeam) });
  const create = useVerb(api.teams.create, { onProblem: atFields(form, 'name'), onSuccess: onDone });
  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(values), toFirstError(form))} noValidate>
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <FormButtons submit="Add" loading={create.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}
