import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

export type OpenAlert = {
  number: number;
  severity: 'critical' | 'error' | 'warning' | 'info';
  state: 'triggered' | 'acknowledged';
  summary: string;
  service: string;
  /** How many there are, this one and those that are left out included. */
  count: number;
};

// Those that joined another one are told by that.
const OPEN = statement<OpenAlert>(
  'on-call-open-alerts',
  `
SELECT a.number, a.severity::text, a.state::text, a.summary, s.name AS service, (count(*) OVER ())::int AS count
  FROM alert a
  JOIN service s ON s.id = a.service_id
  JOIN escalation_policy p ON p.id = s.escalation_policy_id
 WHERE a.state <> 'resolved' AND a.group_id IS NULL
   AND jsonb_path_exists(p.steps, '$[*].page[*] ? (@.scheduleId == $id)', jsonb_build_object('id', $1::text))
 ORDER BY a.severity, a.first_at DESC, a.id DESC LIMIT $2::int`,
);

/** Open alerts of the services for which a schedule pages, the worst first. */
export const openAlertsOf = (ctx: Ctx, scheduleId: string, most: number): Promise<OpenAlert[]> =>
  OPEN(ctx, scheduleId, most);
