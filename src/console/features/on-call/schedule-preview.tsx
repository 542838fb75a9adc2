import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../../contract/api.ts';
import type { CoverageFinding } from '../../../contract/coverage.ts';
import type { OutputOf } from '../../../contract/endpoint.ts';
import { CreateSchedule, type Layer } from '../../../contract/schedules.ts';
import { queryOf } from '../../call.ts';
import { useNow } from '../../ui/when.tsx';
import { FindingList } from './finding-list.tsx';
import { type Span, spanOf } from './span.ts';
import { Timeline } from './timeline.tsx';
import { laterDate, wallAt } from './wall.ts';

const DAYS = 28;

type Wanted = {
  id: string | null;
  teamId: string | null;
  timeZone: string;
  layers: Layer[];
  skipAbsent: boolean;
};

/** The next four weeks by what the form says now. */
export function SchedulePreview(made: Wanted) {
  const [asked] = useDebouncedValue(JSON.stringify(made), 300);
  const wanted = useMemo(() => JSON.parse(asked) as Wanted, [asked]);
  const today = wallAt(useNow(), wanted.timeZone).slice(0, 10);
  const span = useMemo(() => weeksFrom(today, wanted.timeZone), [today, wanted.timeZone]);
  const isWhole = CreateSchedule.shape.layers.safeParse(wanted.layers).success;
  const preview = useQuery({
    ...queryOf(api.schedules.preview, {
      ...{ ...wanted, from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() },
    }),
    enabled: isWhole,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <section aria-label="Preview" aria-busy={preview.isFetching}>
      <Text size="sm" fw={550}>
        The next four weeks
      </Text>
      {!isWhole && (
        <Text size="sm" c="dimmed">
          They are shown once every turn names somebody, and every layer from a calendar has one.
        </Text>
      )}
      {isWhole && preview.data && (
        <>
          <Timeline data={preview.data} span={span} timeZone={wanted.timeZone} />
          <Coming data={preview.data} timeZone={wanted.timeZone} isKnown={wanted.id === null} />
        </>
      )}
    </section>
  );
}

type ComingProps = { data: OutputOf<typeof api.schedules.preview>; timeZone: string; isKnown: boolean };

/** What would be missing in the next thirty days. */
function Coming({ data: { findings, breaks }, timeZone, isKnown }: ComingProps) {
  const isNew = ({ kind, person }: CoverageFinding) =>
    breaks.some((one) => one.kind === kind && one.person?.id === person?.id);
  return (
    <div role="status">
      <Text size="sm" c="dimmed">
        {findings.length === 0
          ? 'For thirty days, somebody is always on call whom a page can reach.'
          : 'In the next thirty days, with the overrides that there are:'}
      </Text>
      <FindingList findings={findings} timeZone={timeZone} {...(isKnown ? {} : { isNew })} />
    </div>
  );
}

function weeksFrom(first: string, timeZone: string): Span {
  const weeks = Array.from({ length: DAYS / 7 }, (_, week) =>
    spanOf(laterDate(first, 7 * week), 'week', timeZone),
  );
  return { days: weeks.flatMap(({ days }) => days), from: weeks[0]?.from ?? 0, to: weeks.at(-1)?.to ?? 0 };
}
