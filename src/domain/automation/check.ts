import type { AutomationRule, Condition, RuleAction } from '../../contract/automation.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { nextOf } from '../recurrence/times.ts';
import { checkTemplate } from './template.ts';

/** What a rule refers to, by where that stands. */
type Reference = {
  kind: 'queue' | 'person' | 'team' | 'webhook' | 'approval policy' | 'service';
  id: string;
  field: string;
};

/** Refuses a rule that could not do what it says: one that names a queue, a person, a team, a webhook or a policy that there is not, or a time that never comes. */
export async function checkAutomation(
  ctx: Ctx,
  { trigger, condition, actions = [] }: Partial<Pick<AutomationRule, 'trigger' | 'condition' | 'actions'>>,
): Promise<void> {
  if (trigger?.on === 'schedule') nextOf(trigger, ctx.now(), 'trigger.cron');
  for (const [index, action] of actions.entries()) {
    if ('text' in action) checkTemplate(action.text, `actions.${index}.text`);
    if (action.do === 'open_child') {
      checkTemplate(action.title, `actions.${index}.title`);
      checkTemplate(action.description, `actions.${index}.description`);
    }
  }
  const references = [
    ...actions.flatMap((action, index) => inAction(action, `actions.${index}`)),
    ...inCondition(condition ?? null, 'condition'),
  ];
  for (const kind of ['queue', 'person', 'team', 'webhook', 'approval policy', 'service'] as const) {
    const some = references.filter((reference) => reference.kind === kind);
    const known = await knownOf(ctx, kind, [...new Set(some.map(({ id }) => id))]);
    const missing = some.find(({ id }) => !known.has(id));
    if (missing) failField(missing.field, `There is no such ${kind}.`);
  }
}

function inAction(action: RuleAction, field: string): Reference[] {
  switch (action.do) {
    case 'assign':
      return action.to === 'nobody' ? [] : [{ kind: 'person', id: action.to, field: `${field}.to` }];
    case 'move':
      return [{ kind: 'queue', id: action.queueId, field: `${field}.queueId` }];
    case 'open_child':
      return action.queueId ? [{ kind: 'queue', id: action.queueId, field: `${field}.queueId` }] : [];
    case 'tell':
      return action.who
        .filter((who) => who !== 'assignee' && who !== 'lead' && who !== 'manager')
        .map((id) => ({ kind: 'person', id, field: `${field}.who` }));
    case 'ask_approval':
      return [{ kind: 'approval policy', id: action.policyId, field: `${field}.policyId` }];
    case 'page':
      return [{ kind: 'service', id: action.serviceId, field: `${field}.serviceId` }];
    case 'webhook':
      return [{ kind: 'webhook', id: action.webhookId, field: `${field}.webhookId` }];
    default:
      return [];
  }
}

function inCondition(tree: Condition | null, field: string): Reference[] {
  if (tree === null) return [];
  if ('all' in tree) return tree.all.flatMap((part, index) => inCondition(part, `${field}.all.${index}`));
  if ('any' in tree) return tree.any.flatMap((part, index) => inCondition(part, `${field}.any.${index}`));
  if ('not' in tree) return inCondition(tree.not, `${field}.not`);
  const of = (kind: Reference['kind'], ids: string[]) =>
    ids.map((id) => ({ kind, id, field: `${field}.value` }));
  switch (tree.field) {
    case 'queue':
      return of('queue', tree.value);
    case 'assignee':
    case 'requester':
      return of('person', tree.value);
    case 'requester_team':
      return of('team', tree.value);
    default:
      return [];
  }
}

async function knownOf(ctx: Ctx, kind: Reference['kind'], ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const where = { id: { in: ids } };
  const select = { id: true };
  const rows =
    kind === 'queue'
      ? await ctx.db.queue.findMany({ where: { ...where, archivedAt: null }, select })
      : kind === 'person'
        ? await ctx.db.person.findMany({ where, select })
        : kind === 'team'
          ? await ctx.db.team.findMany({ where, select })
          : kind === 'webhook'
            ? await ctx.db.webhook.findMany({ where, select })
            : kind === 'service'
              ? await ctx.db.service.findMany({ where: { ...where, archivedAt: null }, select })
              : await ctx.db.approvalPolicy.findMany({ where, select });
  return new Set(rows.map(({ id }) => id));
}
