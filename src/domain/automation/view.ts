import type { AutomationRule, Condition, RuleAction, Trigger } from '../../contract/automation.ts';
import type { AutomationRule as Row } from '../../lib/prisma/client.ts';

/** What of a rule people change. */
export const contentOf = (rule: Row) => ({
  name: rule.name,
  enabled: rule.enabled,
  trigger: rule.trigger as Trigger,
  condition: rule.condition as Condition | null,
  delayMinutes: rule.delayMinutes,
  actions: rule.actions as RuleAction[],
});

export function automationView(rule: Row): AutomationRule {
  return {
    id: rule.id,
    version: rule.version,
    ...contentOf(rule),
    updatedAt: rule.updatedAt.toISOString(),
  };
}
