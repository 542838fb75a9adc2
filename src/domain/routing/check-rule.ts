import type { RoutingActions, RoutingConditions } from '../../contract/routing.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField, isDeskbellError } from '../../lib/errors.ts';
import { readDirectory } from '../settings/directory.ts';
import { checkPattern } from './pattern.ts';

/** Refuses a rule that could not do what it says: an unknown queue or team, or an unsafe pattern. */
export async function checkRule(
  ctx: Ctx,
  rule: { conditions?: RoutingConditions | undefined; actions?: RoutingActions | undefined },
): Promise<void> {
  const { queueId } = rule.actions ?? {};
  if (queueId !== undefined) {
    const queue = (await readDirectory(ctx)).queues.get(queueId);
    if (!queue || queue.archived) failField('actions.queueId', 'There is no such queue.');
  }
  const { pattern } = rule.conditions ?? {};
  if (pattern === undefined) return;
  try {
    await checkPattern(pattern);
  } catch (error) {
    if (isDeskbellError(error) && error.code === 'invalid') failField('conditions.pattern', error.message);
    throw error;
  }
}
