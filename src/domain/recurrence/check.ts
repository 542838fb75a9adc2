import { type RecurrenceAction, RUN_VARIABLES } from '../../contract/recurrences.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { checkTemplate } from '../automation/template.ts';
import { requireWithin } from '../changes/plan.ts';
import { usableTemplate } from '../changes/templates.ts';
import { worksOn } from '../tickets/policy.ts';

/** Refuses work that could not be done: that names a queue or a person that there is not. */
export async function checkAction(ctx: Ctx, action: RecurrenceAction): Promise<void> {
  if (action.do === 'digest') return checkDigest(ctx, action.queueIds);
  const { title, description, tasks, queueId, requesterId, assigneeId } = action;
  checkTemplate(title, 'action.title', RUN_VARIABLES);
  checkTemplate(description, 'action.description', RUN_VARIABLES);
  for (const [index, task] of tasks.entries()) checkTemplate(task, `action.tasks.${index}`, RUN_VARIABLES);
  if (queueId) await checkQueues(ctx, [queueId], 'action.queueId');
  if (action.do === 'patch_window') await checkPatch(ctx, action);
  const people = new Set([requesterId, ...(assigneeId ? [assigneeId] : [])]);
  const known = await ctx.db.person.findMany({
    where: { id: { in: [...people] }, active: true },
    select: { id: true },
  });
  const isKnown = (id: string) => known.some((person) => person.id === id);
  if (!isKnown(requesterId)) failField('action.requesterId', 'There is no such active person.');
  if (assigneeId && !isKnown(assigneeId)) failField('action.assigneeId', 'There is no such active person.');
}

/** A change of a template that there is, for services that it may touch, asked for by a policy that there is. */
async function checkPatch(
  ctx: Ctx,
  { templateId, services, policyId }: Extract<RecurrenceAction, { do: 'patch_window' }>,
): Promise<void> {
  if (!templateId) {
    if (policyId || services.length > 0) failField('action.templateId', 'Choose what it is a change of.');
    return;
  }
  requireWithin(await usableTemplate(ctx, templateId, 'action.templateId'), services, 'action.services');
  const known = await ctx.db.service.count({ where: { id: { in: services }, archivedAt: null } });
  if (known < services.length) failField('action.services', 'There is no such service.');
  if (policyId && (await ctx.db.approvalPolicy.count({ where: { id: policyId } })) === 0) {
    failField('action.policyId', 'There is no such approval policy.');
  }
}

/** What stands in a private queue is for its team alone, and so is telling it to others. */
async function checkDigest(ctx: Ctx, ids: readonly string[]): Promise<void> {
  const queues = await checkQueues(ctx, ids, 'action.queueIds');
  const person = personOf(ctx.actor);
  if (person && queues.some((queue) => !worksOn(person, queue))) {
    failField('action.queueIds', 'Only somebody of its team may have a digest of a private queue.');
  }
}

async function checkQueues(ctx: Ctx, ids: readonly string[], field: string) {
  const queues = await ctx.db.queue.findMany({
    where: { id: { in: [...ids] }, archivedAt: null },
    select: { teamId: true, visibility: true },
  });
  if (queues.length < new Set(ids).size) failField(field, 'There is no such queue.');
  return queues;
}
