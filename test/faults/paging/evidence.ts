import { verifyAudit } from '../../../src/domain/audit/verify.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { deriveKey } from '../../../src/lib/crypto.ts';
import type { By, Entry } from './ledger.ts';
import type { World } from './world.ts';

/** All that is known after a run: what was seen from outside, and what the desk has written down. Milliseconds. */
export type Evidence = {
  entries: Entry[];
  alerts: AlertRow[];
  pages: PageRow[];
  /** How many entries alerts have on their timelines, and how many of them the audit log has. */
  happened: number;
  audited: number;
  /** What is wrong with the audit chain, in words; with what is not in it yet. */
  chain: string[];
  until: number;
};
export type AlertRow = {
  id: string;
  key: string;
  state: 'triggered' | 'acknowledged' | 'resolved';
  firstAt: number;
  /** When it was committed that somebody is on it, or that it is over; null: neither. */
  answeredAt: number | null;
  /** What is to be done next about it was due then; null: nothing is. */
  nextAt: number | null;
  /** How many minutes each step of its policy waits; empty: its escalation has not begun. */
  waits: number[];
  /** Which step comes next. */
  step: number;
  exhausted: boolean;
};
export type PageRow = {
  id: string;
  alertId: string;
  step: number;
  target: string;
  way: number;
  via: string;
  state: 'waiting' | 'sent' | 'failed' | 'cancelled';
  createdAt: number;
  dueAt: number;
  workAt: number | null;
  attempts: number;
  error: string | null;
};

const at = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
// A commit is noted by the machine's clock.
const ALERTS = `
SELECT a.id::text, a.dedup_key AS key, a.state::text, ${at('a.first_at')} AS "firstAt",
       ${at('least(a.escalate_at, e.next_at)')} AS "nextAt", coalesce(e.step, 0) AS step,
       coalesce(e.state = 'exhausted', false) AS exhausted,
       coalesce((SELECT json_agg((s ->> 'waitMinutes')::int) FROM jsonb_array_elements(v.steps) s), '[]') AS waits,
       (SELECT min(${at('pg_xact_commit_timestamp(h.xmin)')}) FROM alert_event h
         WHERE h.alert_id = a.id AND h.kind IN ('acknowledged', 'resolved')) AS "committedAt"
  FROM alert a
  LEFT JOIN escalation e ON e.alert_id = a.id
  LEFT JOIN escalation_policy_version v ON v.policy_id = e.policy_id AND v.version = e.policy_version`;
const PAGES = `
SELECT id::text, alert_id::text AS "alertId", step, target, way, via, state::text, ${at('created_at')} AS "createdAt",
       ${at('due_at')} AS "dueAt", ${at('work_at')} AS "workAt", attempts, error
  FROM page WHERE purpose = 'alert'`;

export async function readEvidence(world: World): Promise<Evidence> {
  const ctx = world.ctx();
  const read = async <Row>(sql: string): Promise<Row[]> => (await ctx.store.pool.query(sql)).rows;
  const entries = [...world.ledger.entries, ...postsOf(world)].sort((a, b) => a.at - b.at);
  const alerts = await read<AlertRow & { committedAt: number | null }>(ALERTS);
  const [counts] = await read<{ happened: number; audited: number }>(
    `SELECT (SELECT count(*) FROM alert_event) AS happened,
            (SELECT count(*) FROM audit_entry WHERE action LIKE 'alert.%') AS audited`,
  );
  return {
    entries,
    alerts: alerts.map(({ committedAt, ...alert }) => ({
      ...alert,
      answeredAt: committedAt === null ? null : byDesk(entries, committedAt),
    })),
    pages: await read<PageRow>(PAGES),
    happened: counts?.happened ?? 0,
    audited: counts?.audited ?? 0,
    chain: await chainOf(ctx, world),
    until: world.clock.now().getTime(),
  };
}

/** What Slack was asked to post. */
function postsOf({ slack }: World): Entry[] {
  return slack.calls.flatMap(({ method, args, at, response }) => {
    if (method !== 'chat.postMessage') return [];
    const { metadata } = args;
    const said = typeof metadata === 'string' ? JSON.parse(metadata) : metadata;
    const page: unknown = said?.event_payload?.key;
    if (typeof page !== 'string') return [];
    const by: By = 'slack';
    return [{ what: 'called' as const, by, page, taken: response?.ok === true, at }];
  });
}

/** The same moment by the desk’s clock, which was put forward now and then. */
function byDesk(entries: readonly Entry[], real: number): number {
  let ahead = 0;
  for (const entry of entries) {
    if (entry.what === 'jumped' && entry.at - ahead <= real) ahead += entry.milliseconds;
  }
  return real + ahead;
}

async function chainOf(ctx: Ctx, { secretKey, database }: World): Promise<string[]> {
  const key = deriveKey(secretKey, 'audit chain');
  const { faults, unsealed } = await verifyAudit(ctx, { key, dataDir: database.folder });
  return [
    ...faults.map(({ fault }) => fault),
    ...(unsealed > 0 ? [`${unsealed} entries are not in the chain.`] : []),
  ];
}
