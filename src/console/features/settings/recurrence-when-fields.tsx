import { Chip, Fieldset, Group, NativeSelect, Select, Stack, Text, TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { zoneOptions } from '../../ui/zones.ts';
import { optionsOf } from '../ticket/words.ts';
import { RecurrencePreview } from './recurrence-preview.tsx';
import type { RecurrenceValues } from './recurrence-values.ts';
import { cronOf, everyWords, nths, weekdays } from './recurrence-when.ts';
import classes from './settings.module.css';

export type RecurrenceFormState = Pick<
  ReturnType<typeof useForm<RecurrenceValues>>,
  'errors' | 'getInputProps' | 'getValues' | 'setFieldValue' | 'setValues'
>;

const daysOfMonth = Array.from({ length: 31 }, (_, index) => String(index + 1));

/** When it recurs, by simple choices or by cron fields, and the runs that come of it. */
export function WhenFields({ form }: { form: RecurrenceFormState }) {
  const values = form.getValues();
  const { every, days } = values;
  return (
    <Fieldset legend="When" className={classes.fieldset}>
      <Stack gap="md">
        <div className={classes.fields}>
          <NativeSelect
            label="Recurs"
            data={optionsOf(everyWords)}
            value={every}
            onChange={(event) => {
              // Who goes on to fields begins with those of the choice before.
              const next = event.currentTarget.value as typeof every;
              form.setValues({ every: next, ...(next === 'cron' ? { cron: cronOf(values) } : {}) });
            }}
          />
          {every === 'month_day' && (
            <NativeSelect label="Day of the month" data={daysOfMonth} {...form.getInputProps('dayOfMonth')} />
          )}
          {every === 'month_weekday' && (
            <>
              <NativeSelect label="Which one" data={nths} {...form.getInputProps('nth')} />
              <NativeSelect label="Weekday" data={weekdays} {...form.getInputProps('weekday')} />
            </>
          )}
          {every === 'cron' ? (
            <TextInput
              label="Fields"
              description="Minute, hour, day of the month, month, day of the week"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              {...form.getInputProps('cron')}
            />
          ) : (
            <TextInput label="At" type="time" required {...form.getInputProps('at')} />
          )}
          <Select
            label="Time zone"
            searchable
            allowDeselect={false}
            data={zoneOptions}
            nothingFoundMessage="No time zone by that name"
            {...form.getInputProps('timeZone')}
          />
        </div>
        {every === 'week' && (
          <div>
            <Text size="sm" fw={500} mb={4} id="recurrence-days">
              Days of the week
            </Text>
            <Chip.Group
              multiple
              value={days}
              onChange={(next) => next.length > 0 && form.setFieldValue('days', next)}
            >
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
        <RecurrencePreview cron={cronOf(values)} timeZone={values.timeZone} />
      </Stack>
    </Fieldset>
  );
}
