import { ActionIcon, Button, Group, NativeSelect, Text } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { announce } from '../../ui/announce.tsx';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { MoveButton } from '../../ui/move-button.tsx';
import settings from '../settings/settings.module.css';
import { optionsOf } from '../ticket/words.ts';
import { type ActionKind, type ActionsForm, actionKinds, newAction } from './action-draft.ts';
import { ActionFields } from './action-fields.tsx';
import classes from './automation.module.css';

/** The contract's limit. */
const MOST = 20;

/** A macro says its own reply, and does nothing outside of the ticket. */
const {
  reply: _,
  post: __,
  tell: ___,
  webhook: ____,
  ask_approval: _____,
  page: ______,
  declare: _______,
  ...macroKinds
} = actionKinds;

type ActionListProps = {
  form: ActionsForm;
  /** Somebody applies it, who may be named. */
  inMacro?: boolean;
};

/** What a rule or a macro does, in this order. */
export function ActionList({ form, inMacro = false }: ActionListProps) {
  const adding = useRef<HTMLButtonElement>(null);
  const [fresh, setFresh] = useState<number | null>(null);
  const { actions } = form.getValues();
  const add = () => {
    const action = newAction('note');
    setFresh(action.key);
    form.insertListItem('actions', action);
  };
  return (
    <fieldset className={settings.group}>
      <legend>Then</legend>
      {actions.map(({ key }, index) => (
        <ActionItem
          key={key}
          form={form}
          inMacro={inMacro}
          index={index}
          isLast={index === actions.length - 1}
          isFresh={key === fresh}
          onRemove={() => {
            adding.current?.focus();
            form.removeListItem('actions', index);
          }}
        />
      ))}
      {form.errors.actions && actions.length === 0 && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" mb="xs">
          Add at least one action.
        </Text>
      )}
      {actions.length < MOST && (
        <Button
          ref={adding}
          variant="default"
          size="xs"
          leftSection={<PlusIcon size={14} />}
          onClick={add}
          data-path="actions"
        >
          Add an action
        </Button>
      )}
    </fieldset>
  );
}

type ActionItemProps = Required<ActionListProps> & {
  index: number;
  isLast: boolean;
  isFresh: boolean;
  onRemove: () => void;
};

function ActionItem({ form, inMacro, index, isLast, isFresh, onRemove }: ActionItemProps) {
  const path = `actions.${index}`;
  const action = form.getValues().actions[index];
  const kind = useRef<HTMLSelectElement>(null);
  const pressed = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isFresh) kind.current?.focus();
  }, [isFresh]);
  // The browser takes the focus away from what it moves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it has moved
  useLayoutEffect(() => {
    pressed.current?.focus();
    pressed.current = null;
  }, [index]);
  if (!action) return null;
  const number = index + 1;
  const moveTo = (place: number) => (button: HTMLButtonElement) => {
    pressed.current = button;
    form.reorderListItem('actions', { from: index, to: place });
    announce(`It is now action ${place + 1}.`);
  };
  return (
    <section className={classes.action} aria-label={`Action ${number}`}>
      <span className={settings.place}>{number}</span>
      <div className={classes.actionKind}>
        <NativeSelect
          ref={kind}
          aria-label={`Action ${number}: what`}
          data={optionsOf(inMacro ? macroKinds : actionKinds)}
          {...form.getInputProps(`${path}.do`)}
          onChange={(event) => {
            const next = newAction(event.currentTarget.value as ActionKind);
            // What was written is kept: a note may well become a reply.
            const to = inMacro && next.do === 'assign' ? 'me' : next.to;
            form.setFieldValue(path, { ...next, key: action.key, text: action.text, to });
          }}
        />
      </div>
      <Group gap={2} wrap="nowrap" className={classes.actionButtons}>
        <MoveButton
          label={`Move action ${number} up`}
          className={settings.up}
          onMove={index > 0 ? moveTo(index - 1) : undefined}
        />
        <MoveButton label={`Move action ${number} down`} onMove={isLast ? undefined : moveTo(index + 1)} />
        <ActionIcon aria-label={`Remove action ${number}`} onClick={onRemove}>
          <CloseIcon size={16} />
        </ActionIcon>
      </Group>
      <div className={classes.actionFields}>
        <ActionFields form={form} inMacro={inMacro} path={path} action={action} />
      </div>
    </section>
  );
}
