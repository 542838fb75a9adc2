import { Checkbox, Radio, Select, Stack } from '@mantine/core';
import type { useForm } from '@mantine/form';
import type { AssignmentPolicy } from '../../../contract/common.ts';
import { useSchedules } from '../escalation/use-schedules.ts';
import type { QueueValues } from './queue-form.tsx';

export const policyWords: Record<AssignmentPolicy, string> = {
  manual: 'By hand',
  round_robin: 'Round robin',
  fewest_open: 'Fewest open tickets',
  on_call: 'Whoever is on call',
};
const policies: { value: AssignmentPolicy; description: string }[] = [
  { value: 'manual', description: 'Agents take them, or somebody assigns them' },
  {
    value: 'round_robin',
    description: 'Each goes to whoever in the team has waited longest for one of this queue',
  },
  {
    value: 'fewest_open',
    description: 'Each goes to who has least to do. The more pressing a ticket is, the more it counts',
  },
  {
    value: 'on_call',
    description: 'Each goes to who of the team is on call then; of several to who has least to do',
  },
];

type QueueFormState = Pick<ReturnType<typeof useForm<QueueValues>>, 'getInputProps' | 'getValues'>;

/** Whether the queue gives its tickets to agents, and to whom. */
export function AssignmentFields({ form }: { form: QueueFormState }) {
  const schedules = useSchedules();
  return (
    <Stack gap="sm">
      <Radio.Group
        label="How its tickets come to agents"
        description="A ticket is given only to those who are available and have room for one more"
        {...form.getInputProps('assignment')}
      >
        <Stack gap={6} mt={6}>
          {policies.map(({ value, description }) => (
            <Radio key={value} value={value} label={policyWords[value]} description={description} />
          ))}
        </Stack>
      </Radio.Group>
      {form.getValues().assignment === 'on_call' && (
        <Select
          label="Schedule"
          required
          searchable
          placeholder="Who is on call, and when"
          nothingFoundMessage="There is no such schedule"
          data={schedules.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('scheduleId')}
        />
      )}
      {form.getValues().assignment !== 'manual' && (
        <Stack gap={6}>
          <Checkbox
            label="Only to agents with the skills for it"
            description="Who know about each of its tags that anybody in the team knows about"
            {...form.getInputProps('bySkill', { type: 'checkbox' })}
          />
          <Checkbox
            label="First to the agent who knows the requester"
            description="Who had the last ticket of the same requester in this team, if they can take it"
            {...form.getInputProps('byAffinity', { type: 'checkbox' })}
          />
        </Stack>
      )}
    </Stack>
  );
}
