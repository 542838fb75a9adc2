import {
  ActionIcon,
  Autocomplete,
  Button,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import type { useForm } from '@mantine/form';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import type { QueueValues } from './queue-form.tsx';
import classes from './settings.module.css';

type QueueFormState = Pick<
  ReturnType<typeof useForm<QueueValues>>,
  'getInputProps' | 'getValues' | 'setFieldValue' | 'insertListItem' | 'removeListItem'
>;

const channels = ['web', 'slack', 'teams'];
const rules = [
  { value: 'every_thread', label: 'Every thread is a ticket' },
  { value: 'on_request', label: 'Only when asked for' },
];

/** The conversations whose messages become tickets of the queue. */
export function IntakeFields({ form }: { form: QueueFormState }) {
  return (
    <Fieldset legend="Takes in messages from" className={classes.fieldset}>
      <Stack gap="md">
        {form.getValues().intake.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the fields are controlled, the place is all they have
          <div key={index} className={classes.intake}>
            <Autocomplete
              label="Channel"
              data={channels}
              {...form.getInputProps(`intake.${index}.channel`)}
            />
            <TextInput
              label="Conversation"
              placeholder="The channel’s own id"
              {...form.getInputProps(`intake.${index}.conversation`)}
            />
            <TextInput label="Name" placeholder="#it-help" {...form.getInputProps(`intake.${index}.name`)} />
            <NativeSelect
              label="What becomes a ticket"
              data={rules}
              {...form.getInputProps(`intake.${index}.rule`)}
            />
            <ActionIcon
              className={classes.intakeRemove}
              aria-label={`Remove conversation ${index + 1}`}
              onClick={() => form.removeListItem('intake', index)}
            >
              <CloseIcon size={16} />
            </ActionIcon>
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

/** Where agents get the queue's cards. */
export function TriageFields({ form }: { form: QueueFormState }) {
  const { triage } = form.getValues();
  return (
    <Fieldset legend="Triage" className={classes.fieldset}>
      <Stack gap="md">
        <Checkbox
          label="Show its cards to agents in a conversation"
          checked={triage !== null}
          onChange={(event) =>
            form.setFieldValue(
              'triage',
              event.currentTarget.checked ? { channel: 'web', conversation: '' } : null,
            )
          }
        />
        {triage && (
          <Group grow align="flex-start">
            <Autocomplete label="Channel" data={channels} {...form.getInputProps('triage.channel')} />
            <TextInput
              label="Conversation"
              placeholder={triage.channel === 'web' ? 'triage-network' : 'The channel’s own id'}
              {...form.getInputProps('triage.conversation')}
            />
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}
