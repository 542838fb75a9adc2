import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { chatNames, conversationHint } from '../../ui/channels.ts';
import settings from '../settings/settings.module.css';
import type { ScheduleValues } from './schedule-values.ts';

type HandoverFieldsProps = {
  form: Pick<ReturnType<typeof useForm<ScheduleValues>>, 'getInputProps' | 'getValues'>;
};

/** Who is told of handovers and of gaps. */
export function HandoverFields({ form }: HandoverFieldsProps) {
  const { conversation } = form.getValues();
  return (
    <fieldset className={settings.group}>
      <legend>Handovers</legend>
      <Checkbox
        label="Tell the team, and whoever comes on call, with the open alerts"
        mb="sm"
        {...form.getInputProps('tellsHandover', { type: 'checkbox' })}
      />
      <div className={settings.fields}>
        <NativeSelect
          label="Where this is told"
          description="Also of times that are not covered"
          data={[
            { value: '', label: 'Where its queues have their cards' },
            ...Object.entries(chatNames).map(([value, label]) => ({ value, label })),
          ]}
          {...form.getInputProps('conversation.channel')}
        />
        {conversation.channel !== '' && (
          <TextInput
            label="Conversation"
            description={conversationHint[conversation.channel]}
            required
            {...form.getInputProps('conversation.conversation')}
          />
        )}
      </div>
    </fieldset>
  );
}
