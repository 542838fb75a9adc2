import { ActionIcon, Button, Group, Text } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { useRef, useState } from 'react';
import type { Holiday } from '../../../contract/calendars.ts';
import { EditIcon, PlusIcon, TrashIcon } from '../../ui/icons.tsx';
import { useNow } from '../../ui/when.tsx';
import type { CalendarValues } from './calendar-values.ts';
import classes from './calendars.module.css';
import { HolidayEditor } from './holiday-editor.tsx';
import { holidayWords, todayIn } from './holiday-words.ts';
import settings from './settings.module.css';

type CalendarForm = Pick<
  ReturnType<typeof useForm<CalendarValues>>,
  'errors' | 'getValues' | 'setFieldValue'
>;

const isImported = (holiday: Holiday): boolean => holiday.on === 'date' && holiday.imported;

/** The holidays that are written by hand, one by one, and how many came from iCalendar. */
export function HolidayFields({ form }: { form: CalendarForm }) {
  const now = useNow();
  const [edited, setEdited] = useState<number | 'new' | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const { holidays, timeZone } = form.getValues();
  const imported = holidays.filter(isImported).length;
  const change = (next: Holiday[]) => form.setFieldValue('holidays', next);
  const close = () => {
    setEdited(null);
    addButton.current?.focus();
  };
  const keep = (holiday: Holiday) => {
    change(
      edited === 'new'
        ? [...holidays, holiday]
        : holidays.map((one, index) => (index === edited ? holiday : one)),
    );
    close();
  };
  const editor = (
    <HolidayEditor
      key={edited}
      holiday={typeof edited === 'number' ? holidays[edited] : undefined}
      today={todayIn(timeZone, now)}
      onDone={keep}
      onCancel={close}
    />
  );
  return (
    <fieldset className={settings.group}>
      <legend>Holidays</legend>
      <Text size="sm" c="dimmed">
        A holiday closes its day, from midnight to midnight.
      </Text>
      <ul className={settings.members}>
        {holidays.map((holiday, index) =>
          isImported(holiday) ? null : index === edited ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: two may be the same
            <li key={index}>{editor}</li>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: two may be the same
            <li key={index} className={classes.holidayRow}>
              <Text size="sm" span>
                <bdi>{holiday.name}</bdi>
                <Text size="sm" span c="dimmed">
                  {' '}
                  · {holidayWords(holiday)}
                </Text>
              </Text>
              <ActionIcon aria-label={`Edit ${holiday.name}`} onClick={() => setEdited(index)}>
                <EditIcon size={16} />
              </ActionIcon>
              <ActionIcon
                aria-label={`Remove ${holiday.name}`}
                onClick={() => {
                  change(holidays.filter((_, other) => other !== index));
                  close();
                }}
              >
                <TrashIcon size={16} />
              </ActionIcon>
            </li>
          ),
        )}
      </ul>
      {imported > 0 && (
        <Group gap="xs" my="xs">
          <Text size="sm">
            {imported === 1 ? 'One more was' : `${imported} more were`} read from iCalendar.
          </Text>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => change(holidays.filter((one) => !isImported(one)))}
          >
            Remove {imported === 1 ? 'it' : 'these'}
          </Button>
        </Group>
      )}
      {edited === 'new' && editor}
      {form.errors.holidays && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {form.errors.holidays}
        </Text>
      )}
      <Button
        ref={addButton}
        variant="default"
        size="xs"
        mt="xs"
        leftSection={<PlusIcon size={14} />}
        onClick={() => setEdited('new')}
      >
        Add a holiday
      </Button>
    </fieldset>
  );
}
