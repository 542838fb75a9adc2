import { Box, Group, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AlertFigures, ResponderReport } from '../../../contract/reports.ts';
import settings from '../settings/settings.module.css';
import { secondsWords } from './report-values.ts';

type ReportTableProps = { report: ResponderReport; aside: ReactNode };

/** How alerts were answered, by service and altogether. */
export function FiguresTable({ report: { total, services }, aside }: ReportTableProps) {
  return (
    <Part
      title="Answers"
      note="Times are means, with medians behind them: to acknowledge from the first page, to resolve from the first trigger."
      columns={['Service', 'Alerts', 'Paged', 'Never acknowledged', 'Time to acknowledge', 'Time to resolve']}
      aside={aside}
    >
      {services.map(({ service, ...figures }) => (
        <FiguresRow key={service.id} name={service.name} figures={figures} />
      ))}
      <FiguresRow name="All" figures={total} />
    </Part>
  );
}

function FiguresRow({ name, figures }: { name: string; figures: AlertFigures }) {
  const { alerts, paged, neverAcknowledged, timeToAcknowledge, timeToResolve } = figures;
  const times = ({ mean, median }: AlertFigures['timeToResolve']) =>
    mean === null ? '–' : `${secondsWords(mean)} (${secondsWords(median)})`;
  return (
    <Row
      head={name}
      cells={[alerts, paged, neverAcknowledged, times(timeToAcknowledge), times(timeToResolve)]}
    />
  );
}

/** Who was paged how often, and when. */
export function PeopleTable({ report: { people }, aside }: ReportTableProps) {
  return (
    <Part
      title="Interruptions"
      note="Nights are from 22:00 to 06:00 in each person’s own time zone."
      columns={['Person', 'Time zone', 'Pages', 'Pages at night', 'Nights', 'Interrupted hours']}
      aside={aside}
    >
      {people.map(({ person, timeZone, pages, nightPages, nights, interruptedHours }) => (
        <Row
          key={person.id}
          head={person.name}
          cells={[timeZone, pages, nightPages, nights, interruptedHours]}
        />
      ))}
      {people.length === 0 && <Row head="Nobody was paged." cells={[]} />}
    </Part>
  );
}

type PartProps = { title: string; note: string; columns: string[]; aside: ReactNode; children: ReactNode };

function Part({ title, note, columns, aside, children }: PartProps) {
  return (
    <section aria-label={title}>
      <Group justify="space-between" mb="xs">
        <div>
          <h2>{title}</h2>
          <Text size="sm" c="dimmed">
            {note}
          </Text>
        </div>
        {aside}
      </Group>
      {/* It scrolls sideways on a phone, also by keys. */}
      <Box
        className={settings.panel}
        style={{ overflowX: 'auto' }}
        tabIndex={0}
        role="group"
        aria-label={title}
      >
        <Table verticalSpacing="xs" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              {columns.map((name) => (
                <Table.Th key={name} scope="col">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{children}</Table.Tbody>
        </Table>
      </Box>
    </section>
  );
}

function Row({ head, cells }: { head: string; cells: (string | number)[] }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={550}>
        <bdi>{head}</bdi>
      </Table.Th>
      {cells.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
        <Table.Td key={index}>{typeof value === 'number' ? value.toLocaleString('en') : value}</Table.Td>
      ))}
    </Table.Tr>
  );
}
