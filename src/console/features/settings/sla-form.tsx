import { Alert, Checkbox, MultiSelect, Stack, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { CreateSlaPolicy, type SlaPolicy } from '../../../contract/sla.ts';
import { useVerb } from '../../call.ts';
import { CalendarSelect } from '../../ui/calendar-select.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { priorityWords } from '../../ui/priority.tsx';
import { holdWords } from '../../ui/state-badge.tsx';
import { showDone } from '../../ui/tell.tsx';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { kindWords, optionsOf } from '../ticket/words.ts';
import { useNames } from './names.ts';
import { RequesterFields } from './requester-fields.tsx';
import { sentence } from './rule-words.ts';
import classes from './settings.module.css';
import styles from './sla.module.css';
import { TargetFields } from './sla-targets.tsx';
import { ThresholdFields } from './sla-thresholds.tsx';
import { policyOf, type SlaValues, typedErrors, valuesOf } from './sla-values.ts';
import { slaConditionWords } from './sla-words.ts';

const priorities = [1, 2, 3, 4, 5].map((one) => ({
  value: String(one),
  label: `P${one} ${priorityWords[one]}`,
}));

export function SlaForm({ policy, onDone }: { policy: SlaPolicy | null; onDone: () => void }) {
  const names = useNames();
  const form = useForm<SlaValues>({
    initialValues: valuesOf(policy),
    validate: (values) => ({ ...checkedBy(CreateSlaPolicy)(policyOf(values)), ...typedErrors(values) }),
  });
  const [asksWho, setAsksWho] = useState(policy?.conditions.requester !== undefined);
  const options = {
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name }: SlaPolicy) => {
      showDone(`${name} was ${policy ? 'saved' : 'added'}. Open tickets follow within moments.`);
      onDone();
    },
  };
  const create = useVerb(api.slaPolicies.create, options);
  const update = useVerb(api.slaPolicies.update, options);
  const made = policyOf(form.getValues());
  const submit = () => (policy ? update.mutate({ id: policy.id, ...made }) : create.mutate(made));
  const general = form.errors.conditions ?? form.errors.terms;

  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="lg">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <fieldset className={classes.group}>
          <legend>For a ticket that</legend>
          <div className={classes.fields}>
            <MultiSelect
              label="Is in the queue"
              data={names.queues}
              searchable
              {...form.getInputProps('conditions.queues')}
            />
            <MultiSelect
              label="Is of the kind"
              data={optionsOf(kindWords)}
              {...form.getInputProps('conditions.kinds')}
            />
            <MultiSelect
              label="Has the priority"
              data={priorities}
              {...form.getInputProps('conditions.priorities')}
            />
            <TagsInput
              label="Has the category"
              splitChars={[',']}
              {...form.getInputProps('conditions.categories')}
            />
          </div>
        </fieldset>
        <details open={asksWho} onToggle={(event) => setAsksWho(event.currentTarget.open)}>
          <summary className={styles.more}>More: who the requester is</summary>
          {asksWho && <RequesterFields form={form} teams={names.teams} />}
        </details>
        <Alert variant="light" color="accent" bg="var(--accent-soft)" title="In words" role="status">
          {sentence(slaConditionWords(made.conditions, names))}, unless a policy above it holds.
        </Alert>
        <TargetFields form={form} />
        <fieldset className={classes.group}>
          <legend>What counts as time</legend>
          <Stack gap="md">
            <CalendarSelect
              description="A calendar of the ticket itself goes first, then one of its queue, then this one"
              otherwise="Every hour of every day"
              maw="24rem"
              {...form.getInputProps('terms.calendarId')}
            />
            <Checkbox.Group
              label="The clocks stand still while a ticket is on hold and"
              description="Time on hold for any other reason counts"
              {...form.getInputProps('terms.pausesOn')}
            >
              <Stack gap={6} mt={6}>
                {optionsOf(holdWords).map(({ value, label }) => (
                  <Checkbox key={value} value={value} label={label} />
                ))}
              </Stack>
            </Checkbox.Group>
          </Stack>
        </fieldset>
        <ThresholdFields form={form} />
        {general && (
          <Alert variant="light" color="red" bg="var(--bad-soft)" role="alert">
            {general}
          </Alert>
        )}
        <p className={classes.sentence}>
          {policy
            ? `This makes version ${policy.version + 1}. Open tickets follow at once, counted from their beginning; tickets that are done keep the version that held for them.`
            : 'It is asked after the policies that are there, and holds for open tickets, too.'}
        </p>
        <FormButtons
          submit={policy ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
