import { Button, Modal, Table, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Maintenance } from '../../../contract/maintenance.ts';
import { itemsOf, pagesOf, queryOf, useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { showDone } from '../../ui/tell.tsx';
import { useNow, When } from '../../ui/when.tsx';
import { RecordTable } from '../settings/record-table.tsx';
import { and } from '../settings/rule-words.ts';
import { SectionHead } from '../settings/section-head.tsx';
import { MaintenanceForm } from './maintenance-form.tsx';
import { phaseOf, phaseWords } from './maintenance-words.ts';

export function MaintenanceSection() {
  const list = useInfiniteQuery(pagesOf(api.maintenances.list, {}));
  const services = useQuery(queryOf(api.services.list, {})).data?.items ?? [];
  const [isPlanning, setPlanning] = useState(false);
  const items = itemsOf(list.data);
  const nameOf = (id: string) => services.find((one) => one.id === id)?.name ?? 'a service that is gone';
  return (
    <>
      <SectionHead
        title="Maintenance"
        aside={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setPlanning(true)}>
            Plan a maintenance
          </Button>
        }
      >
        While a service is under maintenance, its alerts are recorded and page nobody. When it is over,
        whoever planned it is told what came, and what is still open pages.
      </SectionHead>
      {list.isPending && <Loading rows={4} />}
      {list.isError && items.length === 0 && <Failed error={list.error} retry={list.refetch} />}
      {list.isSuccess && items.length === 0 && (
        <Empty title="No maintenance yet">Plan one before you do what sets off alerts.</Empty>
      )}
      {items.length > 0 && (
        <RecordTable columns={['Maintenance', 'When', 'State']}>
          {items.map((one) => (
            <MaintenanceRow
              key={one.id}
              maintenance={one}
              services={and.format(one.serviceIds.map(nameOf))}
            />
          ))}
        </RecordTable>
      )}
      <ShowMore pages={list} />
      <Modal
        opened={isPlanning}
        onClose={() => setPlanning(false)}
        title="Plan a maintenance"
        closeOnClickOutside={false}
      >
        <MaintenanceForm onDone={() => setPlanning(false)} />
      </Modal>
    </>
  );
}

type MaintenanceRowProps = { maintenance: Maintenance; services: string };

function MaintenanceRow({ maintenance, services }: MaintenanceRowProps) {
  const { name, startsAt, endsAt, createdBy, summary, statusTitle } = maintenance;
  const phase = phaseOf(maintenance, useNow());
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text size="sm" fw={550}>
          <bdi>{name}</bdi>
        </Text>
        <Text size="sm" c="dimmed">
          <bdi>{services}</bdi>
          {createdBy && (
            <>
              {' '}
              · by <bdi>{createdBy.name}</bdi>
            </>
          )}
        </Text>
        {summary && <Text size="sm">{summary}</Text>}
        {statusTitle && (
          <Text size="sm" c="dimmed">
            Public: <bdi>{statusTitle}</bdi>
          </Text>
        )}
      </Table.Th>
      <Table.Td data-label="When">
        <span>
          <When at={startsAt} exact /> – <When at={endsAt} exact />
        </span>
      </Table.Td>
      <Table.Td data-label="State">{phaseWords[phase]}</Table.Td>
      <Table.Td ta="right">{phase !== 'over' && <End maintenance={maintenance} phase={phase} />}</Table.Td>
    </Table.Tr>
  );
}

function End({ maintenance: { id, name }, phase }: { maintenance: Maintenance; phase: 'planned' | 'now' }) {
  const end = useVerb(api.maintenances.end, { onSuccess: () => showDone(`${name} is over.`) });
  const words = phase === 'now' ? 'End now' : 'Call off';
  const ask = async () => {
    const yes = await confirm({
      title: phase === 'now' ? `End “${name}” now?` : `Call off “${name}”?`,
      text:
        phase === 'now'
          ? 'What is still open pages then.'
          : 'It does not begin; alerts page as they always do.',
      yes: words,
    });
    if (yes) end.mutate({ id });
  };
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={end.isPending}
      aria-label={`${words}: ${name}`}
      onClick={() => void ask()}
    >
      {words}
    </Button>
  );
}
