import { ActionIcon, Button, Group, Menu, Modal, Switch, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Queue } from '../../../contract/queues.ts';
import { queryOf, useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { LockIcon, MoreIcon, PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { policyWords } from './queue-assignment.tsx';
import { QueueForm } from './queue-form.tsx';
import { RecordTable } from './record-table.tsx';
import { SectionHead } from './section-head.tsx';

export function QueuesSection() {
  const queues = useQuery(queryOf(api.queues.list, {}));
  const [edited, setEdited] = useState<Queue | 'new' | null>(null);
  const [withArchived, setWithArchived] = useState(false);
  const [shown, setShown] = useState(edited);
  if (edited && edited !== shown) setShown(edited);
  const all = queues.data?.items ?? [];
  const items = all.filter((queue) => withArchived || !queue.archived);
  return (
    <>
      <SectionHead
        title="Queues"
        aside={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
            Add a queue
          </Button>
        }
      >
        Where the tickets of a team wait. A queue takes in messages from its conversations and shows its cards
        to agents in its triage conversation.
      </SectionHead>
      {queues.isPending && <Loading rows={6} />}
      {queues.isError && !queues.data && <Failed error={queues.error} retry={queues.refetch} />}
      {all.some((queue) => queue.archived) && (
        <Switch
          label="Show archived queues"
          size="sm"
          checked={withArchived}
          onChange={(event) => setWithArchived(event.currentTarget.checked)}
        />
      )}
      {queues.data && items.length === 0 && (
        <Empty title="No queue yet">Add a team first, then its queue.</Empty>
      )}
      {items.length > 0 && (
        <RecordTable columns={['Queue', 'Team', 'Takes in from', 'Triage']}>
          {items.map((queue) => (
            <QueueRow key={queue.id} queue={queue} onEdit={() => setEdited(queue)} />
          ))}
        </RecordTable>
      )}
      <Modal
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={shown === 'new' ? 'Add a queue' : `Edit ${shown?.name}`}
        size="lg"
      >
        {shown && <QueueForm queue={shown === 'new' ? null : shown} onDone={() => setEdited(null)} />}
      </Modal>
    </>
  );
}

function QueueRow({ queue, onEdit }: { queue: Queue; onEdit: () => void }) {
  const update = useVerb(api.queues.update, { invalidates: ['/queues', '/settings'] });
  const archive = async () => {
    const yes = await confirm({
      title: `Archive ${queue.name}?`,
      text: 'It takes nothing in any more and disappears from the lists. Its tickets stay, and you can restore it.',
      yes: 'Archive',
      danger: true,
    });
    if (yes) update.mutate({ id: queue.id, archived: true });
  };
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Group gap={6} wrap="nowrap">
          <Text size="sm" fw={550}>
            <bdi>{queue.name}</bdi>
          </Text>
          {queue.visibility === 'private' && <LockIcon size={14} />}
        </Group>
        <Text size="xs" c="dimmed">
          {[
            queue.archived && 'archived',
            queue.visibility === 'private' ? 'private: only its team sees it' : 'open to all agents',
            queue.guestsAllowed && 'guests allowed',
            queue.assignment !== 'manual' &&
              `given to agents: ${policyWords[queue.assignment].toLowerCase()}`,
          ]
            .filter(Boolean)
            .join(', ')}
        </Text>
      </Table.Th>
      <Table.Td data-label="Team">{queue.teamName}</Table.Td>
      <Table.Td data-label="Takes in">
        <div>
          {queue.intake.length === 0 && (
            <Text size="sm" c="dimmed">
              no conversation
            </Text>
          )}
          {queue.intake.map((one) => (
            <Text size="sm" key={`${one.channel} ${one.conversation}`}>
              {one.channel} · {one.name || one.conversation}
            </Text>
          ))}
        </div>
      </Table.Td>
      <Table.Td data-label="Triage">
        <Text size="sm" c={queue.triage.length > 0 ? undefined : 'dimmed'}>
          {triageWords(queue)}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={`Actions for the queue ${queue.name}`}>
              <MoreIcon />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onEdit}>Edit</Menu.Item>
            {queue.archived ? (
              <Menu.Item onClick={() => update.mutate({ id: queue.id, archived: false })}>Restore</Menu.Item>
            ) : (
              <Menu.Item color="var(--bad)" onClick={() => void archive()}>
                Archive
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}

/** On the web a conversation has no name that anybody chose. */
function triageWords({ triage }: Queue): string {
  if (triage.length === 0) return 'none';
  return triage
    .map(({ channel, conversation }) => (channel === 'web' ? 'on the web' : `${channel} · ${conversation}`))
    .join(', ');
}
