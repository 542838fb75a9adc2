import { tryAutomation } from '../../domain/automation/dry-run.ts';
import { exportAutomations, importAutomations } from '../../domain/automation/portable.ts';
import {
  createAutomation,
  listAutomations,
  orderAutomations,
  removeAutomation,
  updateAutomation,
} from '../../domain/automation/rules.ts';
import { listRuns, retryRun } from '../../domain/automation/runs.ts';
import type { Api, Handlers } from '../bind.ts';

export const automationRoutes: Handlers<Api['automations']> = {
  list: listAutomations,
  create: createAutomation,
  order: orderAutomations,
  dryRun: tryAutomation,
  runs: listRuns,
  retry: retryRun,
  export: exportAutomations,
  import: importAutomations,
  update: updateAutomation,
  remove: removeAutomation,
};
