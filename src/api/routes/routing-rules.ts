import { dryRunRules } from '../../domain/routing/dry-run.ts';
import { createRule, listRules, orderRules, removeRule, updateRule } from '../../domain/routing/rules.ts';
import type { Api, Handlers } from '../bind.ts';

export const routingRuleRoutes: Handlers<Api['routingRules']> = {
  list: listRules,
  create: createRule,
  order: orderRules,
  dryRun: dryRunRules,
  update: updateRule,
  remove: removeRule,
};
