import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { useLayoutEffect, useRef } from 'react';
import { announce } from '../../ui/announce.tsx';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { MoveButton } from '../../ui/move-button.tsx';
import settings from '../settings/settings.module.css';
import classes from './escalation.module.css';
import { newStep } from './policy-values.ts';
import { StepFields } from './step-fields.tsx';
import type { StepsForm } from './target-fields.tsx';

/** The contract's limit. */
const MOST = 20;

/** Who is paged, one step after the other. */
export function StepList({ form }: { form: StepsForm }) {
  const adding = useRef<HTMLButtonElement>(null);
  const { steps } = form.getValues();
  return (
    <fieldset className={settings.group}>
      <legend>Steps</legend>
      {steps.map(({ key }, index) => (
        <Step
          key={key}
          form={form}
          index={index}
          count={steps.length}
          onRemove={() => {
            adding.current?.focus();
            form.removeListItem('steps', index);
          }}
        />
      ))}
      {steps.length === 0 && (
        <Text size="sm" c={form.errors.steps ? 'var(--mantine-color-error)' : 'dimmed'} mb="xs">
          Add at least one step.
        </Text>
      )}
      {steps.length < MOST && (
        <Button
          ref={adding}
          variant="default"
          size="xs"
          leftSection={<PlusIcon size={14} />}
          onClick={() => form.insertListItem('steps', newStep())}
          data-path="steps"
        >
          Add a step
        </Button>
      )}
    </fieldset>
  );
}

type StepProps = { form: StepsForm; index: number; count: number; onRemove: () => void };

function Step({ form, index, count, onRemove }: StepProps) {
  const pressed = useRef<HTMLButtonElement>(null);
  // The browser takes the focus away from what it moves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it has moved
  useLayoutEffect(() => {
    pressed.current?.focus();
    pressed.current = null;
  }, [index]);
  const number = index + 1;
  const moveTo = (place: number) => (button: HTMLButtonElement) => {
    pressed.current = button;
    form.reorderListItem('steps', { from: index, to: place });
    announce(`It is now step ${place + 1}.`);
  };
  return (
    <section className={classes.step} aria-label={`Step ${number}`}>
      <div className={classes.stepHead}>
        <Text size="sm" fw={550}>
          Step {number}
        </Text>
        <Group gap={2} wrap="nowrap">
          <MoveButton
            label={`Move step ${number} up`}
            className={settings.up}
            onMove={index > 0 ? moveTo(index - 1) : undefined}
          />
          <MoveButton
            label={`Move step ${number} down`}
            onMove={index < count - 1 ? moveTo(index + 1) : undefined}
          />
          <ActionIcon aria-label={`Remove step ${number}`} onClick={onRemove}>
            <CloseIcon size={16} />
          </ActionIcon>
        </Group>
      </div>
      <StepFields form={form} index={index} />
    </section>
  );
}
