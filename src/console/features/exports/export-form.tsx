import { Checkbox, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import type { ExportFilter, ExportGroup } from '../../../contract/exports.ts';
import { useVerb } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { useNames } from '../settings/names.ts';
import settings from '../settings/settings.module.css';
import { atFields, toFirstError } from '../ticket/form.ts';
import { kindWords, optionsOf } from '../ticket/words.ts';
import { type ExportValues, FOR_AGENTS, groupWords, initialValues, inputOf } from './export-values.ts';

type ExportFormProps = {
  /** Of the list that is exported; without it one is chosen here. */
  filter?: ExportFilter;
  onStarted: () => void;
  onCancel: () => void;
};

/** Says what is exported, and how. */
export function ExportForm({ filter, onStarted, onCancel }: ExportFormProps) {
  const me = useMe();
  const offered = isAdmin(me) ? (Object.keys(groupWords) as ExportGroup[]) : FOR_AGENTS;
  const form = useForm<ExportValues>({
    initialValues: initialValues(isAdmin(me) && !filter ? [...offered] : ['tickets'], filter !== undefined),
    validate: ({ groups, from, to }) => ({
      ...(groups.length === 0 ? { groups: 'Choose at least one.' } : {}),
      ...(from && to && to < from ? { to: 'must not be before the first day' } : {}),
    }),
  });
  const create = useVerb(api.exports.create, { onProblem: atFields(form), onSuccess: onStarted });
  const { format, justTickets, groups } = form.getValues();
  return (
    <form
      onSubmit={form.onSubmit((values) => create.mutate(inputOf(values, filter)), toFirstError(form))}
      noValidate
    >
      <Stack gap="md">
        {filter ? (
          <Radio.Group
            label="What"
            description="Of the tickets in the list, as it is filtered now"
            value={justTickets ? 'tickets' : 'all'}
            onChange={(what) => form.setFieldValue('justTickets', what === 'tickets')}
          >
            <Stack gap={8} mt={8}>
              <Radio value="tickets" label="The tickets, as one table" data-autofocus />
              <Radio value="all" label="All of them" description={groupWords.tickets.holds} />
            </Stack>
          </Radio.Group>
        ) : (
          <>
            <Checkbox.Group label="What" required {...form.getInputProps('groups')}>
              <Stack gap={8} mt={8}>
                {offered.map((group) => (
                  <Checkbox
                    key={group}
                    value={group}
                    label={groupWords[group].name}
                    description={groupWords[group].holds}
                  />
                ))}
              </Stack>
            </Checkbox.Group>
            <Filter form={form} />
          </>
        )}
        <Radio.Group label="Format" {...form.getInputProps('format')}>
          <Stack gap={8} mt={8}>
            <Radio value="jsonl" label="JSON Lines" description="Exact, for programs: one object a line" />
            <Radio value="csv" label="CSV" description="Tables, for spreadsheets" />
          </Stack>
        </Radio.Group>
        {format === 'csv' && (
          <Checkbox
            label="For Excel"
            description="Begins with a byte order mark, by which it knows other letters than English ones"
            {...form.getInputProps('bom', { type: 'checkbox' })}
          />
        )}
        {!justTickets && groups.includes('tickets') && (
          <Checkbox
            label="With the files that are attached"
            {...form.getInputProps('files', { type: 'checkbox' })}
          />
        )}
        <FormButtons submit="Export" loading={create.isPending} onCancel={onCancel} />
      </Stack>
    </form>
  );
}

/** Of which tickets; the days hold for alerts and for the audit log as well. */
function Filter({ form }: { form: Pick<ReturnType<typeof useForm<ExportValues>>, 'getInputProps'> }) {
  const { queues } = useNames();
  return (
    <fieldset className={settings.fieldset}>
      <legend>Only</legend>
      <Text size="xs" c="dimmed" mb="xs">
        {isAdmin(useMe())
          ? 'The days hold for alerts and for the audit log as well.'
          : 'Say at least one of these. The days hold for alerts as well.'}
      </Text>
      <div className={settings.fields}>
        <Select
          label="Tickets in the queue"
          placeholder="Any"
          clearable
          searchable
          data={queues}
          {...form.getInputProps('queue')}
        />
        <Select
          label="Tickets of the kind"
          placeholder="Any"
          clearable
          data={optionsOf(kindWords)}
          {...form.getInputProps('kind')}
        />
        <TextInput label="Tickets with the words" maxLength={200} {...form.getInputProps('q')} />
        <TextInput label="From" type="date" {...form.getInputProps('from')} />
        <TextInput label="To" type="date" {...form.getInputProps('to')} />
      </div>
    </fieldset>
  );
}
