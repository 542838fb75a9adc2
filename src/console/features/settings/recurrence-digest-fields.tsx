import { MultiSelect, NativeSelect } from '@mantine/core';
import { ConversationFields } from './conversation-fields.tsx';
import { useNames } from './names.ts';
import type { RecurrenceFormState } from './recurrence-values.ts';

const periods = [
  { value: 'day', label: 'What stands now, and what is new' },
  { value: 'week', label: 'Also what was done: resolved, SLA, times, ratings' },
];

/** Of which queues a digest is, and where it is posted. */
export function DigestFields({ form }: { form: RecurrenceFormState }) {
  const names = useNames();
  return (
    <>
      <MultiSelect
        label="Queues"
        required
        searchable
        data={names.queues}
        {...form.getInputProps('action.queueIds')}
      />
      <NativeSelect label="Shows" data={periods} {...form.getInputProps('action.period')} />
      <ConversationFields
        channel={form.getValues().action.channel}
        onChannel={(channel) => {
          form.setFieldValue('action.channel', channel);
          form.setFieldValue('action.conversation', '');
        }}
        input={form.getInputProps('action.conversation')}
      />
    </>
  );
}
