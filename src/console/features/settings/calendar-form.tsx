import { Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { type Calendar, CreateCalendar } from '../../../contract/calendars.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { zoneOptions } from '../../ui/zones.ts';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { type CalendarValues, calendarOf, calendarValues } from './calendar-values.ts';
import { HolidayFields } from './holiday-fields.tsx';
import classes from './settings.module.css';
import { WeekFields } from './week-fields.tsx';

export function CalendarForm({ calendar, onDone }: { calendar: Calendar | null; onDone: () => void }) {
  const me = useMe();
  const form = useForm<CalendarValues>({
    initialValues: calendarValues(calendar, me.timeZone),
    validate: (values) => checkedBy(CreateCalendar)(calendarOf(values)),
  });
  const options = {
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name }: Calendar) => {
      showDone(`${name} was ${calendar ? 'saved' : 'added'}.`);
      onDone();
    },
  };
  const create = useVerb(api.calendars.create, options);
  const update = useVerb(api.calendars.update, options);
  const submit = () => {
    const made = calendarOf(form.getValues());
    if (!calendar) return create.mutate(made);
    // Only what was changed: holidays may have been read in the meantime.
    const changed = Object.entries(made).filter(([field]) => form.isDirty(field));
    update.mutate({ id: calendar.id, ...(Object.fromEntries(changed) as Partial<typeof made>) });
  };
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="lg">
        <div className={classes.fields}>
          <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
          <Select
            label="Time zone"
            required
            searchable
            limit={100}
            data={zoneOptions}
            nothingFoundMessage="No time zone by that name"
            {...form.getInputProps('timeZone')}
          />
        </div>
        <WeekFields form={form} />
        <HolidayFields form={form} />
        <TextInput
          label="Address of an iCalendar file"
          description="Its days are read as holidays now and every day. A host of your own network must be allowed first, at the end of the page"
          placeholder="https://"
          type="url"
          {...form.getInputProps('sourceUrl')}
        />
        <p className={classes.sentence}>
          {calendar
            ? 'When hours, zone or holidays change, what is due by them is computed again at once.'
            : 'It counts once a policy, a queue or a ticket goes by it.'}
        </p>
        <FormButtons
          submit={calendar ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
