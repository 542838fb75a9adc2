import { Button, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Migration } from '../../../contract/migrations.ts';
import { queryOf } from '../../call.ts';
import { Failed, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { RecordTable } from '../settings/record-table.tsx';
import { SectionHead } from '../settings/section-head.tsx';
import { toolNames } from './export-words.ts';
import { PlanView } from './plan-view.tsx';
import { stateWords } from './plan-words.ts';
import { UploadForm } from './upload-form.tsx';

export function MoveInSection() {
  const batches = useQuery(queryOf(api.migrations.list, {}));
  const [id, setId] = useState<string | null>(null);
  const items = batches.data?.items ?? [];
  return (
    <>
      <SectionHead
        title="Move in"
        aside={
          id && (
            <Button variant="default" onClick={() => setId(null)}>
              Back to all
            </Button>
          )
        }
      >
        Take over people, teams, schedules, escalation policies, services and integrations from PagerDuty,
        Opsgenie or Grafana OnCall. First it is shown what would be made; nothing is before you apply it, and
        a batch can be undone.
      </SectionHead>
      {id ? (
        <PlanView key={id} id={id} onGone={() => setId(null)} />
      ) : (
        <>
          <UploadForm onPlanned={(plan) => setId(plan.id)} />
          {batches.isPending && <Loading rows={3} />}
          {batches.isError && !batches.data && <Failed error={batches.error} retry={batches.refetch} />}
          {items.length > 0 && (
            <RecordTable columns={['Batch', 'State', 'Made']}>
              {items.map((batch) => (
                <BatchRow key={batch.id} batch={batch} onOpen={() => setId(batch.id)} />
              ))}
            </RecordTable>
          )}
        </>
      )}
    </>
  );
}

function BatchRow({ batch, onOpen }: { batch: Migration; onOpen: () => void }) {
  const name = toolNames[batch.tool];
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text size="sm" fw={550}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          <bdi>{batch.fileName}</bdi>
        </Text>
      </Table.Th>
      <Table.Td data-label="State">{stateWords[batch.state]}</Table.Td>
      <Table.Td data-label="Made">
        <When at={batch.createdAt} /> {batch.createdBy && <bdi>by {batch.createdBy}</bdi>}
      </Table.Td>
      <Table.Td ta="right">
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={`Open ${name}, ${batch.fileName}`}
          onClick={onOpen}
        >
          Open
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
