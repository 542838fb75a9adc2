import { Fieldset, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { CreateRecurrence, type Recurrence } from '../../../contract/recurrences.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { optionsOf } from '../ticket/words.ts';
import { DigestFields } from './recurrence-digest-fields.tsx';
import { TicketFields } from './recurrence-ticket-fields.tsx';
import { doingWords, type RecurrenceValues, recurrenceOf, recurrenceValues } from './recurrence-values.ts';
import { WhenFields } from './recurrence-when-fields.tsx';
import classes from './settings.module.css';

export function RecurrenceForm({
  recurrence,
  onDone,
}: {
  recurrence: Recurrence | null;
  onDone: () => void;
}) {
  const me = useMe();
  const form = useForm<RecurrenceValues>({
    initialValues: recurrenceValues(recurrence, me),
    validate: (values) => checkedBy(CreateRecurrence)(recurrenceOf(values)),
  });
  const options = {
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name }: Recurrence) => {
      showDone(recurrence ? `${name} was saved.` : `${name} was added.`);
      onDone();
    },
  };
  const create = useVerb(api.recurrences.create, options);
  const update = useVerb(api.recurrences.update, options);
  const submit = (values: RecurrenceValues) => {
    const made = recurrenceOf(values);
    if (recurrence) update.mutate({ id: recurrence.id, ...made });
    else create.mutate(made);
  };
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="lg">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <Fieldset legend="When" className={classes.fieldset}>
          <WhenFields values={form.getValues()} onChange={form.setValues} errors={form.errors} />
        </Fieldset>
        <Fieldset legend="What" className={classes.fieldset}>
          <Stack gap="md">
            <NativeSelect label="Work" data={optionsOf(doingWords)} {...form.getInputProps('action.do')} />
            {form.getValues().action.do === 'digest' ? (
              <DigestFields form={form} />
            ) : (
              <TicketFields form={form} />
            )}
          </Stack>
        </Fieldset>
        <Radio.Group label="Runs that were missed while the desk was down" {...form.getInputProps('missed')}>
          <Stack gap={6} mt={6}>
            <Radio
              value="catch_up_once"
              label="Catch up once"
              description="One run for all of them, as soon as the desk is back"
            />
            <Radio value="skip" label="Skip" description="The next run comes at its own time" />
          </Stack>
        </Radio.Group>
        <FormButtons
          submit={recurrence ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
