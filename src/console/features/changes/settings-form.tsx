import { Checkbox, NumberInput, Select, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { z } from 'zod';
import { api } from '../../../contract/api.ts';
import { FindingKind } from '../../../contract/changes.ts';
import { ChangeSettings } from '../../../contract/settings.ts';
import { queryOf, useVerb } from '../../call.ts';
import { SaveOrUndo } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import classes from '../settings/settings.module.css';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { findingWords } from './change-words.ts';
import own from './changes.module.css';
import { FactoryFields } from './factory-fields.tsx';
import type { FormOf } from './form-of.ts';
import { QuestionList } from './question-list.tsx';
import { RiskMatrix } from './risk-matrix.tsx';
import { RuleList } from './rule-list.tsx';
import { type SettingsValues, settingsOf, settingsValues } from './settings-values.ts';
import { policyParts } from './settings-words.ts';

/** Fields stand where the API has them, so that what it says of them is shown there. */
type Values = { changes: SettingsValues };
export type SettingsFormOf = FormOf<Values>;
const Sent = z.object({ changes: ChangeSettings });

export function ChangeSettingsForm({ settings }: { settings: ChangeSettings }) {
  const policies = useQuery(queryOf(api.approvalPolicies.list, {})).data?.items ?? [];
  const form = useForm<Values>({
    initialValues: { changes: settingsValues(settings) },
    validate: ({ changes }) => checkedBy(Sent)({ changes: settingsOf(changes) }),
  });
  const startFrom = (from: ChangeSettings) => {
    form.setInitialValues({ changes: settingsValues(from) });
    form.setValues({ changes: settingsValues(from) });
  };
  const save = useVerb(api.settings.update, {
    onProblem: atFields(form),
    onSuccess: ({ changes }) => {
      startFrom(changes);
      showDone('Saved.');
    },
    invalidates: ['/settings', '/changes'],
  });
  // By what is in it: the form itself does not count a line that was added or removed.
  const isDirty = JSON.stringify(form.getValues()) !== JSON.stringify(form.getInitialValues());
  // What another admin saves appears here, unless one is in the middle of a change.
  const follow = useEffectEvent((latest: ChangeSettings) => {
    if (!isDirty) startFrom(latest);
  });
  useEffect(() => follow(settings), [settings]);
  const { changes } = form.getValues();
  const submit = (values: Values) => save.mutate({ changes: settingsOf(values.changes) });
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="xl" className={`${classes.panel} ${classes.pad}`}>
        <fieldset className={classes.group}>
          <legend>Who is asked</legend>
          <div className={own.pairs}>
            {policyParts.map(([part, label, otherwise]) => (
              <Select
                key={part}
                label={label}
                placeholder={otherwise}
                clearable
                searchable
                nothingFoundMessage="No approval policy by that name"
                data={policies.map(({ id, name }) => ({ value: id, label: name }))}
                {...form.getInputProps(`changes.policies.${part}`)}
              />
            ))}
          </div>
        </fieldset>
        <Checkbox.Group
          label="What keeps a change from being submitted"
          description="All else that is found only warns"
          value={changes.blocks}
          onChange={(chosen) =>
            form.setFieldValue(
              'changes.blocks',
              FindingKind.options.filter((kind) => chosen.includes(kind)),
            )
          }
        >
          <Stack gap={8} mt={8}>
            {FindingKind.options.map((kind) => (
              <Checkbox key={kind} value={kind} label={findingWords[kind]} />
            ))}
          </Stack>
        </Checkbox.Group>
        <div className={classes.fields}>
          <NumberInput
            label="Remind before the window, in minutes"
            description="Whoever carries it out"
            min={1}
            max={10_080}
            allowDecimal={false}
            clampBehavior="none"
            {...form.getInputProps('changes.remindMinutes')}
          />
          <NumberInput
            label="Close what went well after days"
            description="Empty: never by itself"
            placeholder="Never"
            min={0}
            max={90}
            allowDecimal={false}
            clampBehavior="none"
            {...form.getInputProps('changes.closeDays')}
          />
        </div>
        <FactoryFields form={form} />
        <QuestionList form={form} />
        <RiskMatrix form={form} />
        <RuleList form={form} />
        <SaveOrUndo isChanged={isDirty} loading={save.isPending} onUndo={form.reset} />
      </Stack>
    </form>
  );
}
