import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
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
