import { Box, MultiSelect, NativeSelect, Text, TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import type { Trigger } from '../../../contract/automation.ts';
import { metricWords } from '../../ui/clock-badge.tsx';
import { stateWords } from '../../ui/state-badge.tsx';
import { WhenFields } from '../settings/recurrence-when-fields.tsx';
import { sentence } from '../settings/rule-words.ts';
import settings from '../settings/settings.module.css';
import { optionsOf } from '../ticket/words.ts';
import classes from './automation.module.css';
import type { Draft } from './draft.ts';
import { alertWords, decidedWords, fieldWords } from './rule-words.ts';

export type DraftForm = Pick<
  ReturnType<typeof useForm<Draft>>,
  | 'clearFieldError'
  | 'errors'
  | 'getInputNode'
  | 'getInputProps'
  | 'getValues'
  | 'insertListItem'
  | 'isDirty'
  | 'removeListItem'
  | 'reorderListItem'
  | 'setErrors'
  | 'setFieldValue'
>;

const triggers: Record<Trigger['on'], string> = {
  opened: 'A ticket is opened',
  changed: 'Something of it changes',
  state: 'It reaches a state',
  replied: 'Somebody replies',
  noted: 'Somebody writes a note',
  approval: 'An approval is decided',
  alert: 'Something becomes of an alert',
  sla: 'A promised time goes by',
  idle: 'Nothing has happened for some time',
  schedule: 'A set time comes',
};
const who = [
  { value: 'anybody', label: 'Anybody' },
  { value: 'requester', label: 'The requester' },
  { value: 'agent', label: 'An agent' },
];
const changeable = optionsOf(fieldWords).map(({ value, label }) => ({ value, label: sentence(label) }));
const metrics = [{ value: '', label: 'Any of them' }, ...optionsOf(metricWords)];
const counts = [
  { value: 'percent', label: '% of the time' },
  { value: 'after', label: 'after it was due' },
];

/** What a rule reacts to. */
export function TriggerFields({ form }: { form: DraftForm }) {
  return (
    <fieldset className={settings.group}>
      <legend>When</legend>
      <div className={settings.fields}>
        <NativeSelect label="This happens" data={optionsOf(triggers)} {...form.getInputProps('trigger.on')} />
        <Choices form={form} />
      </div>
      {form.getValues().trigger.on === 'schedule' && <Schedule form={form} />}
      <Hint on={form.getValues().trigger.on} />
    </fieldset>
  );
}

function Choices({ form }: { form: DraftForm }) {
  const { on, fields, to, counts: counted } = form.getValues().trigger;
  const at = (field: keyof Draft['trigger']) => form.getInputProps(`trigger.${field}`);
  switch (on) {
    case 'changed':
      return (
        <MultiSelect
          label="Of these"
          placeholder={fields.length === 0 ? 'Whatever changes' : undefined}
          data={changeable}
          {...at('fields')}
        />
      );
    case 'state':
      return (
        <MultiSelect
          label="Which"
          placeholder={to.length === 0 ? 'One or several' : undefined}
          data={optionsOf(stateWords)}
          {...at('to')}
        />
      );
    case 'approval':
      return <MultiSelect label="How" data={optionsOf(decidedWords)} {...at('decided')} />;
    case 'alert':
      return <MultiSelect label="What" data={optionsOf(alertWords)} {...at('happens')} />;
    case 'replied':
      return <NativeSelect label="Who" data={who} {...at('by')} />;
    case 'sla':
      return (
        <>
          <NativeSelect label="Which time" data={metrics} {...at('metric')} />
          <div className={classes.threshold}>
            <TextInput label="At" placeholder={counted === 'percent' ? '75' : '1h'} {...at('threshold')} />
            <NativeSelect aria-label="At: of what" data={counts} {...at('counts')} />
          </div>
        </>
      );
    case 'idle':
      return <TextInput label="Hours" inputMode="decimal" {...at('hours')} />;
    default:
      return null;
  }
}

function Schedule({ form }: { form: DraftForm }) {
  const { when } = form.getValues().trigger;
  return (
    <Box mt="md">
      <WhenFields
        values={when}
        onChange={(changed) => {
          form.setFieldValue('trigger.when', { ...when, ...changed });
          // What is wrong stands at what is sent, which the form makes of all of it.
          form.clearFieldError('trigger.cron');
        }}
        path="trigger."
        errors={form.errors}
      />
    </Box>
  );
}

const hints: Partial<Record<Trigger['on'], string>> = {
  sla: '100 % is always heard. Other times are heard where the ticket’s SLA policy tells somebody just then.',
  idle: 'Open tickets, in hours of their calendar; once, until something happens to the ticket again.',
  schedule:
    'Every open ticket for which the condition holds. Times that pass while the desk is down come once, afterwards.',
  alert: 'Of an alert that has a ticket: the rule acts on that. Whether alerts get one, their service says.',
  changed: 'Also what other rules change. No rule reacts to what came of itself.',
};

function Hint({ on }: { on: Trigger['on'] }) {
  if (!hints[on]) return null;
  return (
    <Text size="xs" c="dimmed" mt={6}>
      {hints[on]}
    </Text>
  );
}
