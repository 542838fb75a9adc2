import {
  Checkbox,
  Chip,
  Group,
  NativeSelect,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { ChangeType } from '../../../contract/changes.ts';
import { CreateFreeze, type Freeze } from '../../../contract/freezes.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { zoneOptions } from '../../ui/zones.ts';
import settings from '../settings/settings.module.css';
import { dayNames } from '../settings/week-words.ts';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { typeWords } from './change-words.ts';
import type { FormOf } from './form-of.ts';
import { type FreezeValues, freezeField, freezeOf, freezeValues } from './freeze-values.ts';
import { dayOfMonthWords, repeatWords } from './freeze-words.ts';
import { ServicePicker } from './service-picker.tsx';

const everyWords = [
  { value: 'once', label: 'Once' },
  { value: 'week', label: 'Each week' },
  { value: 'month', label: 'Each month' },
];
const daysOfMonth = [
  ...Array.from({ length: 28 }, (_, index) => index + 1),
  ...Array.from({ length: 28 }, (_, index) => -1 - index),
].map((day) => ({ value: String(day), label: dayOfMonthWords(day) }));

export function FreezeForm({ freeze, onDone }: { freeze: Freeze | null; onDone: () => void }) {
  const me = useMe();
  const form = useForm<FreezeValues>({
    initialValues: freezeValues(freeze, me.timeZone),
    validate: (values) =>
      Object.fromEntries(
        Object.entries(checkedBy(CreateFreeze)(freezeOf(values))).map(([path, words]) => [
          freezeField(path, values),
          timeWords(path, values) ?? words,
        ]),
      ),
  });
  const options = {
    onProblem: atFields(form),
    onSuccess: ({ name }: Freeze) => {
      showDone(`${name} was ${freeze ? 'saved' : 'added'}.`);
      onDone();
    },
    invalidates: ['/freezes', '/changes'],
  };
  const create = useVerb(api.freezes.create, options);
  const update = useVerb(api.freezes.update, options);
  const submit = (values: FreezeValues) =>
    freeze ? update.mutate({ id: freeze.id, ...freezeOf(values) }) : create.mutate(freezeOf(values));
  const { every, types } = form.getValues();
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        <TextInput
          label="Name"
          placeholder="The weeks before Christmas"
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <NativeSelect label="It holds" data={everyWords} {...form.getInputProps('every')} />
        {every === 'week' && <WeekFields form={form} />}
        {every === 'month' && (
          <div className={settings.fields}>
            <NativeSelect label="From" data={daysOfMonth} {...form.getInputProps('repeat.fromDay')} />
            <NumberInput
              label="For how many days"
              min={1}
              max={28}
              allowDecimal={false}
              clampBehavior="none"
              {...form.getInputProps('repeat.days')}
            />
          </div>
        )}
        <div className={settings.fields}>
          <TextInput
            label={every === 'once' ? 'From' : 'Not before'}
            type="datetime-local"
            required
            {...form.getInputProps('startsAt')}
          />
          <TextInput
            label={every === 'once' ? 'To' : 'Not after'}
            type="datetime-local"
            required
            {...form.getInputProps('endsAt')}
          />
          <Select
            label="Time zone"
            searchable
            data={zoneOptions}
            nothingFoundMessage="No time zone by that name"
            {...form.getInputProps('timeZone')}
          />
        </div>
        {every !== 'once' && <InWords values={form.getValues()} />}
        <ServicePicker form={form} path="serviceIds" description="Empty: all of them" />
        <Checkbox.Group
          label="It stops"
          description="An emergency that it stops passes with one more approval"
          value={types}
          error={form.errors.types}
          onChange={(chosen) =>
            form.setFieldValue(
              'types',
              ChangeType.options.filter((type) => chosen.includes(type)),
            )
          }
        >
          <Group mt={8}>
            {ChangeType.options.map((type) => (
              <Checkbox key={type} value={type} label={`${typeWords[type]} changes`} />
            ))}
          </Group>
        </Checkbox.Group>
        <FormButtons
          submit={freeze ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}

/** What the contract says of an empty time reads as if it were mistyped. */
const timeWords = (path: string, values: FreezeValues): string | null =>
  (path === 'startsAt' || path === 'endsAt') && values[path] === '' ? 'must be a time' : null;

function WeekFields({ form }: { form: FormOf<FreezeValues> }) {
  const { weekdays } = form.getValues().repeat;
  return (
    <>
      <div>
        <Text size="sm" fw={500} mb={4} id="freeze-days">
          Days of the week
        </Text>
        <Chip.Group
          multiple
          value={weekdays}
          onChange={(days) => form.setFieldValue('repeat.weekdays', days.toSorted())}
        >
          <Group gap={6} role="group" aria-labelledby="freeze-days">
            {dayNames.map((name, index) => (
              <Chip key={name} value={String(index + 1)} size="xs">
                {name}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        {form.errors['repeat.weekdays'] && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {form.errors['repeat.weekdays']}
          </Text>
        )}
      </div>
      <div className={settings.fields}>
        <TextInput label="From" type="time" required {...form.getInputProps('repeat.from')} />
        <TextInput label="To" type="time" required {...form.getInputProps('repeat.to')} />
      </div>
    </>
  );
}

function InWords({ values }: { values: FreezeValues }) {
  const { repeat } = freezeOf(values);
  const isWhole = repeat && CreateFreeze.shape.repeat.safeParse(repeat).success;
  return isWhole ? <p className={settings.sentence}>In words: {repeatWords(repeat)}.</p> : null;
}
