import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Calendar } from '../../../contract/calendars.ts';
import { queryOf } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { AllowedHosts } from './allowed-hosts.tsx';
import { CalendarForm } from './calendar-form.tsx';
import { CalendarPanel } from './calendar-panel.tsx';
import { RecordDialog } from './record-dialog.tsx';
import { SectionHead } from './section-head.tsx';

export function CalendarsSection() {
  const mayChange = isAdmin(useMe());
  const list = useQuery(queryOf(api.calendars.list, {}));
  const [edited, setEdited] = useState<Calendar | 'new' | null>(null);
  return (
    <>
      <SectionHead
        title="Calendars"
        aside={
          mayChange && (
            <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
              Add a calendar
            </Button>
          )
        }
      >
        When people work: the hours of each day and the holidays. SLA policies, queues and single tickets go
        by a calendar; without one every hour counts.
      </SectionHead>
      {list.isPending && <Loading rows={6} />}
      {list.isError && !list.data && <Failed error={list.error} retry={list.refetch} />}
      {list.data?.items.length === 0 && (
        <Empty title="No calendar yet">Until there is one, every hour of every day counts.</Empty>
      )}
      {list.data?.items.map((calendar) => (
        <CalendarPanel
          key={calendar.id}
          calendar={calendar}
          mayChange={mayChange}
          onEdit={() => setEdited(calendar)}
        />
      ))}
      {mayChange && <AllowedHosts />}
      <RecordDialog edited={edited} what="a calendar" size="lg" onClose={() => setEdited(null)}>
        {(calendar) => <CalendarForm calendar={calendar} onDone={() => setEdited(null)} />}
      </RecordDialog>
    </>
  );
}
