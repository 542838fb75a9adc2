import type { Ticket } from '../../../contract/tickets.ts';
import { useMe } from '../../session.tsx';
import { TaskItem } from '../ticket/task-item.tsx';
import tasks from '../ticket/tasks.module.css';
import classes from './request-head.module.css';

/** What the desk has asked somebody to do for their request. */
export function OwnTasks({ ticket }: { ticket: Ticket }) {
  const me = useMe();
  const own = ticket.tasks.filter(({ owner }) => owner?.id === me.id);
  if (own.length === 0) return null;
  return (
    <section className={classes.note} aria-label="What is yours to do">
      <strong>What is yours to do</strong>
      <ol className={tasks.tasks}>
        {own.map((task) => (
          <TaskItem key={task.id} task={task} canTick={ticket.verbs.includes('tick')} />
        ))}
      </ol>
    </section>
  );
}
