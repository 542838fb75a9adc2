import { Button, Group, Modal, Select, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';

type MoveDialogProps = {
  opened: boolean;
  title: string;
  onClose: () => void;
  onMove: (queueId: string, reason: string | undefined) => void;
  /** Where it is now. */
  queueId?: string;
  error?: string;
  isBusy?: boolean;
};

/** To which queue, and why. */
export function MoveDialog({ opened, title, onClose, ...rest }: MoveDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="sm">
      <MoveForm onClose={onClose} {...rest} />
    </Modal>
  );
}

function MoveForm({ onMove, onClose, queueId, error, isBusy }: Omit<MoveDialogProps, 'opened' | 'title'>) {
  const queues = useQuery(queryOf(api.queues.list, {}));
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const options = (queues.data?.items ?? [])
    .filter((queue) => !queue.archived && queue.id !== queueId)
    .map(({ id, name, teamName }) => ({
      value: id,
      label: name === teamName ? name : `${name} (${teamName})`,
    }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(to === null);
    if (to) onMove(to, reason.trim() || undefined);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Select
          label="Queue"
          data={options}
          searchable
          required
          data-autofocus
          value={to}
          onChange={setTo}
          error={isMissing && !to ? 'Choose a queue.' : error}
        />
        <Textarea
          label="Reason"
          description="Optional; agents read it in the timeline"
          minRows={2}
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isBusy}>
            Move
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
