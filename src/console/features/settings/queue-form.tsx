import { Checkbox, NativeSelect, Radio, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../../../contract/api.ts';
import { CreateQueue, type Queue } from '../../../contract/queues.ts';
import { queryOf, useVerb } from '../../call.ts';
import { CalendarSelect } from '../../ui/calendar-select.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { atFields, checkedBy, dirtyPart, toFirstError } from '../ticket/form.ts';
import { kindWords, levelOptions, optionsOf } from '../ticket/words.ts';
import { AssignmentFields } from './queue-assignment.tsx';
import { IntakeFields, TriageFields } from './queue-conversations.tsx';

export type QueueValues = z.output<typeof CreateQueue>;

const fresh: QueueValues = {
  name: '',
  teamId: '',
  visibility: 'open',
  guestsAllowed: false,
  defaultKind: 'request',
  defaultImpact: 3,
  defaultUrgency: 2,
  intake: [],
  triage: [],
  calendarId: null,
  assignment: 'manual',
  scheduleId: null,
  bySkill: false,
  byAffinity: false,
};

/** Without what the form does not change. */
const valuesOf = ({ id, teamName, archived, mine, counts, ...values }: Queue): QueueValues => values;

export function QueueForm({ queue, onDone }: { queue: Queue | null; onDone: () => void }) {
  const teams = useQuery(queryOf(api.teams.list, {}));
  const form = useForm<QueueValues>({
    initialValues: queue ? valuesOf(queue) : fresh,
    validate: checkedBy(CreateQueue),
  });
  const options = {
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name }: Queue) => {
      showDone(queue ? `${name} was saved.` : `${name} was added.`);
      onDone();
    },
    invalidates: ['/queues', '/settings'],
  };
  const create = useVerb(api.queues.create, options);
  const update = useVerb(api.queues.update, options);
  const submit = () =>
    queue ? update.mutate({ id: queue.id, ...dirtyPart(form) }) : create.mutate(form.getValues());
  const level = (path: 'defaultImpact' | 'defaultUrgency') => {
    const { value, onChange, ...rest } = form.getInputProps(path);
    return {
      ...rest,
      data: levelOptions,
      value: String(value),
      onChange: (event: React.ChangeEvent<HTMLSelectElement>) => onChange(Number(event.currentTarget.value)),
    };
  };

  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label="Name" required data-autofocus miw="12rem" {...form.getInputProps('name')} />
          <Select
            label="Team"
            required
            searchable
            miw="12rem"
            placeholder="Who works it"
            data={(teams.data?.items ?? []).map((team) => ({ value: team.id, label: team.name }))}
            {...form.getInputProps('teamId')}
          />
        </SimpleGrid>
        <Radio.Group label="Who sees its tickets" {...form.getInputProps('visibility')}>
          <Stack gap={6} mt={6}>
            <Radio value="open" label="Open" description="All agents see and work them" />
            <Radio
              value="private"
              label="Private"
              description="Only its team: for personnel matters and the like. Admins do not see them either"
            />
          </Stack>
        </Radio.Group>
        <Checkbox
          label="Guests may ask here"
          description="Guests of the chat workspace and people from other organisations"
          {...form.getInputProps('guestsAllowed', { type: 'checkbox' })}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NativeSelect
            label="Kind unless told"
            miw="9rem"
            data={optionsOf(kindWords)}
            {...form.getInputProps('defaultKind')}
          />
          <NativeSelect label="Impact unless told" miw="9rem" {...level('defaultImpact')} />
          <NativeSelect label="Urgency unless told" miw="9rem" {...level('defaultUrgency')} />
        </SimpleGrid>
        <AssignmentFields form={form} />
        <CalendarSelect
          description="By whose hours its tickets are due"
          otherwise="As the SLA policy says"
          {...form.getInputProps('calendarId')}
        />
        <IntakeFields form={form} />
        <TriageFields form={form} queueId={queue?.id} />
        <FormButtons
          submit={queue ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
