import { Fieldset, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { chatNames, conversationHint } from '../../ui/channels.ts';
import settings from '../settings/settings.module.css';
import type { SettingsForm } from './settings-section.tsx';

const severities = ['None by itself', 'P1', 'P1 and P2', 'P1 to P3', 'P1 to P4', 'All of them'].map(
  (label, value) => ({
    ...{ value: String(value), label },
  }),
);
const places = [
  { value: '', label: 'Where it is declared' },
  ...(['slack', 'teams'] as const).map((value) => ({ value, label: `Always on ${chatNames[value]}` })),
];
const besides = {
  slack: 'The channel is made in its workspace.',
  teams: 'The channel is made in its team, whose members all see it.',
};

/** The conversations that major incidents get for themselves. */
export function RoomFields({ form }: { form: SettingsForm }) {
  const { roomChannel } = form.getValues();
  return (
    <Fieldset legend="Rooms" className={settings.fieldset}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          A channel of its own for a major incident, with its card, for those who have a part in it and those
          who are on call for its services. One that has none may be given one on its page.
        </Text>
        <div className={settings.fields}>
          <NativeSelect
            label="Which ones get a room"
            description="By severity, as soon as they are that bad."
            data={severities}
            {...form.getInputProps('roomSeverity')}
          />
          <NativeSelect
            label="Where it is made"
            description={
              roomChannel === ''
                ? 'What is declared in the console: where the team of its service talks.'
                : 'Wherever it is declared.'
            }
            data={places}
            {...form.getInputProps('roomChannel')}
          />
          {roomChannel !== '' && (
            <TextInput
              label="Beside which conversation"
              description={besides[roomChannel]}
              placeholder={conversationHint[roomChannel]}
              required
              {...form.getInputProps('roomConversation')}
            />
          )}
          <NumberInput
            label="Archived after the end, in days"
            description="On Slack alone. Empty: never."
            min={1}
            allowDecimal={false}
            clampBehavior="none"
            {...form.getInputProps('archiveDays')}
          />
        </div>
      </Stack>
    </Fieldset>
  );
}
