import { NativeSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { ServicePicker } from '../changes/service-picker.tsx';
import type { RecurrenceFormState } from './recurrence-values.ts';
import classes from './settings.module.css';

const frozenWords = [
  { value: 'draft', label: 'Leave a draft that says so' },
  { value: 'next', label: 'Put it off to the next run' },
];

/** Of which template a patch window makes a standard change, and who is asked before that is scheduled. */
export function ChangeFields({ form }: { form: RecurrenceFormState }) {
  const templates = useQuery(queryOf(api.changeTemplates.list, {})).data?.items ?? [];
  const policies = useQuery(queryOf(api.approvalPolicies.list, {})).data?.items ?? [];
  const { templateId } = form.getValues().action;
  return (
    <div className={classes.fields}>
      <Select
        label="Change template"
        description="Each run makes a standard change of it"
        placeholder="None: a ticket alone"
        searchable
        clearable
        data={templates
          .filter(({ id, withdrawnAt }) => withdrawnAt === null || id === templateId)
          .map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('action.templateId')}
      />
      {templateId && (
        <>
          <ServicePicker
            form={form}
            path="action.services"
            description="Of those that the template touches; empty: all of them"
          />
          <Select
            label="Ask for approval"
            description="Before it is scheduled"
            placeholder="Nobody is asked"
            searchable
            clearable
            data={policies.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('action.policyId')}
          />
          <NativeSelect
            label="In a freeze"
            description="When its window falls into one"
            data={frozenWords}
            {...form.getInputProps('action.frozen')}
          />
        </>
      )}
    </div>
  );
}
