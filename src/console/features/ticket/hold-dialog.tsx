import { Button, Group, Modal, Radio, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api } from '../../../contract/api.ts';
import { HoldReason } from '../../../contract/common.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { holdWords } from '../../ui/state-badge.tsx';

type HoldDialogProps = { opened: boolean; ticket: Ticket; onClose: () => void };

/** What it waits for. */
export function HoldDialog({ opened, ticket, onClose }: HoldDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Put ${ticket.number} on hold`} size="sm">
      <HoldForm ticket={ticket} onClose={onClose} />
    </Modal>
  );
}

function HoldForm({ ticket, onClose }: Omit<HoldDialogProps, 'opened'>) {
  const [reason, setReason] = useState<string>('awaiting_requester');
  const [comment, setComment] = useState('');
  const hold = useVerb(api.tickets.hold, { onSuccess: onClose, invalidates: ['/tickets', '/queues'] });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    hold.mutate({
      number: ticket.number,
      reason: HoldReason.parse(reason),
      comment: comment.trim() || undefined,
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Radio.Group label="What does it wait for?" value={reason} onChange={setReason}>
          <Stack gap={8} mt={8}>
            {HoldReason.options.map((one, index) => (
              <Radio
                key={one}
                value={one}
                label={holdWords[one]}
                description={
                  one === 'awaiting_requester' ? 'Their next message takes it off hold' : undefined
                }
                data-autofocus={index === 0 || undefined}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label="Comment"
          description={
            reason === 'awaiting_requester'
              ? `Optional; a question that ${ticket.requester.name} reads`
              : 'Optional; a note that only agents read'
          }
          minRows={2}
          maxLength={2000}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={hold.isPending}>
            Put on hold
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
