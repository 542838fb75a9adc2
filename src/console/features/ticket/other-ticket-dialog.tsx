import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api } from '../../../contract/api.ts';
import { LinkKind } from '../../../contract/common.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { showDone } from '../../ui/tell.tsx';
import { TicketPicker } from './ticket-picker.tsx';
import { linkWords } from './words.ts';

type Mode = 'merge' | 'link';
type OtherTicketDialogProps = { mode: Mode | null; ticket: Ticket; onClose: () => void };

/** Merges a ticket into another, or links it to another. */
export function OtherTicketDialog({ mode, ticket, onClose }: OtherTicketDialogProps) {
  const [shown, setShown] = useState(mode);
  if (mode && mode !== shown) setShown(mode);
  return (
    <Modal
      opened={mode !== null}
      onClose={onClose}
      title={shown === 'merge' ? `Merge ${ticket.number} into another ticket` : `Link ${ticket.number}`}
    >
      {shown === 'merge' && <MergeForm ticket={ticket} onClose={onClose} />}
      {shown === 'link' && <LinkForm ticket={ticket} onClose={onClose} />}
    </Modal>
  );
}

type FormProps = { ticket: Ticket; onClose: () => void };

function MergeForm({ ticket, onClose }: FormProps) {
  const [into, setInto] = useState<string | null>(null);
  const [error, setError] = useState<string>();
  const navigate = useNavigate();
  const merge = useVerb(api.tickets.merge, {
    onSuccess: () => {
      showDone(`${ticket.number} was merged into ${into}.`);
      onClose();
      if (into) void navigate({ to: '/tickets/$number', params: { number: into } });
    },
    onProblem: ({ fields, code, message }) => {
      const words = fields.into ?? (code === 'conflict' ? message : undefined);
      setError(words);
      return words !== undefined;
    },
    invalidates: ['/tickets', '/queues'],
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setError(into ? undefined : 'Choose a ticket.');
    if (!into) return;
    const yes = await confirm({
      title: `Merge ${ticket.number} into ${into}?`,
      text: `${ticket.number} is closed and its number leads to ${into} from now on. This cannot be taken back.`,
      yes: 'Merge',
      danger: true,
    });
    if (yes) merge.mutate({ number: ticket.number, into });
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          What was said here moves to the other ticket; {ticket.requester.name} follows that one.
        </Text>
        <TicketPicker
          label="Into"
          openOnly
          value={into}
          onChange={setInto}
          except={ticket.number}
          error={error}
        />
        <Buttons yes="Merge" isBusy={merge.isPending} onClose={onClose} />
      </Stack>
    </form>
  );
}

function LinkForm({ ticket, onClose }: FormProps) {
  const [kind, setKind] = useState<string>('related');
  const [to, setTo] = useState<string | null>(null);
  const [error, setError] = useState<string>();
  const link = useVerb(api.tickets.link, {
    onSuccess: onClose,
    onProblem: ({ fields }) => {
      setError(fields.to);
      return fields.to !== undefined;
    },
    invalidates: ['/tickets'],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(to ? undefined : 'Choose a ticket.');
    if (to) link.mutate({ number: ticket.number, kind: LinkKind.parse(kind), to });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <NativeSelect
          label={`${ticket.number} is`}
          data={LinkKind.options.map((value) => ({ value, label: linkWords[value].out.toLowerCase() }))}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value)}
        />
        <TicketPicker label="Ticket" value={to} onChange={setTo} except={ticket.number} error={error} />
        <Buttons yes="Link" isBusy={link.isPending} onClose={onClose} />
      </Stack>
    </form>
  );
}

function Buttons({ yes, isBusy, onClose }: { yes: string; isBusy: boolean; onClose: () => void }) {
  return (
    <Group gap="xs" justify="flex-end">
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button type="submit" loading={isBusy}>
        {yes}
      </Button>
    </Group>
  );
}
