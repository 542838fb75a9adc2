import { Button, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { CopyText } from '../services/copy-text.tsx';
import { snippetOf } from '../services/source-words.ts';

/** Where to send, as far as the desk knows it: of a key it keeps the hash alone. */
const URL_OF_ALL = `${location.origin}/hooks/heartbeat/YOUR_KEY`;

/** How a heartbeat is sent. */
export function PingHelp({ name, mayChange }: { name: string; mayChange: boolean }) {
  const [isShown, setShown] = useState(false);
  const { title, text } = snippetOf('heartbeat', URL_OF_ALL, 'YOUR_KEY');
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={`How to ping: ${name}`}
        onClick={() => setShown(true)}
      >
        How to ping
      </Button>
      <Modal opened={isShown} onClose={() => setShown(false)} title={`How to ping “${name}”`} size="lg">
        <Stack gap="md">
          <Text size="sm">
            Put its key in place of YOUR_KEY. The key was shown once, when it was made.{' '}
            {mayChange
              ? 'If nobody has it any more, make a new one in the menu beside.'
              : 'If nobody has it any more, an admin makes a new one.'}
          </Text>
          <CopyText label="Address" text={URL_OF_ALL} />
          <CopyText label={title} text={text} />
        </Stack>
      </Modal>
    </>
  );
}
