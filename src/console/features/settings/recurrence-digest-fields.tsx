import { MultiSelect, NativeSelect, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { channelWord } from '../ticket/words.ts';
import { useNames } from './names.ts';
import type { RecurrenceFormState } from './recurrence-values.ts';
import classes from './settings.module.css';

const periods = [
  { value: 'day', label: 'What stands now, and what is new' },
  { value: 'week', label: 'Also what was done: resolved, SLA, times, ratings' },
];

/** Of which queues a digest is, and where it is posted. */
export function DigestFields({ form }: { form: RecurrenceFormState }) {
  const names = useNames();
  const queues = useQuery(queryOf(api.queues.list, {})).data?.items ?? [];
  const { channel } = form.getValues().action;
  // On the web the conversations where agents talk are those of the queues.
  const pages = queues.flatMap(({ name, triage }) =>
    triage
      .filter((place) => place.channel === 'web')
      .map(({ conversation }) => ({ value: conversation, label: `Triage of ${name}` })),
  );
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
      <div className={classes.fields}>
        <NativeSelect
          label="Channel"
          data={[...new Set(['web', 'slack', 'teams', channel])].map((value) => ({
            value,
            label: channelWord(value),
          }))}
          value={channel}
          onChange={(event) => {
            form.setFieldValue('action.channel', event.currentTarget.value);
            form.setFieldValue('action.conversation', '');
          }}
        />
        {channel === 'web' ? (
          <Select
            label="Conversation"
            required
            searchable
            data={pages}
            nothingFoundMessage="No queue shows its cards on the web"
            {...form.getInputProps('action.conversation')}
          />
        ) : (
          <TextInput
            label="Conversation"
            required
            placeholder="The channel’s own id"
            {...form.getInputProps('action.conversation')}
          />
        )}
      </div>
    </>
  );
}
