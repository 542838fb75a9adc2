import { audit } from './audit.ts';
import { automations } from './automation.ts';
import { deliveries } from './deliveries.ts';
import { people } from './people.ts';
import { portal } from './portal.ts';
import { queues } from './queues.ts';
import { recurrences } from './recurrences.ts';
import { routingRules } from './rules.ts';
import { session } from './session.ts';
import { settings } from './settings.ts';
import { slaPolicies } from './sla.ts';
import { teams } from './teams.ts';
import { tickets } from './tickets.ts';
import { tokens } from './tokens.ts';

/** Every endpoint, by noun: the route table that server, documentation and permission tests are made from. */
export const api = {
  session,
  portal,
  tickets,
  queues,
  routingRules,
  slaPolicies,
  automations,
  recurrences,
  people,
  teams,
  settings,
  tokens,
  deliveries,
  audit,
};
