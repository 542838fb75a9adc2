import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { useLayoutEffect, useRef } from 'react';
import { announce } from '../../ui/announce.tsx';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { MoveButton } from '../../ui/move-button.tsx';
import { PeoplePicker } from '../../ui/people-picker.tsx';
import settings from '../settings/settings.module.css';
import classes from './approvals.module.css';
import { GroupFields, type PolicyFormPart } from './group-fields.tsx';
import { newGroup, newStage } from './policy-values.ts';

/** The contract's limits. */
const MOST = 10;

/** Who is asked, one stage after the other. */
export function StageList({ form }: { form: PolicyFormPart }) {
  const adding = useRef<HTMLButtonElement>(null);
  const { stages } = form.getValues();
  return (
    <fieldset className={settings.group}>
      <legend>Stages</legend>
      {stages.map(({ key }, index) => (
        <Stage
          key={key}
          form={form}
          index={index}
          count={stages.length}
          onRemove={() => {
            adding.current?.focus();
            form.removeListItem('stages', index);
          }}
        />
      ))}
      {stages.length === 0 && (
        <Text size="sm" c={form.errors.stages ? 'var(--mantine-color-error)' : 'dimmed'} mb="xs">
          Add at least one stage.
        </Text>
      )}
      {stages.length < MOST && (
        <Button
          ref={adding}
          variant="default"
          size="xs"
          leftSection={<PlusIcon size={14} />}
          onClick={() => form.insertListItem('stages', newStage())}
          data-path="stages"
        >
          Add a stage
        </Button>
      )}
    </fieldset>
  );
}

type StageProps = { form: PolicyFormPart; index: number; count: number; onRemove: () => void };

function Stage({ form, index, count, onRemove }: StageProps) {
  const pressed = useRef<HTMLButtonElement>(null);
  // The browser takes the focus away from what it moves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it has moved
  useLayoutEffect(() => {
    pressed.current?.focus();
    pressed.current = null;
  }, [index]);
  const stage = form.getValues().stages[index];
  if (!stage) return null;
  const number = index + 1;
  const moveTo = (place: number) => (button: HTMLButtonElement) => {
    pressed.current = button;
    form.reorderListItem('stages', { from: index, to: place });
    announce(`It is now stage ${place + 1}.`);
  };
  return (
    <section className={classes.stage} aria-label={`Stage ${number}`}>
      <div className={classes.stageHead}>
        <Text size="sm" fw={550}>
          Stage {number}
        </Text>
        <Group gap={2} wrap="nowrap">
          <MoveButton
            label={`Move stage ${number} up`}
            className={settings.up}
            onMove={index > 0 ? moveTo(index - 1) : undefined}
          />
          <MoveButton
            label={`Move stage ${number} down`}
            onMove={index < count - 1 ? moveTo(index + 1) : undefined}
          />
          <ActionIcon aria-label={`Remove stage ${number}`} onClick={onRemove}>
            <CloseIcon size={16} />
          </ActionIcon>
        </Group>
      </div>
      {stage.groups.map(({ key }, group) => (
        <GroupFields key={key} form={form} stage={index} group={group} />
      ))}
      {stage.groups.length < MOST && (
        <Button
          variant="default"
          size="compact-xs"
          mt={6}
          leftSection={<PlusIcon size={12} />}
          aria-label={`And others, stage ${number}`}
          onClick={() => form.insertListItem(`stages.${index}.groups`, newGroup())}
        >
          And others
        </Button>
      )}
      <div className={classes.mandatory}>
        <PeoplePicker
          label="Not without"
          description="People without whose approval it does not go on"
          value={stage.mandatory}
          onChange={(people) => form.setFieldValue(`stages.${index}.mandatory`, people)}
          data-path={`stages.${index}.mandatory`}
          error={form.errors[`stages.${index}.mandatory`]}
        />
      </div>
    </section>
  );
}
