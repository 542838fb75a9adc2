import { ActionIcon, Checkbox, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Task } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { MoreIcon } from '../../ui/icons.tsx';
import { useNow, When } from '../../ui/when.tsx';
import classes from './tasks.module.css';

type TaskItemProps = {
  task: Task;
  canTick: boolean;
  /** Absent: it may be ticked at most. */
  changes?: { onEdit: () => void; onUp: (() => void) | undefined; onDown: (() => void) | undefined };
};

/** One task: whether it is done, whose it is, and when it is due. */
export function TaskItem({ task, canTick, changes }: TaskItemProps) {
  const { id, title, doneAt, required } = task;
  const { isDone, toggle } = useDone(id, doneAt !== null);
  return (
    <li data-done={isDone || undefined}>
      <Checkbox
        size="xs"
        id={`task-${id}`}
        className={classes.tick}
        aria-label={title}
        checked={isDone}
        disabled={!canTick}
        onChange={toggle}
      />
      <div className={classes.text}>
        <label htmlFor={`task-${id}`}>
          <bdi>{title}</bdi>
        </label>
        <TaskFacts task={task} />
      </div>
      {required && !isDone && <span className={classes.required}>required</span>}
      {changes && <TaskMenu task={task} changes={changes} />}
    </li>
  );
}

/** Shows what was pressed at once, until what the desk says by now has come. */
function useDone(id: string, isDone: boolean) {
  const client = useQueryClient();
  const [wanted, setWanted] = useState<boolean | null>(null);
  const options = {
    invalidates: ['/queues', '/portal', '/tickets'],
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [api.tickets.get.path] });
      setWanted(null);
    },
    onProblem: () => {
      setWanted(null);
      return false;
    },
  };
  const tick = useVerb(api.tasks.tick, options);
  const untick = useVerb(api.tasks.untick, options);
  const toggle = () => {
    if (wanted !== null) return;
    setWanted(!isDone);
    (isDone ? untick : tick).mutate({ id });
  };
  return { isDone: wanted ?? isDone, toggle };
}

function TaskFacts({ task: { owner, dueAt, doneAt, doneBy } }: { task: Task }) {
  const now = useNow();
  if (doneAt) {
    return (
      <p>
        done <When at={doneAt} />
        {doneBy && (
          <>
            {' '}
            by <bdi>{doneBy.name}</bdi>
          </>
        )}
      </p>
    );
  }
  if (!owner && !dueAt) return null;
  const isLate = dueAt !== null && Date.parse(dueAt) < now;
  return (
    <p>
      {owner && <bdi>{owner.name}</bdi>}
      {owner && dueAt && ' · '}
      {dueAt && (
        <span className={isLate ? classes.late : undefined}>
          {isLate ? 'overdue since' : 'due'} <When at={dueAt} />
        </span>
      )}
    </p>
  );
}

function TaskMenu({ task, changes }: { task: Task; changes: NonNullable<TaskItemProps['changes']> }) {
  const remove = useVerb(api.tasks.remove, { invalidates: ['/tickets', '/portal'] });
  const { id, title } = task;
  const askRemove = async () => {
    const yes = await confirm({
      title: `Remove the task “${title}”?`,
      text: 'The timeline keeps that it was there.',
      yes: 'Remove',
      danger: true,
    });
    if (yes) remove.mutate({ id });
  };
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`Actions for ${title}`}>
          <MoreIcon size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={changes.onEdit}>Edit</Menu.Item>
        {changes.onUp && <Menu.Item onClick={changes.onUp}>Move up</Menu.Item>}
        {changes.onDown && <Menu.Item onClick={changes.onDown}>Move down</Menu.Item>}
        <Menu.Divider />
        <Menu.Item color="var(--bad)" onClick={() => void askRemove()}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
