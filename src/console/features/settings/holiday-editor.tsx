import { Button, Group, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { Holiday } from '../../../contract/calendars.ts';
import classes from './calendars.module.css';
import { draftOf, type HolidayDraft, holidayIn } from './holiday-draft.ts';
import { comingHolidays, dateWords, holidayWords, monthNames, nthWords } from './holiday-words.ts';
import { sentence } from './rule-words.ts';
import settings from './settings.module.css';
import { dayNames } from './week-words.ts';

const kinds: { value: Holiday['on']; label: string }[] = [
  { value: 'date', label: 'Once, on one day or several' },
  { value: 'day', label: 'Yearly, on the same date' },
  { value: 'weekday', label: 'Yearly, on a weekday' },
  { value: 'easter', label: 'Yearly, around Easter' },
];
const months = monthNames.map((label, index) => ({ value: String(index + 1), label }));
const weekdays = dayNames.map((label, index) => ({ value: String(index + 1), label }));
const nths = ([1, 2, 3, 4, 5, -1, -2, -3, -4, -5] as const).map((nth) => ({
  value: String(nth),
  label: sentence(nthWords[nth]),
}));

type HolidayEditorProps = {
  /** Undefined: a new one. */
  holiday: Holiday | undefined;
  /** A date in the calendar's zone. */
  today: string;
  onDone: (holiday: Holiday) => void;
  onCancel: () => void;
};

/** A holiday being written, within the form of its calendar. */
export function HolidayEditor({ holiday, today, onDone, onCancel }: HolidayEditorProps) {
  const [draft, setDraft] = useState(() => draftOf(holiday));
  const [isTried, setTried] = useState(false);
  const found = holidayIn(draft);
  const errors = isTried && 'errors' in found ? found.errors : {};
  const set = (part: Partial<HolidayDraft>) => setDraft({ ...draft, ...part });
  const finish = () => {
    setTried(true);
    if ('holiday' in found) onDone(found.holiday);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // It would send the calendar.
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    finish();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be drawn as a part of the form around it
    <div role="group" aria-label="Holiday" className={classes.holidayForm} onKeyDown={onKeyDown}>
      <Stack gap="sm">
        <div className={settings.fields}>
          <TextInput
            label="Name of the holiday"
            required
            autoFocus
            value={draft.name}
            error={errors.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <NativeSelect
            label="When it is"
            data={kinds}
            value={draft.on}
            onChange={(event) => set({ on: event.currentTarget.value as Holiday['on'] })}
          />
        </div>
        <div className={settings.fields}>
          <WhenFields draft={draft} errors={errors} set={set} />
        </div>
        <Text size="sm" role="status" className={classes.soft}>
          {'holiday' in found ? previewWords(found.holiday, today) : ' '}
        </Text>
        <Group gap="xs" justify="flex-end">
          <Button size="xs" variant="default" onClick={onCancel}>
            Discard
          </Button>
          <Button size="xs" onClick={finish}>
            {holiday ? 'Change the holiday' : 'Add the holiday'}
          </Button>
        </Group>
      </Stack>
    </div>
  );
}

function previewWords(holiday: Holiday, today: string): string {
  const [next] = comingHolidays([holiday], today, 1);
  return `${sentence(holidayWords(holiday))}; ${next ? `next on ${dateWords(next.from)}` : 'it does not come again'}.`;
}

type WhenFieldsProps = {
  draft: HolidayDraft;
  errors: Record<string, string>;
  set: (part: Partial<HolidayDraft>) => void;
};

function WhenFields({ draft, errors, set }: WhenFieldsProps) {
  const month = (
    <NativeSelect
      label="Month"
      data={months}
      value={draft.month}
      onChange={(event) => set({ month: event.currentTarget.value })}
    />
  );
  switch (draft.on) {
    case 'date':
      return (
        <>
          <TextInput
            type="date"
            label="Day"
            required
            value={draft.date}
            error={errors.date}
            onChange={(event) => set({ date: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label="Last day, if there are several"
            min={draft.date || undefined}
            value={draft.until}
            error={errors.until}
            onChange={(event) => set({ until: event.currentTarget.value })}
          />
        </>
      );
    case 'day':
      return (
        <>
          <NumberInput
            label="Day of the month"
            min={1}
            max={31}
            allowDecimal={false}
            value={draft.day}
            error={errors.day}
            onChange={(day) => set({ day })}
          />
          {month}
        </>
      );
    case 'weekday':
      return (
        <>
          <NativeSelect
            label="Which"
            data={nths}
            value={draft.nth}
            onChange={(event) => set({ nth: event.currentTarget.value })}
          />
          <NativeSelect
            label="Weekday"
            data={weekdays}
            value={draft.weekday}
            onChange={(event) => set({ weekday: event.currentTarget.value })}
          />
          {month}
        </>
      );
    case 'easter':
      return (
        <NumberInput
          label="Days after Easter Sunday"
          description="Below 0: before it. Good Friday is -2, Easter Monday 1, Ascension Day 39, Whit Monday 50"
          min={-100}
          max={100}
          allowDecimal={false}
          value={draft.days}
          error={errors.days}
          onChange={(days) => set({ days })}
        />
      );
  }
}
