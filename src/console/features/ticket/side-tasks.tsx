import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api } from '../../../contract/api.ts';
import { MOST_TASKS } from '../../../contract/tasks.ts';
import type { Task, Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { SideSection } from './side-parts.tsx';
import { TaskDialog } from './task-dialog.tsx';
import { TaskItem } from './task-item.tsx';
import classes from './tasks.module.css';

/** What has to be done on the ticket, and how far that is with its child tickets. */
export function SideTasks({ ticket }: { ticket: Ticket }) {
  const [edited, setEdited] = useState<Task | null>(null);
  const { number, tasks, progress, isProject } = ticket;
  const canChange = ticket.verbs.includes('task');
  const order = useVerb(api.tasks.order, { invalidates: ['/tickets'] });
  const move = (from: number, to: number) => {
    if (order.isPending || to < 0 || to >= tasks.length) return;
    const ids = tasks.map(({ id }) => id);
    ids.splice(to, 0, ...ids.splice(from, 1));
    const words = `${tasks[from]?.title} is now number ${to + 1}.`;
    order.mutate({ number, ids }, { onSuccess: () => announce(words) });
  };
  if (tasks.length === 0 && !canChange && !isProject) return null;
  return (
    <SideSection title={isProject ? 'Project' : 'Tasks'}>
      {progress && (isProject || progress.total > 0) && (
        <ProgressBar label={`How far ${number} is`} progress={progress} />
      )}
      <ol className={classes.tasks} aria-label={`Tasks of ${number}`}>
        {tasks.map((task, index) => (
          <TaskItem
            key={task.id}
            task={task}
            canTick={ticket.verbs.includes('tick')}
            changes={
              canChange
                ? {
                    onEdit: () => setEdited(task),
                    onUp: index > 0 ? () => move(index, index - 1) : undefined,
                    onDown: index < tasks.length - 1 ? () => move(index, index + 1) : undefined,
                  }
                : undefined
            }
          />
        ))}
      </ol>
      {canChange && tasks.length < MOST_TASKS && <AddTask number={number} />}
      <TaskDialog task={edited} onClose={() => setEdited(null)} />
    </SideSection>
  );
}

/** One after the other: the field is empty again, and has the focus. */
function AddTask({ number }: { number: string }) {
  const [title, setTitle] = useState('');
  const [error, setError] = useState<string>();
  const add = useVerb(api.tasks.add, {
    onSuccess: (_, { tasks }) => {
      announce(`${tasks[0]?.title} was added.`);
      setTitle('');
    },
    onProblem: ({ fields }) => {
      const words = fields['tasks.0.title'];
      setError(words);
      return words !== undefined;
    },
    invalidates: ['/tickets'],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (add.isPending || title.trim() === '') return;
    add.mutate({ number, tasks: [{ title }] });
  };
  return (
    <form className={classes.add} onSubmit={submit}>
      <TextInput
        size="xs"
        aria-label="New task"
        placeholder="New task"
        dir="auto"
        value={title}
        error={error}
        onChange={(event) => {
          setTitle(event.currentTarget.value);
          setError(undefined);
        }}
      />
      <Button size="xs" variant="default" type="submit" aria-disabled={title.trim() === ''}>
        Add
      </Button>
    </form>
  );
}
