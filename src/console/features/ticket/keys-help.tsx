import { Group, Kbd, Modal, Stack, Switch, Table, Text } from '@mantine/core';
import { type Key, useShortcutsOn } from './keys.ts';

const names: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', ' ': 'Space' };

/** What the keys do, and the switch that turns them off. */
export function KeysHelp({ keys, opened, onClose }: { keys: Key[]; opened: boolean; onClose: () => void }) {
  const [on, setOn] = useShortcutsOn();
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" size="sm">
      <Stack gap="md">
        <Table verticalSpacing={6} horizontalSpacing={0} withRowBorders={false}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>What</Table.Th>
              <Table.Th ta="right">Keys</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map((key) => (
              <Table.Tr key={key.does}>
                <Table.Td>{key.does}</Table.Td>
                <Table.Td>
                  <Group gap={4} justify="flex-end" wrap="nowrap">
                    {key.keys.map((one) => (
                      <Kbd key={one}>{names[one] ?? one}</Kbd>
                    ))}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Switch
          label="Use single-key shortcuts"
          checked={on}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        <Text size="xs" c="dimmed">
          They wait while you type or while a dialog is open.
        </Text>
      </Stack>
    </Modal>
  );
}
