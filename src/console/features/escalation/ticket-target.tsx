import { NativeSelect, Select } from '@mantine/core';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { priorityWords } from '../../ui/priority.tsx';
import { useNames } from '../settings/names.ts';
import classes from './escalation.module.css';
import type { TargetValues } from './policy-values.ts';
import type { StepsForm } from './target-fields.tsx';

const SEVERITIES = Object.entries(priorityWords).map(([value, word]) => ({
  value,
  label: `P${value} ${word}`,
}));
const PRIORITIES = [{ value: '', label: 'As bad as the alert is' }, ...SEVERITIES];

type TicketTargetProps = { form: StepsForm; path: string; value: TargetValues; place: string };

/** The ticket or the major incident that a step opens: where, in whose name, and how urgent it is. */
export function TicketTarget({ form, path, value, place }: TicketTargetProps) {
  const { queues } = useNames();
  return (
    <div className={classes.ticket}>
      <Select
        aria-label={`Queue, ${place}`}
        placeholder="In which queue"
        data={queues}
        searchable
        {...form.getInputProps(`${path}.queueId`)}
      />
      <NativeSelect
        aria-label={`${value.who === 'incident' ? 'Severity' : 'Priority'}, ${place}`}
        data={value.who === 'incident' ? SEVERITIES : PRIORITIES}
        {...form.getInputProps(`${path}.priority`)}
      />
      <PersonPicker
        label={`In the name of, ${place}`}
        placeholder="In whose name"
        value={value.requesterId || null}
        onChange={(id) => form.setFieldValue(`${path}.requesterId`, id ?? '')}
        error={form.errors[`${path}.requesterId`]}
      />
    </div>
  );
}
