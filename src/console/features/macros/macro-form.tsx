import { MultiSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import type { Macro, MacroReach } from '../../../contract/macros.ts';
import { useVerb } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { TemplateField } from '../../ui/template-field.tsx';
import { ActionList } from '../automation/action-list.tsx';
import { useNames } from '../settings/names.ts';
import { atFields, toFirstError } from '../ticket/form.ts';
import { type MacroValues, macroErrors, macroOf, macroValues, reachesOf } from './macro-values.ts';

const reachWords: Record<MacroReach, string> = {
  everybody: 'All agents',
  teams: 'The agents of some teams',
  personal: 'Only me',
};

export function MacroForm({ macro, onDone }: { macro: Macro | null; onDone: () => void }) {
  const me = useMe();
  const { teams } = useNames();
  const form = useForm<MacroValues>({ initialValues: macroValues(macro, me), validate: macroErrors });
  const options = {
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name }: Macro) => {
      showDone(`${name} was ${macro ? 'saved' : 'added'}.`);
      onDone();
    },
  };
  const create = useVerb(api.macros.create, options);
  const update = useVerb(api.macros.update, options);
  const submit = (values: MacroValues) => {
    const made = macroOf(values);
    return macro ? update.mutate({ id: macro.id, ...made }) : create.mutate(made);
  };
  const reaches = reachesOf(me);
  const led = new Set(me.teams.filter(({ lead }) => lead).map(({ id }) => id));
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="lg">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label="Description"
          placeholder="When to use it; may be left empty"
          {...form.getInputProps('description')}
        />
        {reaches.length > 1 && (
          <Radio.Group label="Who may use it" {...form.getInputProps('reach')}>
            <Stack gap={6} mt={6}>
              {reaches.map((reach) => (
                <Radio key={reach} value={reach} label={reachWords[reach]} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {form.getValues().reach === 'teams' && (
          <MultiSelect
            label="Teams"
            required
            searchable
            data={isAdmin(me) ? teams : teams.filter(({ value }) => led.has(value))}
            {...form.getInputProps('teamIds')}
          />
        )}
        <TemplateField
          label="Reply"
          description="What the requester reads; it can be edited before it is sent. Empty: the macro says nothing."
          minRows={4}
          {...form.getInputProps('reply')}
        />
        <ActionList form={form} inMacro />
        <FormButtons
          submit={macro ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
