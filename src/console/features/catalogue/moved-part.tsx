import { ActionIcon, Group, Text } from '@mantine/core';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { announce } from '../../ui/announce.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { MoveButton } from '../../ui/move-button.tsx';
import settings from '../settings/settings.module.css';
import classes from './catalogue.module.css';
import type { ItemFormPart } from './item-form-part.ts';

type MovedPartProps = {
  form: ItemFormPart;
  list: 'fields' | 'steps';
  /** `question` */
  what: string;
  index: number;
  onRemove: () => void;
  children: ReactNode;
};

/** One of a list in the form of an item: it is moved and removed. */
export function MovedPart({ form, list, what, index, onRemove, children }: MovedPartProps) {
  const pressed = useRef<HTMLButtonElement>(null);
  // The browser takes the focus away from what it moves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it has moved
  useLayoutEffect(() => {
    pressed.current?.focus();
    pressed.current = null;
  }, [index]);
  const name = `${what} ${index + 1}`;
  const isLast = index === form.getValues()[list].length - 1;
  const moveTo = (place: number) => (button: HTMLButtonElement) => {
    pressed.current = button;
    form.reorderListItem(list, { from: index, to: place });
    announce(`It is now ${what} ${place + 1}.`);
  };
  const title = name[0]?.toUpperCase() + name.slice(1);
  return (
    <section className={classes.part} aria-label={title}>
      <div className={classes.partHead}>
        <Text size="sm" fw={550}>
          {title}
        </Text>
        <Group gap={2} wrap="nowrap">
          <MoveButton
            label={`Move ${name} up`}
            className={settings.up}
            onMove={index > 0 ? moveTo(index - 1) : undefined}
          />
          <MoveButton label={`Move ${name} down`} onMove={isLast ? undefined : moveTo(index + 1)} />
          <ActionIcon aria-label={`Remove ${name}`} onClick={onRemove}>
            <CloseIcon size={16} />
          </ActionIcon>
        </Group>
      </div>
      {children}
    </section>
  );
}
