import { ActionIcon, Group, Switch, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { announce } from '../../ui/announce.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { EditIcon, TrashIcon } from '../../ui/icons.tsx';
import { MoveButton } from '../../ui/move-button.tsx';
import classes from './settings.module.css';

type Ordered = { id: string; name: string; enabled: boolean };
/** What is needed of a mutation here. */
type Verb<Input> = {
  mutate: (input: Input, options?: { onSuccess: () => void }) => void;
  isPending: boolean;
};

type OrderedListProps<Item> = {
  items: Item[];
  /** What one of them is called: `rule`. */
  what: string;
  /** What it does, in words. */
  children: (item: Item) => ReactNode;
  /** Absent: one may only read. */
  changes?: {
    order: Verb<{ ids: string[] }>;
    update: Verb<{ id: string; enabled: boolean }>;
    remove: Verb<{ id: string }>;
    onEdit: (item: Item) => void;
    /** What is told before one is removed. */
    removal: string;
  };
};

/** Records that are asked from top to bottom: each with its place, its switch, and what moves it. */
export function OrderedList<Item extends Ordered>({
  items,
  what,
  children,
  changes,
}: OrderedListProps<Item>) {
  return (
    <div className={classes.panel}>
      {items.map((item, index) => (
        <section
          key={item.id}
          className={classes.rule}
          data-off={!item.enabled || undefined}
          aria-label={`${what.charAt(0).toUpperCase()}${what.slice(1)} ${index + 1}: ${item.name}`}
        >
          <span className={classes.place}>{index + 1}</span>
          <div className={classes.ruleText}>
            <Text fw={550} size="sm">
              <bdi>{item.name}</bdi>
              {!item.enabled && (
                <Text span size="xs" c="dimmed">
                  {' '}
                  · off
                </Text>
              )}
            </Text>
            {children(item)}
          </div>
          {changes && <Actions items={items} index={index} item={item} what={what} changes={changes} />}
        </section>
      ))}
    </div>
  );
}

type ActionsProps<Item> = Pick<OrderedListProps<Item>, 'items' | 'what'> & {
  item: Item;
  index: number;
  changes: NonNullable<OrderedListProps<Item>['changes']>;
};

function Actions<Item extends Ordered>({ items, item, index, what, changes }: ActionsProps<Item>) {
  const { order, update, remove, onEdit, removal } = changes;
  const { id, name, enabled } = item;
  const askRemove = async () => {
    const yes = await confirm({
      title: `Remove the ${what} “${name}”?`,
      text: removal,
      yes: 'Remove',
      danger: true,
    });
    if (yes) remove.mutate({ id });
  };
  const moveTo = (place: number) => {
    if (order.isPending || place < 0 || place >= items.length) return undefined;
    return () => {
      const ids = items.map((one) => one.id);
      ids.splice(index, 1);
      ids.splice(place, 0, id);
      order.mutate({ ids }, { onSuccess: () => announce(`${name} is now number ${place + 1}.`) });
    };
  };
  return (
    <Group gap={2} wrap="nowrap" className={classes.ruleActions}>
      <Switch
        size="xs"
        mr="xs"
        aria-label={`${name} is on`}
        checked={enabled}
        disabled={update.isPending}
        onChange={(event) => update.mutate({ id, enabled: event.currentTarget.checked })}
      />
      <MoveButton label={`Move ${name} up`} className={classes.up} onMove={moveTo(index - 1)} />
      <MoveButton label={`Move ${name} down`} onMove={moveTo(index + 1)} />
      <ActionIcon aria-label={`Edit ${name}`} onClick={() => onEdit(item)}>
        <EditIcon size={16} />
      </ActionIcon>
      <ActionIcon aria-label={`Remove ${name}`} onClick={() => void askRemove()}>
        <TrashIcon size={16} />
      </ActionIcon>
    </Group>
  );
}
