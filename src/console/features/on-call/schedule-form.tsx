import { Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRef } from 'react';
import { api } from '../../../contract/api.ts';
import type { CoverageFinding } from '../../../contract/coverage.ts';
import { CreateSchedule, type Schedule } from '../../../contract/schedules.ts';
import { useVerb } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { showDone, showWarning } from '../../ui/tell.tsx';
import { useNow } from '../../ui/when.tsx';
import { zoneOptions } from '../../ui/zones.ts';
import { useNames } from '../settings/names.ts';
import settings from '../settings/settings.module.css';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { breaksInWords } from './coverage-words.ts';
import { HandoverFields } from './handover-fields.tsx';
import { LayerFields } from './layer-fields.tsx';
import { runs } from './rights.ts';
import { SchedulePreview } from './schedule-preview.tsx';
import { fieldOf, newLayer, type ScheduleValues, scheduleOf, valuesOf } from './schedule-values.ts';

/** The contract's limit. */
const MOST = 10;

export function ScheduleForm({ schedule, onDone }: { schedule: Schedule | null; onDone: () => void }) {
  const me = useMe();
  const now = useNow();
  const { teams } = useNames();
  const adding = useRef<HTMLButtonElement>(null);
  const form = useForm<ScheduleValues>({
    initialValues: valuesOf(schedule, me.timeZone, now),
    validate: (values) =>
      Object.fromEntries(
        Object.entries(checkedBy(CreateSchedule)(scheduleOf(values))).map(([path, words]) => [
          fieldOf(path),
          words,
        ]),
      ),
  });
  const options = {
    invalidates: ['/schedules', '/on-call'],
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name, timeZone, breaks }: Schedule & { breaks: CoverageFinding[] }) => {
      showDone(`${name} was ${schedule ? 'saved' : 'added'}.`);
      if (breaks.length > 0) showWarning(breaksInWords(breaks, timeZone, me.locale));
      onDone();
    },
  };
  const create = useVerb(api.schedules.create, options);
  const update = useVerb(api.schedules.update, options);
  const values = form.getValues();
  const made = scheduleOf(values);
  const add = (calendarId: string | null) => {
    const name = `Layer ${values.layers.length + 1}`;
    form.insertListItem('layers', { ...newLayer(name, values.timeZone, now), calendarId });
  };
  const submit = () => (schedule ? update.mutate({ id: schedule.id, ...made }) : create.mutate(made));
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="lg">
        <div className={settings.fields}>
          <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
          <Select
            label="Team"
            required
            searchable
            data={isAdmin(me) ? teams : teams.filter(({ value }) => runs(me, value))}
            {...form.getInputProps('teamId')}
            value={values.teamId || null}
          />
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
        <fieldset className={settings.group}>
          <legend>Layers</legend>
          <Text size="sm" c="dimmed" mb="xs">
            A later layer takes the place of the earlier ones wherever it has somebody.
          </Text>
          {values.layers.map(({ key }, index) => (
            <LayerFields
              key={key}
              form={form}
              index={index}
              onRemove={() => {
                adding.current?.focus();
                form.removeListItem('layers', index);
              }}
            />
          ))}
          {form.errors.layers && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert" mb="xs">
              {form.errors.layers}
            </Text>
          )}
          {values.layers.length < MOST && (
            <Group gap="xs">
              <Button
                ref={adding}
                variant="default"
                size="xs"
                leftSection={<PlusIcon size={14} />}
                onClick={() => add(null)}
              >
                Add a layer
              </Button>
              <Button
                variant="default"
                size="xs"
                leftSection={<PlusIcon size={14} />}
                onClick={() => add('')}
              >
                Add a layer from a calendar
              </Button>
            </Group>
          )}
        </fieldset>
        <Checkbox
          label="Skip whoever is away by their calendar"
          description="The next in turn stands in meanwhile. Where nobody of a layer is there, the layers below say who is on call; where nobody at all is, those whose turn it is stay on call."
          {...form.getInputProps('skipAbsent', { type: 'checkbox' })}
        />
        <HandoverFields form={form} />
        <SchedulePreview
          id={schedule?.id ?? null}
          teamId={made.teamId || null}
          timeZone={made.timeZone}
          layers={made.layers}
          skipAbsent={made.skipAbsent}
        />
        <FormButtons
          submit={schedule ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
