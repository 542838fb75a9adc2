import { Alert, Button, FileButton, Group, Text } from '@mantine/core';
import { useRef } from 'react';
import { api } from '../../../contract/api.ts';
import { type Calendar, type Holiday, ImportHolidays } from '../../../contract/calendars.ts';
import { useVerb } from '../../call.ts';
import { showDone } from '../../ui/tell.tsx';
import { useNow, When } from '../../ui/when.tsx';
import classes from './calendars.module.css';
import { comingHolidays, dateWords, holidayWords, todayIn } from './holiday-words.ts';
import settings from './settings.module.css';

/** How many of those to come are shown at once. */
const SHOWN = 5;

type CalendarHolidaysProps = {
  calendar: Calendar;
  mayChange: boolean;
  onProblem: (problem: string | null) => void;
};

export function CalendarHolidays({ calendar, mayChange, onProblem }: CalendarHolidaysProps) {
  const now = useNow();
  const { holidays, timeZone, source } = calendar;
  const coming = comingHolidays(holidays, todayIn(timeZone, now), SHOWN);
  return (
    <div>
      <h3>Next holidays</h3>
      {coming.length === 0 && <Text size="sm">{holidays.length === 0 ? 'none' : 'none to come'}</Text>}
      <ul className={classes.holidays}>
        {coming.map(({ holiday, from, to }) => (
          <li key={`${from} ${holiday.name}`}>
            <span className={classes.date}>
              {dateWords(from)}
              {to !== from && ` to ${dateWords(to)}`}
            </span>
            <bdi>{holiday.name}</bdi>
          </li>
        ))}
      </ul>
      {holidays.length > 0 && <AllHolidays holidays={holidays} />}
      {source && <SourceState source={source} />}
      {mayChange && <ReadButtons calendar={calendar} onProblem={onProblem} />}
    </div>
  );
}

/** More than that and nobody reads them; the file has them all. */
const LISTED = 200;

function AllHolidays({ holidays }: { holidays: Holiday[] }) {
  const more = holidays.length - LISTED;
  return (
    <details className={settings.details}>
      <summary>{holidays.length === 1 ? 'The one holiday' : `All ${holidays.length} holidays`}</summary>
      <ul className={classes.holidays}>
        {holidays.slice(0, LISTED).map((holiday, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may be the same
          <li key={index}>
            <bdi>{holiday.name}</bdi>
            <span className={classes.soft}>{holidayWords(holiday)}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <Text size="sm">And {more} more.</Text>}
    </details>
  );
}

function SourceState({ source: { url, readAt, error } }: { source: NonNullable<Calendar['source']> }) {
  return (
    <>
      <p className={classes.source}>
        Read every day from <span className={classes.url}>{url}</span>;{' '}
        {readAt ? (
          <>
            {error ? 'last tried' : 'last'} <When at={readAt} />
          </>
        ) : (
          'not read yet'
        )}
        .
      </p>
      {error && (
        <Alert variant="light" color="red" bg="var(--bad-soft)" title="It could not be read" mb="xs">
          {error} The holidays are as they were before.
        </Alert>
      )}
    </>
  );
}

/** Bytes; what is read of a larger file is already more than the contract takes. */
const LARGEST = 10_000_000;

const NOTHING = 'No holiday was found: only whole days count, from last year to five years ahead.';

type ReadButtonsProps = Pick<CalendarHolidaysProps, 'calendar' | 'onProblem'>;

function ReadButtons({ calendar, onProblem }: ReadButtonsProps) {
  const { id, name, source } = calendar;
  const options = {
    onProblem: ({ message }: { message: string }) => {
      onProblem(message);
      return true;
    },
    onSuccess: ({ holidays, source }: Calendar) => {
      if (source?.error) return;
      const count = holidays.filter((holiday) => holiday.on === 'date' && holiday.imported).length;
      if (count === 0) return onProblem(NOTHING);
      showDone(`${name} has ${count === 1 ? 'one holiday' : `${count} holidays`} from iCalendar now.`);
    },
  };
  const read = useVerb(api.calendars.importHolidays, options);
  const readSource = useVerb(api.calendars.readSource, options);
  const reset = useRef<() => void>(null);
  const readFile = async (file: File | null) => {
    // So that the same file can be chosen again once it is mended.
    reset.current?.();
    if (!file) return;
    onProblem(null);
    const input = { id, ical: await file.slice(0, LARGEST).text() };
    const checked = ImportHolidays.safeParse(input);
    if (checked.success) read.mutate(input);
    else onProblem(`The file ${checked.error.issues[0]?.message}.`);
  };
  return (
    <Group gap="xs" mt="xs">
      <FileButton
        accept=".ics,text/calendar"
        resetRef={reset}
        onChange={(file) => void readFile(file)}
        inputProps={{ 'aria-label': `iCalendar file for ${name}` }}
      >
        {(props) => (
          <Button {...props} variant="default" size="xs" loading={read.isPending}>
            Read a file (.ics)
          </Button>
        )}
      </FileButton>
      {source && (
        <Button
          variant="default"
          size="xs"
          loading={readSource.isPending}
          onClick={() => {
            onProblem(null);
            readSource.mutate({ id });
          }}
        >
          Read now
        </Button>
      )}
    </Group>
  );
}
