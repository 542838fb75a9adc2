import { Checkbox, Fieldset, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { api } from '../../../contract/api.ts';
import type { IncidentSettings } from '../../../contract/settings.ts';
import { queryOf, useVerb } from '../../call.ts';
import { SaveOrUndo } from '../../ui/form-buttons.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { showDone } from '../../ui/tell.tsx';
import { SectionHead } from '../settings/section-head.tsx';
import settings from '../settings/settings.module.css';
import { toFirstError } from '../ticket/form.ts';
import { RoomFields } from './room-fields.tsx';
import classes from './settings.module.css';
import { changedPart, fieldOf, type Values, valuesOf, wrongIn } from './settings-values.ts';
import { StakeholderFields } from './stakeholder-fields.tsx';
import { TreeFields } from './tree-fields.tsx';

export function IncidentSettingsSection() {
  const found = useQuery(queryOf(api.settings.get, {}));
  return (
    <>
      <SectionHead title="Major incidents">
        When people are reminded, what the desk proposes by itself, how the severity is found, where people
        come together, and what the time of people costs.
      </SectionHead>
      {found.isPending && <Loading rows={6} />}
      {found.isError && <Failed error={found.error} retry={found.refetch} />}
      {found.data && <SettingsForm saved={found.data.incidents} />}
    </>
  );
}

export type SettingsForm = Pick<
  ReturnType<typeof useForm<Values>>,
  'errors' | 'getInputProps' | 'getValues' | 'insertListItem' | 'removeListItem' | 'setFieldValue'
>;

function SettingsForm({ saved }: { saved: IncidentSettings }) {
  const form = useForm<Values>({ initialValues: valuesOf(saved), validate: wrongIn });
  const save = useVerb(api.settings.update, {
    onSuccess: ({ incidents }) => {
      startFrom(incidents);
      showDone('Saved.');
    },
    onProblem: (problem) => {
      const wrong = Object.entries(problem.fields).map(([path, words]) => [
        fieldOf(path.replace(/^incidents\./, '')),
        words,
      ]);
      form.setErrors(Object.fromEntries(wrong));
      return wrong.length > 0;
    },
    invalidates: ['/settings'],
  });
  const startFrom = (from: IncidentSettings) => {
    form.setInitialValues(valuesOf(from));
    form.setValues(valuesOf(from));
    form.resetDirty(valuesOf(from));
  };
  const changed = changedPart(form.getValues(), saved);
  const isChanged = Object.keys(changed).length > 0;
  // What another admin saves appears here, unless one is in the middle of a change.
  const follow = useEffectEvent((latest: IncidentSettings) => {
    if (!isChanged) startFrom(latest);
  });
  useEffect(() => follow(saved), [saved]);
  return (
    <form onSubmit={form.onSubmit(() => save.mutate({ incidents: changed }), toFirstError(form))} noValidate>
      <Stack gap="lg" className={`${settings.panel} ${settings.pad}`}>
        <Reminders form={form} />
        <Candidates form={form} />
        <TreeFields form={form} />
        <RoomFields form={form} />
        <StakeholderFields form={form} />
        <Cost form={form} />
        <SaveOrUndo isChanged={isChanged} loading={save.isPending} onUndo={() => startFrom(saved)} />
      </Stack>
    </form>
  );
}

const whole = { min: 1, allowDecimal: false, clampBehavior: 'none' } as const;

function Reminders({ form }: { form: SettingsForm }) {
  return (
    <Fieldset legend="Reminders" className={settings.fieldset}>
      <Text size="sm" c="dimmed" mb="xs">
        After how many minutes an update is due, by severity. Empty: only when there is news.
      </Text>
      <div className={classes.minutes}>
        {[1, 2, 3, 4, 5].map((severity) => (
          <NumberInput
            key={severity}
            label={`P${severity}`}
            aria-label={`Minutes until an update is due, P${severity}`}
            {...whole}
            {...form.getInputProps(`updateMinutes.${severity - 1}`)}
          />
        ))}
      </div>
      <Group align="flex-start" gap="lg" mt="md">
        <NumberInput
          label="Nobody commands, in minutes"
          description="People are told after so long, and again. Empty: never."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          {...whole}
          maw="18rem"
          {...form.getInputProps('claimMinutes')}
        />
        <NumberInput
          label="The review is not done, in days"
          description="Whoever commanded is told after so long, and again. Empty: never."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          {...whole}
          maw="18rem"
          {...form.getInputProps('reviewDays')}
        />
      </Group>
    </Fieldset>
  );
}

function Candidates({ form }: { form: SettingsForm }) {
  return (
    <Fieldset legend="Proposed by the desk" className={settings.fieldset}>
      <Text size="sm" c="dimmed" mb="xs">
        Only tickets that are incidents, each once. Somebody accepts the proposal or rejects it with a reason.
      </Text>
      <Stack gap="md">
        <Checkbox label="A ticket that becomes P1" {...form.getInputProps('p1', { type: 'checkbox' })} />
        <Group align="flex-start" gap="lg">
          <NumberInput
            label="A ticket with so many open children"
            description="Empty: however many there are."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...whole}
            maw="18rem"
            {...form.getInputProps('children')}
          />
          <NumberInput
            label="opened within so many minutes"
            {...whole}
            maw="18rem"
            {...form.getInputProps('minutes')}
          />
        </Group>
      </Stack>
    </Fieldset>
  );
}

function Cost({ form }: { form: SettingsForm }) {
  return (
    <Fieldset legend="What the time of people costs" className={settings.fieldset}>
      <Text size="sm" c="dimmed" mb="xs">
        The review reckons people × time × rate: everybody with a role, from when they took it until they gave
        it back or it was over, once at a time even with several roles. Without a rate nothing is reckoned.
      </Text>
      <Group align="flex-start" gap="lg">
        <NumberInput
          label="An hour of one person"
          min={0}
          decimalScale={2}
          clampBehavior="none"
          maw="14rem"
          {...form.getInputProps('rate')}
        />
        <TextInput
          label="Currency"
          placeholder="EUR"
          maxLength={3}
          maw="8rem"
          {...form.getInputProps('currency')}
        />
      </Group>
    </Fieldset>
  );
}
