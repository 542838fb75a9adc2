import { NativeSelect, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { channelWord } from '../ticket/words.ts';
import classes from './settings.module.css';

type ConversationFieldsProps = {
  channel: string;
  /** What was named on another channel means nothing on this one. */
  onChannel: (channel: string) => void;
  /** Of the form, for the conversation. */
  input: { value?: string; onChange: unknown; error?: ReactNode };
};

/** Where agents talk, and the desk posts. */
export function ConversationFields({ channel, onChannel, input }: ConversationFieldsProps) {
  const queues = useQuery(queryOf(api.queues.list, {})).data?.items ?? [];
  // On the web the conversations where agents talk are those of the queues.
  const pages = queues.flatMap(({ name, triage }) =>
    triage
      .filter((place) => place.channel === 'web')
      .map(({ conversation }) => ({ value: conversation, label: `Triage of ${name}` })),
  );
  return (
    <div className={classes.fields}>
      <NativeSelect
        label="Channel"
        data={[...new Set(['web', 'slack', 'teams', channel])].map((value) => ({
          value,
          label: channelWord(value),
        }))}
        value={channel}
        onChange={(event) => onChannel(event.currentTarget.value)}
      />
      {channel === 'web' ? (
        <Select
          label="Conversation"
          required
          searchable
          data={pages}
          nothingFoundMessage="No queue shows its cards on the web"
          {...(input as object)}
        />
      ) : (
        <TextInput label="Conversation" required placeholder="The channel’s own id" {...(input as object)} />
      )}
    </div>
  );
}
