import { Button, Group, Modal, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { SubscriptionForm } from './subscription-form.tsx';
import { eventsInWords, unmatchedInWords } from './words.ts';

type CalendarLayerProps = {
  teamId: string;
  value: string;
  onChange: (id: string) => void;
  error: ReactNode;
  path: string;
};

/** Which calendar from outside says who is on call; one of the team, or a new one. */
export function CalendarLayer({ teamId, value, onChange, error, path }: CalendarLayerProps) {
  const all = useQuery(queryOf(api.subscriptions.list, {})).data?.items ?? [];
  const [isAdding, setAdding] = useState(false);
  const own = all.filter((one) => one.use === 'on_call' && (one.teamId === teamId || one.id === value));
  const chosen = own.find(({ id }) => id === value);
  return (
    <div>
      <Group align="end" gap="xs">
        <Select
          label="Calendar"
          description="Whoever its events name is on call, several at once together"
          placeholder={own.length === 0 ? 'The team has none yet' : undefined}
          required
          flex={1}
          data={own.map(({ id, name }) => ({ value: id, label: name }))}
          value={value || null}
          onChange={(id) => onChange(id ?? '')}
          error={error}
          data-path={path}
        />
        <Button variant="default" disabled={teamId === ''} onClick={() => setAdding(true)}>
          Add a calendar
        </Button>
      </Group>
      {teamId === '' && (
        <Text size="xs" c="dimmed">
          Choose the team before: the calendar is its own.
        </Text>
      )}
      {chosen?.error && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          It could not be read: {chosen.error}
        </Text>
      )}
      {chosen && !chosen.error && (
        <Text size="xs" c="dimmed" role="status">
          {eventsInWords(chosen.upcoming)}; {unmatchedInWords(chosen.unmatched.length)}.
        </Text>
      )}
      <Modal
        opened={isAdding}
        onClose={() => setAdding(false)}
        title="Add a calendar"
        size="lg"
        closeOnClickOutside={false}
      >
        <SubscriptionForm
          subscription={null}
          use="on_call"
          teamId={teamId}
          onDone={(saved) => {
            if (saved) onChange(saved.id);
            setAdding(false);
          }}
        />
      </Modal>
    </div>
  );
}
