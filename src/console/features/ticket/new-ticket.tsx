import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Ticket } from '../../../contract/tickets.ts';
import { PlusIcon } from '../../ui/icons.tsx';
import { NewTicketForm } from './new-ticket-form.tsx';

/** Raises a ticket, for oneself or on behalf of somebody who called or came by. */
export function NewTicketButton({ queueId }: { queueId?: string }) {
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  return (
    <>
      <Button size="xs" leftSection={<PlusIcon size={16} />} onClick={() => setOpened(true)}>
        New ticket
      </Button>
      <Modal opened={opened} onClose={close} title="New ticket" size="lg" closeOnClickOutside={false}>
        <NewTicketForm queueId={queueId} onClose={close} />
      </Modal>
    </>
  );
}

type NewChildDialogProps = { opened: boolean; parent: Ticket; onClose: () => void };

/** Opens a part of another ticket. */
export function NewChildDialog({ opened, parent, onClose }: NewChildDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Part of ${parent.number}`}
      size="lg"
      closeOnClickOutside={false}
    >
      <NewTicketForm queueId={parent.queue.id} parent={parent} onClose={onClose} />
    </Modal>
  );
}
