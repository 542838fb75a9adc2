import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Recurrence } from '../../../contract/recurrences.ts';
import { queryOf } from '../../call.ts';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { RecordDialog } from './record-dialog.tsx';
import { RecordTable } from './record-table.tsx';
import { RecurrenceForm } from './recurrence-form.tsx';
import { RecurrenceLog } from './recurrence-log.tsx';
import { RecurrenceRow } from './recurrence-row.tsx';
import { SectionHead } from './section-head.tsx';

export function RecurrencesSection() {
  const recurrences = useQuery({
    ...queryOf(api.recurrences.list, {}),
    // The clock changes it, and tells nobody.
    refetchInterval: 60_000,
  });
  const [edited, setEdited] = useState<Recurrence | 'new' | null>(null);
  const [logged, setLogged] = useState<Recurrence | null>(null);
  const items = recurrences.data?.items ?? [];
  return (
    <>
      <SectionHead
        title="Recurring work"
        aside={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
            Add recurring work
          </Button>
        }
      >
        What the desk does again and again by the clock: opens tickets from a template, plans patch windows,
        posts digests of queues.
      </SectionHead>
      {recurrences.isPending && <Loading rows={6} />}
      {recurrences.isError && !recurrences.data && (
        <Failed error={recurrences.error} retry={recurrences.refetch} />
      )}
      {recurrences.data && items.length === 0 && (
        <Empty title="No recurring work yet">
          Begin with what somebody has to remember now: the check of the backups, the patches of the month.
        </Empty>
      )}
      {items.length > 0 && (
        <RecordTable columns={['Work', 'Next run', 'Last run', 'On']}>
          {items.map((recurrence) => (
            <RecurrenceRow
              key={recurrence.id}
              recurrence={recurrence}
              onEdit={() => setEdited(recurrence)}
              onLog={() => setLogged(recurrence)}
            />
          ))}
        </RecordTable>
      )}
      <RecordDialog edited={edited} what="recurring work" size="xl" onClose={() => setEdited(null)}>
        {(recurrence) => <RecurrenceForm recurrence={recurrence} onDone={() => setEdited(null)} />}
      </RecordDialog>
      <RecurrenceLog of={logged} onClose={() => setLogged(null)} />
    </>
  );
}
