import { ActionIcon, Button, Switch, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { ChangeBoard } from '../../../contract/change-meetings.ts';
import { queryOf, useVerb } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { EditIcon, PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { RecordDialog } from '../settings/record-dialog.tsx';
import { RecordTable } from '../settings/record-table.tsx';
import { whenInWords } from '../settings/recurrence-when.ts';
import { SectionHead } from '../settings/section-head.tsx';
import { BoardForm } from './board-form.tsx';

/** Who meets about changes, and when. Agents read it, admins change it. */
export function ChangeBoardsSection() {
  const mayChange = isAdmin(useMe());
  const boards = useQuery(queryOf(api.changeBoards.list, {}));
  const [edited, setEdited] = useState<ChangeBoard | 'new' | null>(null);
  const items = boards.data?.items ?? [];
  return (
    <>
      <SectionHead
        title="Change boards"
        aside={
          mayChange && (
            <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
              Add a board
            </Button>
          )
        }
      >
        People who meet again and again to talk about changes. The agenda of each meeting is drawn up by the
        desk, and its minutes stand with the changes.
      </SectionHead>
      {boards.isPending && <Loading rows={4} />}
      {boards.isError && !boards.data && <Failed error={boards.error} retry={boards.refetch} />}
      {boards.data && items.length === 0 && (
        <Empty title="No board yet">Add your change advisory board: who meets when, and about what.</Empty>
      )}
      {items.length > 0 && (
        <RecordTable columns={['Board', 'Next agenda', 'On']}>
          {items.map((board) => (
            <Row key={board.id} board={board} mayChange={mayChange} onEdit={() => setEdited(board)} />
          ))}
        </RecordTable>
      )}
      <RecordDialog edited={edited} what="a board" size="xl" onClose={() => setEdited(null)}>
        {(board) => <BoardForm board={board} onDone={() => setEdited(null)} />}
      </RecordDialog>
    </>
  );
}

type RowProps = { board: ChangeBoard; mayChange: boolean; onEdit: () => void };

function Row({ board, mayChange, onEdit }: RowProps) {
  const { chair, version: _, nextAt, ...content } = board;
  const { name, enabled, cron, timeZone, leadHours } = content;
  const update = useVerb(api.changeBoards.update);
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text size="sm" fw={550}>
          <bdi>{name}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          {whenInWords(cron)}, {timeZone.replaceAll('_', ' ')} · led by <bdi>{chair.name}</bdi>
        </Text>
      </Table.Th>
      <Table.Td data-label="Next agenda">
        {nextAt ? (
          <div>
            <Text size="sm">
              For <When at={nextAt} exact />
            </Text>
            <Text size="xs" c="dimmed">
              {leadHours === 1 ? 'an hour' : `${leadHours} hours`} before
            </Text>
          </div>
        ) : (
          <Text size="sm" c="dimmed">
            {enabled ? 'never again' : 'off'}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-label="On">
        <Switch
          size="xs"
          aria-label={`${name} is on`}
          checked={enabled}
          disabled={!mayChange || update.isPending}
          onChange={(event) => update.mutate({ ...content, enabled: event.currentTarget.checked })}
        />
      </Table.Td>
      <Table.Td ta="right">
        {mayChange && (
          <ActionIcon aria-label={`Edit ${name}`} onClick={onEdit}>
            <EditIcon size={16} />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
