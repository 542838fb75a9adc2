import { Button, NativeSelect, NumberInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { CalendarSelect } from '../../ui/calendar-select.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { useNames } from '../settings/names.ts';
import classes from './escalation.module.css';
import { newTarget } from './policy-values.ts';
import { type StepsForm, TargetFields } from './target-fields.tsx';

/** The contract's limit. */
const MOST_TARGETS = 10;

/** Whom a step pages, how long it waits, and when it holds. */
export function StepFields({ form, index }: { form: StepsForm; index: number }) {
  const { teams } = useNames();
  const step = form.getValues().steps[index];
  const [asksWhen, setAsksWhen] = useState(step?.calendarId != null || step?.alerts !== '');
  if (!step) return null;
  const path = `steps.${index}`;
  const number = index + 1;
  return (
    <Stack gap="xs">
      {step.page.map(({ key }, target) => (
        <TargetFields key={key} form={form} step={index} target={target} teams={teams} />
      ))}
      {step.page.length < MOST_TARGETS && (
        <div>
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<PlusIcon size={12} />}
            aria-label={`And somebody else, step ${number}`}
            onClick={() => form.insertListItem(`${path}.page`, newTarget())}
          >
            And somebody else
          </Button>
        </div>
      )}
      <NumberInput
        label="Minutes to wait for an answer"
        maw="16rem"
        min={1}
        allowDecimal={false}
        {...form.getInputProps(`${path}.waitMinutes`)}
      />
      <details open={asksWhen} onToggle={(event) => setAsksWhen(event.currentTarget.open)}>
        <summary className={classes.more}>Only at certain times</summary>
        {asksWhen && (
          <div className={classes.when}>
            <NativeSelect
              label="Hours"
              data={[
                { value: 'within', label: 'Within the hours of' },
                { value: 'outside', label: 'Outside the hours of' },
              ]}
              {...form.getInputProps(`${path}.within`)}
            />
            <CalendarSelect otherwise="At any time" {...form.getInputProps(`${path}.calendarId`)} />
            <NumberInput
              label="At least so many alerts"
              min={2}
              allowDecimal={false}
              {...form.getInputProps(`${path}.alerts`)}
            />
            <NumberInput
              label="Within so many minutes"
              min={1}
              allowDecimal={false}
              {...form.getInputProps(`${path}.minutes`)}
            />
          </div>
        )}
      </details>
    </Stack>
  );
}
