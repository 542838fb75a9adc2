import { ActionIcon, Group, Menu, Switch, Table, Text } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import type { Recurrence } from '../../../contract/recurrences.ts';
import { useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { MoreIcon } from '../../ui/icons.tsx';
import { showDone, showRefusal } from '../../ui/tell.tsx';
import { When } from '../../ui/when.tsx';
import { RunOutcome } from './recurrence-log.tsx';
import { doingWords } from './recurrence-values.ts';
import { whenInWords } from './recurrence-when.ts';

type RecurrenceRowProps = { recurrence: Recurrence; onEdit: () => void; onLog: () => void };

export function RecurrenceRow({ recurrence, onEdit, onLog }: RecurrenceRowProps) {
  const { id, name, enabled, cron, timeZone, action, nextAt, lastRun } = recurrence;
  const update = useVerb(api.recurrences.update);
  const remove = useVerb(api.recurrences.remove);
  const runNow = useVerb(api.recurrences.runNow, {
    onSuccess: ({ state, words }) => (state === 'done' ? showDone : showRefusal)(words ?? `${name} waits.`),
  });
  const askRun = async () => {
    const yes = await confirm({
      title: `Run “${name}” now?`,
      text: `${doingWords[action.do]}: at once, and once. The times at which it runs stay as they are.`,
      yes: 'Run now',
    });
    if (yes) runNow.mutate({ id });
  };
  const askRemove = async () => {
    const yes = await confirm({
      title: `Remove “${name}”?`,
      text: 'The log of its runs goes with it. The tickets that it opened stay.',
      yes: 'Remove',
      danger: true,
    });
    if (yes) remove.mutate({ id });
  };
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text size="sm" fw={550}>
          <bdi>{name}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          {doingWords[action.do]} · {whenInWords(cron)}, {timeZone.replaceAll('_', ' ')}
        </Text>
      </Table.Th>
      <Table.Td data-label="Next run">
        <div>
          {nextAt ? (
            <>
              <Text size="sm">
                <When at={nextAt} />
              </Text>
              <Text size="xs" c="dimmed">
                <When at={nextAt} exact />
              </Text>
            </>
          ) : (
            <Text size="sm" c="dimmed">
              {enabled ? 'never again' : 'off'}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td data-label="Last run">
        {lastRun ? (
          <div>
            <RunOutcome run={lastRun} />
            <Text size="xs" c="dimmed">
              <When at={lastRun.plannedAt} />
            </Text>
          </div>
        ) : (
          <Text size="sm" c="dimmed">
            none yet
          </Text>
        )}
      </Table.Td>
      <Table.Td data-label="On">
        <Switch
          size="xs"
          aria-label={`${name} is on`}
          checked={enabled}
          disabled={update.isPending}
          onChange={(event) => update.mutate({ id, enabled: event.currentTarget.checked })}
        />
      </Table.Td>
      <Table.Td ta="right">
        <Group justify="flex-end">
          <Menu>
            <Menu.Target>
              <ActionIcon aria-label={`Actions for ${name}`} loading={runNow.isPending}>
                <MoreIcon />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={onEdit}>Edit</Menu.Item>
              <Menu.Item onClick={onLog}>Show its runs</Menu.Item>
              <Menu.Item onClick={() => void askRun()}>Run now</Menu.Item>
              <Menu.Item color="var(--bad)" onClick={() => void askRemove()}>
                Remove
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
