import { Alert, Button, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { csvOf } from '../../../contract/csv.ts';
import type { MigrationKey } from '../../../contract/migrations.ts';
import { download } from '../../ui/download.ts';
import { WarnIcon } from '../../ui/icons.tsx';

type KeysOnceProps = { keys: readonly MigrationKey[] | null; onClose: () => void };

/** The keys of all integrations that were made; they are shown this once. */
export function KeysOnce({ keys, onClose }: KeysOnceProps) {
  // They stay drawn while the dialog fades.
  const [shown, setShown] = useState(keys);
  if (keys && keys !== shown) setShown(keys);
  const rows = (shown ?? []).map(({ service, integration, key, path }) => ({
    ...{ service, integration, key, address: location.origin + path },
  }));
  const save = () =>
    download(
      'deskbell-keys.csv',
      'text/csv',
      csvOf([['Service', 'Integration', 'Key', 'Address'], ...rows.map((row) => Object.values(row))]),
    );
  return (
    <Modal
      opened={keys !== null}
      onClose={onClose}
      title="The keys of the new integrations"
      size="xl"
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="md">
        <Alert color="yellow" variant="light" bg="var(--waiting-soft)" icon={<WarnIcon />} role="note">
          This is the only time they are shown. Whoever has one can send alerts. What is lost is replaced
          under Services by a new key.
        </Alert>
        <div style={{ overflowX: 'auto' }}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Integration</Table.Th>
                <Table.Th scope="col">Key and address</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.key}>
                  <Table.Th scope="row" fw={400}>
                    <bdi>{row.service}</bdi>: <bdi>{row.integration}</bdi>
                  </Table.Th>
                  <Table.Td>
                    <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                      {row.key}
                    </Text>
                    <Text size="xs" ff="monospace" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                      {row.address}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      </Stack>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={save}>
          Save as a file
        </Button>
        <Button onClick={onClose}>I have them</Button>
      </Group>
    </Modal>
  );
}
