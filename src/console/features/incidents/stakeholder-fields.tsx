import { ActionIcon, Button, Fieldset, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { chatNames, conversationHint } from '../../ui/channels.ts';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import settings from '../settings/settings.module.css';
import classes from './settings.module.css';
import type { SettingsForm } from './settings-section.tsx';
import { newPlace } from './settings-values.ts';

const chats = (['slack', 'teams'] as const).map((value) => ({ value, label: chatNames[value] ?? value }));
const MOST = 20;

/** The conversations in which each update is told as well. */
export function StakeholderFields({ form }: { form: SettingsForm }) {
  const { stakeholders } = form.getValues();
  return (
    <Fieldset legend="Conversations of stakeholders" className={settings.fieldset}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          They have the card of each major incident, and read each update.
        </Text>
        {stakeholders.map(({ key, channel }, index) => (
          <div key={key} className={classes.place}>
            <NativeSelect
              aria-label={`Platform ${index + 1}`}
              data={chats}
              {...form.getInputProps(`stakeholders.${index}.channel`)}
            />
            <TextInput
              aria-label={`Conversation ${index + 1}`}
              placeholder={conversationHint[channel]}
              {...form.getInputProps(`stakeholders.${index}.conversation`)}
            />
            <ActionIcon
              aria-label={`Remove conversation ${index + 1}`}
              onClick={() => form.removeListItem('stakeholders', index)}
            >
              <CloseIcon size={16} />
            </ActionIcon>
          </div>
        ))}
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<PlusIcon size={14} />}
            disabled={stakeholders.length >= MOST}
            onClick={() => form.insertListItem('stakeholders', newPlace())}
          >
            Add a conversation
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
