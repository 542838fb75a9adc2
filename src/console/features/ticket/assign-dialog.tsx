import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMe } from '../../session.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';

type AssignDialogProps = {
  opened: boolean;
  title: string;
  onClose: () => void;
  /** Null: to nobody. */
  onAssign: (assigneeId: string | null) => void;
  assignee?: { id: string; name: string } | null;
  error?: string;
  isBusy?: boolean;
};

/** Who shall have it. */
export function AssignDialog({ opened, title, onClose, ...rest }: AssignDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="sm">
      <AssignForm onClose={onClose} {...rest} />
    </Modal>
  );
}

function AssignForm({
  onAssign,
  onClose,
  assignee,
  error,
  isBusy,
}: Omit<AssignDialogProps, 'opened' | 'title'>) {
  const me = useMe();
  const [id, setId] = useState<string | null>(null);
  const [isMissing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(id === null);
    if (id) onAssign(id);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <PersonPicker
          label="Agent"
          agentsOnly
          required
          value={id}
          onChange={setId}
          error={isMissing && !id ? 'Choose somebody.' : error}
        />
        <Group gap="xs" justify="space-between">
          {assignee !== undefined && !assignee ? (
            <span />
          ) : (
            <Button variant="subtle" disabled={isBusy} onClick={() => onAssign(null)}>
              To nobody
            </Button>
          )}
          <Group gap="xs">
            {assignee?.id !== me.id && (
              <Button variant="default" disabled={isBusy} onClick={() => onAssign(me.id)}>
                To me
              </Button>
            )}
            <Button type="submit" loading={isBusy}>
              Assign
            </Button>
          </Group>
        </Group>
        <Button variant="transparent" size="compact-xs" onClick={onClose}>
          Cancel
        </Button>
      </Stack>
    </form>
  );
}
