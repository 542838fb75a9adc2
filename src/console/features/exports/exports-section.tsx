import { Button, Modal } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { itemsOf, pagesOf } from '../../call.ts';
import { PlusIcon } from '../../ui/icons.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { RecordTable } from '../settings/record-table.tsx';
import { SectionHead } from '../settings/section-head.tsx';
import { ExportForm } from './export-form.tsx';
import { ExportRow } from './export-row.tsx';

/** How often it is looked how far an export has come, in milliseconds. */
const LOOK_EVERY = 1_500;

export function ExportsSection() {
  const list = useInfiniteQuery({
    ...pagesOf(api.exports.list, {}),
    refetchInterval: ({ state }) =>
      itemsOf(state.data).some((one) => one.state === 'waiting' || one.state === 'running') && LOOK_EVERY,
  });
  const [isAsking, setAsking] = useState(false);
  const items = itemsOf(list.data);
  const close = () => setAsking(false);
  return (
    <>
      <SectionHead
        title="Export"
        aside={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setAsking(true)}>
            New export
          </Button>
        }
      >
        What the desk knows, as a file to take away. It is written in the background, is for whoever started
        it, and is removed after seven days. Secrets are never in it.
      </SectionHead>
      {list.isPending && <Loading rows={4} />}
      {list.isError && items.length === 0 && <Failed error={list.error} retry={list.refetch} />}
      {list.isSuccess && items.length === 0 && (
        <Empty title="No export yet">
          Begin with one here, or with what a list of tickets shows by “Export these”.
        </Empty>
      )}
      {items.length > 0 && (
        <RecordTable columns={['Export', 'Started', 'State']}>
          {items.map((one) => (
            <ExportRow key={one.id} item={one} />
          ))}
        </RecordTable>
      )}
      <ShowMore pages={list} />
      <Modal opened={isAsking} onClose={close} title="New export" size="lg" closeOnClickOutside={false}>
        <ExportForm onStarted={close} onCancel={close} />
      </Modal>
    </>
  );
}
