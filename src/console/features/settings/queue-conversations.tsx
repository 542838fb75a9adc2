import { ActionIcon, Button, Fieldset, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { channelWord } from '../ticket/words.ts';
import type { QueueValues } from './queue-form.tsx';
import classes from './settings.module.css';

type QueueFormState = Pick<
  ReturnType<typeof useForm<QueueValues>>,
  'errors' | 'getInputProps' | 'getValues' | 'setFieldValue' | 'insertListItem' | 'removeListItem'
>;

const known = ['web', 'slack', 'teams'];
const channelsWith = (channel: string) =>
  [...new Set([...known, channel])].map((value) => ({ value, label: channelWord(value) }));
const rules = [
  { value: 'every_thread', label: 'Every thread' },
  { value: 'on_request', label: 'When asked for' },
];

/** The conversations whose messages become tickets of the queue. */
export function IntakeFields({ form }: { form: QueueFormState }) {
  return (
    <Fieldset legend="Takes in messages from" className={classes.fieldset}>
      <Stack gap="md">
        {form.getValues().intake.map(({ channel }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the fields are controlled, the place is all they have
          <div key={index} className={classes.intake}>
            <NativeSelect
              label="Channel"
              data={channelsWith(channel)}
              {...form.getInputProps(`intake.${index}.channel`)}
            />
            <TextInput
              label="Conversation"
              placeholder="The channel’s own id"
              {...form.getInputProps(`intake.${index}.conversation`)}
            />
            <TextInput label="Name" placeholder="#it-help" {...form.getInputProps(`intake.${index}.name`)} />
            <NativeSelect
              label="Becomes a ticket"
              data={rules}
              {...form.getInputProps(`intake.${index}.rule`)}
            />
            <RemoveButton
              label={`Remove conversation ${index + 1}`}
              onClick={() => form.removeListItem('intake', index)}
            />
          </div>
        ))}
        {form.getValues().intake.length === 0 && (
          <Text size="sm" c="dimmed">
            No conversation: tickets come by routing rules, moves and the form.
          </Text>
        )}
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<PlusIcon size={14} />}
            onClick={() =>
              form.insertListItem('intake', {
                channel: 'slack',
                conversation: '',
                name: '',
                rule: 'every_thread',
              })
            }
          >
            Add a conversation
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

/**
 * Where agents get the queue's cards: the same ones in each place. On the web there is nothing to choose: the
 * conversation is made for the queue, so its name is made here and not shown.
 */
export function TriageFields({ form, queueId }: { form: QueueFormState; queueId: string | undefined }) {
  const { triage } = form.getValues();
  const on = (channel: string) => ({
    channel,
    conversation:
      channel === 'web' ? `triage:${queueId ?? crypto.getRandomValues(new Uint32Array(3)).join('-')}` : '',
  });
  const unused = known.find((channel) => !triage.some((place) => place.channel === channel));
  return (
    <Fieldset legend="Shows its cards to agents in" className={classes.fieldset}>
      <Stack gap="md">
        {triage.map(({ channel }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the fields are controlled, the place is all they have
          <div key={index} className={classes.triage}>
            <NativeSelect
              label="Channel"
              data={channelsWith(channel)}
              value={channel}
              onChange={(event) => form.setFieldValue(`triage.${index}`, on(event.currentTarget.value))}
              error={form.errors[`triage.${index}.channel`]}
            />
            {channel === 'web' ? (
              <Text size="sm" c="dimmed" className={classes.triageWords}>
                A page of this console
              </Text>
            ) : (
              <TextInput
                label="Conversation"
                placeholder="The channel’s own id"
                {...form.getInputProps(`triage.${index}.conversation`)}
              />
            )}
            <RemoveButton
              label={`Remove triage conversation ${index + 1}`}
              onClick={() => form.removeListItem('triage', index)}
            />
          </div>
        ))}
        {triage.length === 0 && (
          <Text size="sm" c="dimmed">
            Nowhere: agents find its tickets in the console.
          </Text>
        )}
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<PlusIcon size={14} />}
            onClick={() => form.insertListItem('triage', on(unused ?? 'slack'))}
          >
            Add a triage conversation
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <ActionIcon className={classes.intakeRemove} aria-label={label} onClick={onClick}>
      <CloseIcon size={16} />
    </ActionIcon>
  );
}
