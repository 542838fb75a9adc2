import type { Progress } from '../../contract/tickets.ts';
import type { TicketState } from '../tickets/states.ts';

/** How far a ticket is by its tasks, each done or not, and its children. What was cancelled needs nobody any more. */
export function progressOf(tasks: readonly boolean[], children: readonly TicketState[]): Progress {
  const counted = children.filter((state) => state !== 'cancelled');
  const finished = counted.filter((state) => state === 'resolved' || state === 'closed');
  return {
    done: tasks.filter(Boolean).length + finished.length,
    total: tasks.length + counted.length,
  };
}
