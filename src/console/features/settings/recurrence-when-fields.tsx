import { Chip, Group, NativeSelect, Select, Stack, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { zoneOptions } from '../../ui/zones.ts';
import { optionsOf } from '../ticket/words.ts';
import { RecurrencePreview } from './recurrence-preview.tsx';
import { cronOf, everyWords, nths, type When, weekdays } from './recurrence-when.ts';
import classes from './settings.module.css';

const daysOfMonth = Array.from({ length: 31 }, (_, index) => String(index + 1));

type Zoned = When & { timeZone: string };
type WhenFieldsProps = {
  values: Zoned;
  onChange: (changed: Partial<Zoned>) => void;
  /** Under which the form has what is wrong with `cron` and `timeZone`: empty, or `trigger.`. */
  path?: string;
  errors: Record<string, ReactNode>;
  /** What stands above the next times. */
  preview?: string;
};

/** When it recurs, by simple choices or by cron fields, and the runs that come of it. */
export function WhenFields({ values, onChange, path = '', errors, preview = 'Next runs' }: WhenFieldsProps) {
  const { every, days } = values;
  const at = (field: 'at' | 'cron' | 'dayOfMonth' | 'nth' | 'weekday') => ({
    value: values[field],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [field]: event.currentTarget.value }),
  });
  // What is sent has two fields.
  const sentAs = (field: 'cron' | 'timeZone') => ({
    error: errors[path + field],
    'data-path': path + field,
  });
  return (
    <Stack gap="md">
      <div className={classes.fields}>
        <NativeSelect
          label="Recurs"
          data={optionsOf(everyWords)}
          value={every}
          onChange={(event) => {
            // Who goes on to fields begins with those of the choice before.
            const next = event.currentTarget.value as typeof every;
            onChange({ every: next, ...(next === 'cron' ? { cron: cronOf(values) } : {}) });
          }}
        />
        {every === 'month_day' && (
          <NativeSelect label="Day of the month" data={daysOfMonth} {...at('dayOfMonth')} />
        )}
        {every === 'month_weekday' && (
          <>
            <NativeSelect label="Which one" data={nths} {...at('nth')} />
            <NativeSelect label="Weekday" data={weekdays} {...at('weekday')} />
          </>
        )}
        {every === 'cron' ? (
          <TextInput
            label="Fields"
            description="Minute, hour, day of the month, month, day of the week"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...at('cron')}
            {...sentAs('cron')}
          />
        ) : (
          <TextInput label="At" type="time" required {...at('at')} {...sentAs('cron')} />
        )}
        <Select
          label="Time zone"
          searchable
          allowDeselect={false}
          data={zoneOptions}
          nothingFoundMessage="No time zone by that name"
          value={values.timeZone}
          onChange={(timeZone) => timeZone && onChange({ timeZone })}
          {...sentAs('timeZone')}
        />
      </div>
      {every === 'week' && (
        <div>
          <Text size="sm" fw={500} mb={4} id="recurrence-days">
            Days of the week
          </Text>
          <Chip.Group multiple value={days} onChange={(next) => next.length > 0 && onChange({ days: next })}>
            <Group gap={6} role="group" aria-labelledby="recurrence-days">
              {weekdays.map(({ value, label }) => (
                <Chip key={value} value={value} size="xs">
                  {label}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </div>
      )}
      {every === 'month_day' && Number(values.dayOfMonth) > 28 && (
        <Text size="xs" c="dimmed">
          Months that have no such day have no run.
        </Text>
      )}
      <RecurrencePreview cron={cronOf(values)} timeZone={values.timeZone} title={preview} />
    </Stack>
  );
}
