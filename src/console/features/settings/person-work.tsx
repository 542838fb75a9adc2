import { Stack, TagsInput, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { type Person, UpdatePerson } from '../../../contract/people.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { showDone } from '../../ui/tell.tsx';
import { atFields, checkedBy, dirtyPart, toFirstError } from '../ticket/form.ts';
import { CapacityInput } from './capacity-input.tsx';

/** Whom somebody answers to and, of agents, how much they take and what they know about. */
export function PersonWork({ person, onDone }: { person: Person; onDone: () => void }) {
  const { id, name, managerId, capacity, skills } = person;
  const form = useForm({
    initialValues: { managerId, capacity, skills },
    validate: checkedBy(UpdatePerson.pick({ managerId: true, capacity: true, skills: true })),
  });
  const update = useVerb(api.people.update, {
    onProblem: atFields(form),
    onSuccess: () => {
      showDone(`${name} was saved.`);
      onDone();
    },
    invalidates: ['/people', '/availability'],
  });
  const isAgent = person.roles.includes('agent') || person.roles.includes('admin');
  return (
    <form
      onSubmit={form.onSubmit(() => update.mutate({ id, ...dirtyPart(form) }), toFirstError(form))}
      noValidate
    >
      <Stack gap="md">
        <PersonPicker
          label="Manager"
          description="Whom they answer to"
          clearable
          value={form.getValues().managerId}
          onChange={(manager) => form.setFieldValue('managerId', manager)}
          error={form.errors.managerId}
        />
        {isAgent ? (
          <>
            <CapacityInput
              label="Capacity"
              description="How many open tickets they are given at most. What they take themselves is not limited."
              placeholder="As the settings say"
              {...form.getInputProps('capacity')}
            />
            <TagsInput
              label="Skills"
              description="Tags of tickets that they know about"
              splitChars={[',', ' ']}
              {...form.getInputProps('skills')}
            />
          </>
        ) : (
          <Text size="sm" c="dimmed">
            Capacity and skills are for agents.
          </Text>
        )}
        <FormButtons submit="Save" loading={update.isPending} disabled={!form.isDirty()} onCancel={onDone} />
      </Stack>
    </form>
  );
}
