import { Button, Group, Select, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { type Cell, csvOf } from '../../../contract/csv.ts';
import { queryOf } from '../../call.ts';
import { download } from '../../ui/download.ts';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import alerts from '../alerts/alerts.module.css';
import { useNames } from '../settings/names.ts';
import { FiguresTable, PeopleTable } from './report-tables.tsx';
import { dayOf, peopleTable, periodOf, servicesTable } from './report-values.ts';

const MONTH_DAYS = 30;
const daysAgo = (days: number) => {
  const date = new Date();
  date.setDate(date.getDate() - days);
  return dayOf(date);
};

/** How alerts were answered, and what that cost those who answer. */
export function OnCallReportPage() {
  const { teams } = useNames();
  const [first, setFirst] = useState(() => daysAgo(MONTH_DAYS));
  const [last, setLast] = useState(() => daysAgo(0));
  const [team, setTeam] = useState<string | null>(null);
  const period = periodOf(first, last);
  const asked = { from: period?.from ?? '', to: period?.to ?? '', ...(team ? { team } : {}) };
  const report = useQuery({
    ...queryOf(api.reports.responders, asked),
    enabled: period !== null,
    placeholderData: keepPreviousData,
  });
  const save = (what: string, rows: Cell[][]) =>
    download(`deskbell-${what}-${first}-${last}.csv`, 'text/csv', csvOf(rows));
  const { data } = report;
  return (
    <div className={alerts.list}>
      <PageTitle
        tab="On call · Reports"
        above={
          <Link to="/alerts" search={{}} className={alerts.back}>
            <BackIcon size={16} />
            Alerts
          </Link>
        }
      >
        On call
      </PageTitle>
      <Group align="flex-start" gap="sm">
        <TextInput
          label="From"
          type="date"
          value={first}
          onChange={(event) => setFirst(event.currentTarget.value)}
        />
        <TextInput
          label="Until"
          type="date"
          value={last}
          error={period ? undefined : 'From one day to a later one, a year at most'}
          onChange={(event) => setLast(event.currentTarget.value)}
        />
        <Select
          label="Services of"
          placeholder="All teams"
          clearable
          searchable
          data={teams}
          value={team}
          onChange={setTeam}
        />
      </Group>
      {period && report.isPending && <Loading rows={6} label="Loading the report" />}
      {report.isError && <Failed error={report.error} retry={report.refetch} />}
      {period && data && !report.isError && (
        <>
          <FiguresTable
            report={data}
            aside={
              <Button variant="default" onClick={() => save('services', servicesTable(data))}>
                Services as CSV
              </Button>
            }
          />
          <PeopleTable
            report={data}
            aside={
              <Button variant="default" onClick={() => save('people', peopleTable(data))}>
                People as CSV
              </Button>
            }
          />
        </>
      )}
    </div>
  );
}
