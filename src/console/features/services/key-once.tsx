import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import type { api } from '../../../contract/api.ts';
import type { OutputOf } from '../../../contract/endpoint.ts';
import { WarnIcon } from '../../ui/icons.tsx';
import { CopyText } from './copy-text.tsx';
import { snippetOf } from './source-words.ts';

export type Opened = OutputOf<typeof api.services.addIntegration>;

/** The key of an integration, where to send with it, and how; the key is shown this once. */
export function KeyOnce({ opened, onClose }: { opened: Opened | null; onClose: () => void }) {
  // It stays drawn while the dialog fades.
  const [shown, setShown] = useState(opened);
  if (opened && opened !== shown) setShown(opened);
  return (
    <Modal
      opened={opened !== null}
      onClose={onClose}
      title={`The key of “${shown?.integration.name}”`}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      {shown && <Shown opened={shown} />}
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose}>I have it</Button>
      </Group>
    </Modal>
  );
}

function Shown({ opened: { integration, key, path } }: { opened: Opened }) {
  const url = location.origin + path;
  const snippet = snippetOf(integration.source, url, key);
  return (
    <Stack gap="md">
      <Alert color="yellow" variant="light" bg="var(--waiting-soft)" icon={<WarnIcon />} role="note">
        This is the only time it is shown. Whoever has it can send alerts.
      </Alert>
      <CopyText label="Key" text={key} />
      <CopyText label="Address" text={url} />
      <CopyText label={snippet.title} text={snippet.text} />
    </Stack>
  );
}
