import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Webhook } from '../../../contract/webhooks.ts';
import { useVerb } from '../../call.ts';
import { showDone } from '../../ui/tell.tsx';

const HOURS = { 'the last hour': 1, 'the last day': 24, 'the last 7 days': 168, 'the last 30 days': 720 };

/** Sends again what has failed lately. */
export function ReplayDialog({ webhook, onClose }: { webhook: Webhook | null; onClose: () => void }) {
  const [hours, setHours] = useState('24');
  const replay = useVerb(api.webhooks.replayFailed, {
    onSuccess: ({ count }) => {
      showDone(count === 1 ? 'One delivery is sent again.' : `${count} deliveries are sent again.`);
      onClose();
    },
  });
  const send = (id: string) => {
    const since = new Date(Date.now() - Number(hours) * 3_600_000).toISOString();
    replay.mutate({ id, since });
  };
  return (
    <Modal opened={webhook !== null} onClose={onClose} title="Send again what failed">
      <Stack gap="md">
        <Text size="sm">
          Each goes out with the same id and body as before, so that the other side knows what it has already.
        </Text>
        <NativeSelect
          label="Of"
          data-autofocus
          data={Object.entries(HOURS).map(([label, value]) => ({ label, value: String(value) }))}
          value={hours}
          onChange={(event) => setHours(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={replay.isPending} onClick={() => webhook && send(webhook.id)}>
            Send again
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
