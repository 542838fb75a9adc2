import { Alert, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { Cron, type RunTime } from '../../../contract/recurrences.ts';
import { queryOf } from '../../call.ts';
import { wordsOf } from '../../problem.ts';
import { useMe } from '../../session.tsx';
import classes from './recurrence.module.css';

const notes: Record<NonNullable<RunTime['note']>, string> = {
  skipped: 'The clocks skip its time that day: it runs at the first minute that is there.',
  repeated: 'The clocks show this time twice that day: it runs the first time.',
  changed: 'The clocks were changed since the run before.',
};

/** The next ten runs of what the form says now, there and in UTC. */
export function RecurrencePreview({
  cron,
  timeZone,
  title,
}: {
  cron: string;
  timeZone: string;
  title: string;
}) {
  const { locale } = useMe();
  const [asked] = useDebouncedValue({ cron, timeZone }, 300);
  const isReadable = Cron.safeParse(asked.cron).success;
  const preview = useQuery({
    ...queryOf(api.recurrences.preview, asked),
    enabled: isReadable,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const shown = new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', timeZone: 'UTC' },
  });
  const utc = new Intl.DateTimeFormat(locale, {
    ...{ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' },
  });
  if (!isReadable) return null;
  if (preview.isError) {
    return (
      <Alert variant="light" color="red" bg="var(--bad-soft)" role="alert">
        {wordsOf(preview.error)}
      </Alert>
    );
  }
  const items = preview.data?.items ?? [];
  return (
    <section aria-label={title} aria-busy={preview.isFetching}>
      <Text size="sm" fw={550}>
        {title}
      </Text>
      {preview.data && items.length === 0 && <Text size="sm">This never comes.</Text>}
      <ol className={classes.times}>
        {items.map(({ at, local, offset, note }) => (
          <li key={at} data-note={note ?? undefined}>
            <span>{shown.format(Date.parse(`${local}Z`))}</span>
            <Text span size="xs" c="dimmed" className={classes.utc}>
              UTC{offset} · {utc.format(Date.parse(at))} UTC
            </Text>
            {note && (
              <Text size="xs" className={classes.note}>
                {notes[note]}
              </Text>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
