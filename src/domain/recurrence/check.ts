import { type RecurrenceAction, RUN_VARIABLES } from '../../contract/recurrences.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { checkTemplate } from '../automation/template.ts';

/** Refuses work that could not be done: that names a queue or a person that there is not. */
export async function checkAction(ctx: Ctx, action: RecurrenceAction): Promise<void> {
  if (action.do === 'digest') return checkQueues(ctx, action.queueIds, 'action.queueIds');
  const { title, description, tasks, queueId, requesterId, assigneeId } = action;
  checkTemplate(title, 'action.title', RUN_VARIABLES);
  checkTemplate(description, 'action.description', RUN_VARIABLES);
  for (const [index, task] of tasks.entries()) checkTemplate(task, `action.tasks.${index}`, RUN_VARIABLES);
  if (queueId) await checkQueues(ctx, [queueId], 'action.queueId');
  const people = new Set([requesterId, ...(assigneeId ? [assigneeId] : [])]);
  const known = await ctx.db.person.findMany({
    where: { id: { in: [...people] }, active: true },
    select: { id: true },
  });
  const isKnown = (id: string) => known.some((person) => person.id === id);
  if (!isKnown(requesterId)) failField('action.requesterId', 'There is no such active person.');
  if (assigneeId && !isKnown(assigneeId)) failField('action.assigneeId', 'There is no such active person.');
}

async function checkQueues(ctx: Ctx, ids: readonly string[], field: string): Promise<void> {
  const wanted = [...new Set(ids)];
  const known = await ctx.db.queue.count({ where: { id: { in: wanted }, archivedAt: null } });
  if (known < wanted.length) failField(field, 'There is no such queue.');
}
