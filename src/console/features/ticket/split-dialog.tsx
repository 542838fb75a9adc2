import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Entry, Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { showDone } from '../../ui/tell.tsx';

type SplitDialogProps = { ticket: Ticket; entry: Entry; opened: boolean; onClose: () => void };

/** Makes a message a ticket of its own. */
export function SplitDialog({ opened, onClose, ...rest }: SplitDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Make it a ticket of its own">
      <SplitForm onClose={onClose} {...rest} />
    </Modal>
  );
}

function SplitForm({ ticket, entry, onClose }: Omit<SplitDialogProps, 'opened'>) {
  const [title, setTitle] = useState('');
  const [error, setError] = useState<string>();
  const navigate = useNavigate();
  const split = useVerb(api.tickets.split, {
    onSuccess: ({ number }) => {
      showDone(`${number} was opened.`);
      onClose();
      void navigate({ to: '/tickets/$number', params: { number } });
    },
    onProblem: ({ fields }) => {
      setError(fields.title);
      return fields.title !== undefined;
    },
    invalidates: ['/tickets', '/queues'],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    split.mutate({ number: ticket.number, entryId: entry.id, title: title.trim() || undefined });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          A new ticket for <bdi>{entry.author?.name ?? ticket.requester.name}</bdi> starts with this message
          and is linked to {ticket.number}. The message stays here too.
        </Text>
        <TextInput
          label="Title"
          description="Empty: made of the message"
          data-autofocus
          maxLength={300}
          value={title}
          error={error}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={split.isPending}>
            Open the ticket
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
