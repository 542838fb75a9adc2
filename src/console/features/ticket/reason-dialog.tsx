import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';

type ReasonDialogProps = {
  opened: boolean;
  title: string;
  text: string;
  yes: string;
  no?: string;
  isDangerous?: boolean;
  isBusy: boolean;
  onClose: () => void;
  onYes: (reason: string | undefined) => void;
};

/** Asks before something that counts, and for a word why. */
export function ReasonDialog({ opened, title, onClose, ...rest }: ReasonDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="sm">
      <ReasonForm onClose={onClose} {...rest} />
    </Modal>
  );
}

function ReasonForm(props: Omit<ReasonDialogProps, 'opened' | 'title'>) {
  const [reason, setReason] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        props.onYes(reason.trim() || undefined);
      }}
    >
      <Stack gap="md">
        <Text size="sm">{props.text}</Text>
        <Textarea
          label="Reason"
          description="Optional"
          data-autofocus
          minRows={2}
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {props.no ?? 'Cancel'}
          </Button>
          <Button type="submit" color={props.isDangerous ? 'red.8' : undefined} loading={props.isBusy}>
            {props.yes}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
