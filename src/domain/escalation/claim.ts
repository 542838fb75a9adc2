import { SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement, UNHURRIED } from '../../lib/sql.ts';

/** A page that this worker alone may send, or bring up to date, until the lease ends. */
export type ClaimedPage = {
  id: string;
  /** What it tells: that there is an alert, that a way works, or a code. */
  purpose: 'alert' | 'test' | 'code';
  /** Null: it is about no alert. */
  escalationId: string | null;
  alertId: string | null;
  round: number;
  step: number;
  /** Whom or what it is for, and by which of their ways. */
  target: string;
  way: number;
  via: string;
  personId: string | null;
  /** Where it was sent, or is to be; null: where the way leads. */
  channel: string | null;
  conversation: string | null;
  state: 'waiting' | 'sent';
  /** It asks whether somebody is still on it. */
  reminder: boolean;
  dueAt: Date;
  /** The message on the channel; null: not sent yet. */
  message: string | null;
  shown: string | null;
  /** 1 the first time. From the second on it is in doubt whether it arrived. */
  attempts: number;
  leaseEnd: Date;
};

/** Longer than a platform may take to answer, short enough that a crash is made up soon. */
export const PAGE_LEASE = 30 * SECOND;
/** How many are claimed in one round. */
export const PAGES_TOGETHER = 50;

// Whoever was sent a page that a crash of the database server leaves unnoted, is sent it once more either way.
const CLAIM = statement<ClaimedPage>(
  'pages-claim',
  `
WITH free AS (
  SELECT id FROM page WHERE work_at <= $1::timestamptz
   ORDER BY state = 'sent', work_at, id LIMIT ${PAGES_TOGETHER} FOR UPDATE SKIP LOCKED
)
UPDATE page p
   SET work_at = $2::timestamptz, stale = false, attempts = p.attempts + CASE WHEN p.state = 'waiting' THEN 1 ELSE 0 END
  FROM free WHERE p.id = free.id AND ${UNHURRIED}
RETURNING p.id::text, p.purpose::text, p.escalation_id::text AS "escalationId", p.alert_id::text AS "alertId", p.round, p.step, p.target,
          p.way, p.via, p.person_id::text AS "personId", p.channel, p.conversation, p.state::text, p.reminder, p.due_at AS "dueAt",
          p.message, p.shown, p.attempts, p.work_at AS "leaseEnd"`,
);

/** Claims what is to be sent or brought up to date, for the time of a lease. What is to be sent comes first. */
export async function claimPages(ctx: Ctx): Promise<ClaimedPage[]> {
  const now = ctx.now();
  return CLAIM(ctx, now.toISOString(), new Date(now.getTime() + PAGE_LEASE).toISOString());
}

/** Nobody has sent it or answered yet, whoever has it claimed. */
export const isWaiting = async (ctx: Ctx, id: string): Promise<boolean> =>
  (await ctx.db.page.count({ where: { id, state: 'waiting' } })) > 0;
