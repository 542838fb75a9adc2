import { Button, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Freeze } from '../../../contract/freezes.ts';
import { queryOf, useVerb } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { EditMenu } from '../../ui/edit-menu.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { RecordDialog } from '../settings/record-dialog.tsx';
import { RecordTable } from '../settings/record-table.tsx';
import { and } from '../settings/rule-words.ts';
import { SectionHead } from '../settings/section-head.tsx';
import { typeWords } from './change-words.ts';
import { FreezeForm } from './freeze-form.tsx';
import { freezeWords } from './freeze-words.ts';

/** Times in which nothing is changed. Agents read them, admins change them. */
export function FreezesSection() {
  const me = useMe();
  const mayChange = isAdmin(me);
  const freezes = useQuery(queryOf(api.freezes.list, {}));
  const services = useQuery(queryOf(api.services.list, {})).data?.items ?? [];
  const [edited, setEdited] = useState<Freeze | 'new' | null>(null);
  const items = freezes.data?.items ?? [];
  const nameOf = (id: string) => services.find((one) => one.id === id)?.name ?? 'a service that is gone';
  const stops = ({ types, serviceIds }: Freeze) =>
    `${types.length === 3 ? 'All' : typeList(types)} changes of ${serviceIds.length === 0 ? 'all services' : and.format(serviceIds.map(nameOf))}`;
  return (
    <>
      <SectionHead
        title="Freezes"
        aside={
          mayChange && (
            <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
              Add a freeze
            </Button>
          )
        }
      >
        Times in which nothing is changed. A change that falls into one is told so, and cannot be submitted
        unless the settings of changes say otherwise.
      </SectionHead>
      {freezes.isPending && <Loading rows={4} />}
      {freezes.isError && !freezes.data && <Failed error={freezes.error} retry={freezes.refetch} />}
      {freezes.data && items.length === 0 && (
        <Empty title="No freeze yet">Add the weeks before Christmas, each month’s end, Friday nights.</Empty>
      )}
      {items.length > 0 && (
        <RecordTable columns={['Freeze', 'It stops']}>
          {items.map((freeze) => (
            <Table.Tr key={freeze.id}>
              <Table.Th scope="row" fw={400}>
                <Text size="sm" fw={550}>
                  <bdi>{freeze.name}</bdi>
                </Text>
                <Text size="sm" c="dimmed">
                  {freezeWords(freeze, me.locale)}
                </Text>
              </Table.Th>
              <Table.Td data-label="It stops">
                <bdi>{stops(freeze)}</bdi>
              </Table.Td>
              <Table.Td ta="right">
                {mayChange && <FreezeMenu freeze={freeze} onEdit={() => setEdited(freeze)} />}
              </Table.Td>
            </Table.Tr>
          ))}
        </RecordTable>
      )}
      <RecordDialog edited={edited} what="a freeze" size="lg" onClose={() => setEdited(null)}>
        {(freeze) => <FreezeForm freeze={freeze} onDone={() => setEdited(null)} />}
      </RecordDialog>
    </>
  );
}

function typeList(types: Freeze['types']): string {
  const [first = '', ...rest] = types.map((type) => typeWords[type]);
  return and.format([first, ...rest.map((word) => word.toLowerCase())]);
}

function FreezeMenu({ freeze: { id, name }, onEdit }: { freeze: Freeze; onEdit: () => void }) {
  const remove = useVerb(api.freezes.remove, { invalidates: ['/freezes', '/changes'] });
  return (
    <EditMenu
      name={name}
      consequence="It stops no change any more. What was decided stays."
      isRemoving={remove.isPending}
      onEdit={onEdit}
      onRemove={() => remove.mutate({ id })}
    />
  );
}
