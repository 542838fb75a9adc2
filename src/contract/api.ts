import { alerts } from './alerts.ts';
import { approvalPolicies, approvals, delegations } from './approvals.ts';
import { audit } from './audit.ts';
import { automations } from './automation.ts';
import { availability } from './availability.ts';
import { calendars } from './calendars.ts';
import { catalogue } from './catalogue.ts';
import { changeBoards, changeMeetings } from './change-meetings.ts';
import { changeTemplates } from './change-templates.ts';
import { changes } from './changes.ts';
import { deliveries } from './deliveries.ts';
import { escalationPolicies, paging, phone } from './escalation.ts';
import { exports } from './exports.ts';
import { feeds } from './feeds.ts';
import { freezes } from './freezes.ts';
import { heartbeats } from './heartbeats.ts';
import { imports } from './imports.ts';
import { incidents } from './incidents.ts';
import { macros } from './macros.ts';
import { maintenances } from './maintenance.ts';
import { migrations } from './migrations.ts';
import { pages } from './pages.ts';
import { people } from './people.ts';
import { portal } from './portal.ts';
import { push } from './push.ts';
import { queues } from './queues.ts';
import { recurrences } from './recurrences.ts';
import { reports } from './reports.ts';
import { reviews } from './reviews.ts';
import { routingRules } from './rules.ts';
import { schedules } from './schedules.ts';
import { services } from './services.ts';
import { session } from './session.ts';
import { settings } from './settings.ts';
import { slaPolicies } from './sla.ts';
import { statusPage } from './status-page.ts';
import { subscriptions } from './subscriptions.ts';
import { swaps } from './swaps.ts';
import { tasks } from './tasks.ts';
import { teams } from './teams.ts';
import { tickets } from './tickets.ts';
import { tokens } from './tokens.ts';
import { webhooks } from './webhooks.ts';

/** Every endpoint, by noun: the route table that server, documentation and permission tests are made from. */
export const api = {
  session,
  portal,
  tickets,
  tasks,
  queues,
  routingRules,
  slaPolicies,
  services,
  heartbeats,
  alerts,
  incidents,
  catalogue,
  changes,
  changeTemplates,
  freezes,
  changeBoards,
  changeMeetings,
  feeds,
  reviews,
  pages,
  maintenances,
  statusPage,
  reports,
  escalationPolicies,
  paging,
  phone,
  push,
  schedules,
  swaps,
  subscriptions,
  approvals,
  approvalPolicies,
  delegations,
  automations,
  macros,
  calendars,
  webhooks,
  recurrences,
  people,
  teams,
  availability,
  settings,
  tokens,
  imports,
  migrations,
  exports,
  deliveries,
  audit,
};
