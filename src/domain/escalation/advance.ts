import type { EscalationStep, PageTarget } from '../../contract/escalation.ts';
import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement, UNHURRIED } from '../../lib/sql.ts';
import { wantIncident } from '../alerts/incident-wish.ts';
import { record } from '../alerts/note.ts';
import { wantTicket } from '../alerts/ticket-wish.ts';
import { directoryOf } from '../settings/directory.ts';
import { refreshAlerts } from './answered.ts';
import { isTakenAt } from './only-if.ts';
import { PAGES_ADDED, type PagedStep, pageRows } from './pages.ts';
import { type EscalationPlace, nextPlace } from './place.ts';
import { incidentMeant, lookUpPeople, placeMeant, ticketMeant } from './targets.ts';

/** How many escalations take a step in one transaction. */
export const STEPS_TOGETHER = 100;

const START = statement<never>(
  'escalation-start',
  `
WITH due AS (
  SELECT a.id, p.id AS policy_id, p.version, a.plan
    FROM alert a
    LEFT JOIN service s ON s.id = a.service_id
    LEFT JOIN escalation_policy p ON p.id = s.escalation_policy_id AND a.plan IS NULL
   WHERE a.escalate_at <= $1::timestamptz
   ORDER BY a.escalate_at LIMIT ${STEPS_TOGETHER} FOR UPDATE OF a SKIP LOCKED
), noted AS (
  UPDATE alert SET escalate_at = NULL FROM due WHERE alert.id = due.id AND ${UNHURRIED}
)
INSERT INTO escalation (id, alert_id, policy_id, policy_version, round, step, state, next_at, started_at)
SELECT gen_random_uuid(), id, policy_id, version, 0, 0, 'running', $1::timestamptz, $1::timestamptz
  FROM due WHERE policy_id IS NOT NULL OR plan IS NOT NULL
ON CONFLICT (alert_id) DO UPDATE
   SET state = 'running', round = escalation.round + 1, step = 0, next_at = excluded.next_at,
       policy_id = excluded.policy_id, policy_version = excluded.policy_version, asked_at = NULL, ended_at = NULL`,
);

type Due = {
  id: string;
  alertId: string;
  serviceId: string | null;
  severity: string;
  round: number;
  step: number;
  steps: EscalationStep[];
  repeat: number;
};

// An alert that was answered has no step due: that is in the same row, and locked with it.
const DUE = statement<Due>(
  'escalation-due',
  `
SELECT e.id::text, e.alert_id::text AS "alertId", a.service_id::text AS "serviceId", a.severity::text, e.round, e.step,
       coalesce(v.steps, a.plan -> 'steps') AS steps, coalesce(v.repeat, (a.plan -> 'repeat')::int) AS repeat
  FROM escalation e
  JOIN alert a ON a.id = e.alert_id
  LEFT JOIN escalation_policy_version v ON v.policy_id = e.policy_id AND v.version = e.policy_version
 WHERE e.next_at <= $1::timestamptz AND e.state = 'running'
 ORDER BY e.next_at, e.id LIMIT ${STEPS_TOGETHER} FOR UPDATE OF e SKIP LOCKED`,
);

const TAKEN = statement<never>(
  'escalation-taken',
  `
WITH ${PAGES_ADDED('$2')}
UPDATE escalation SET round = r.round, step = r.step, next_at = r.next_at
  FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, round int, step int, next_at timestamptz)
 WHERE escalation.id = r.id AND ${UNHURRIED}`,
);

/**
 * Begins the escalation of alerts that have been opened, and takes the steps that are due: notes whom to page, and when
 * the next one is due. One that goes by no policy and has no
 * steps of its own is shown, and pages nobody. Any number of processes may be at
 * it; what one has locked is left to it. After a stop each goes on with one step, and not with all that it has missed.
 *
 * Should the database server crash before what is noted here has reached its disk, it is all due still.
 * @returns how many steps were taken or passed
 */
export async function takeSteps(ctx: Ctx): Promise<number> {
  await directoryOf(ctx);
  return inTransaction(ctx, async (ctx) => {
    await START(ctx, ctx.now().toISOString());
    const due = await DUE(ctx, ctx.now().toISOString());
    if (due.length === 0) return 0;
    const people = lookUpPeople(ctx, ctx.now());
    const taken: Taken[] = [];
    for (const one of due) {
      const step = one.steps[one.step];
      const next = step ? await takeStep(ctx, one, step, people) : await exhaust(ctx, one);
      if (next) taken.push(next);
    }
    await refreshAlerts(
      ctx,
      taken.flatMap(({ alertId, isFirst }) => (isFirst ? [] : alertId)),
    );
    const pages = await pageRows(
      ctx,
      taken.flatMap(({ paged }) => paged ?? []),
    );
    await TAKEN(ctx, JSON.stringify(taken.map(({ next }) => next)), pages);
    ctx.publish({ topic: 'pages' });
    // Where nobody is waited for, the next one is due at once.
    if (taken.some(({ next }) => next.next_at <= ctx.now())) ctx.publish({ topic: 'escalations' });
    return due.length;
  });
}

type Taken = {
  alertId: string;
  /** Nothing shows it yet. */
  isFirst: boolean;
  /** Undefined: nobody. */
  paged: PagedStep | undefined;
  next: EscalationPlace & { id: string; next_at: Date };
};

async function takeStep(
  ctx: Ctx,
  escalation: Due,
  { page: targets, waitMinutes, onlyIf }: EscalationStep,
  people: ReturnType<typeof lookUpPeople>,
): Promise<Taken | undefined> {
  const { id, alertId, serviceId, round, steps } = escalation;
  const isTaken = await isTakenAt(ctx, { onlyIf }, serviceId, ctx.now());
  const wanted = isTaken ? await wantMore(ctx, alertId, targets) : false;
  // Whoever changes the alert just now has it locked, and waits for this escalation: it is taken a moment later.
  if (wanted === 'locked') return undefined;
  const personIds = isTaken ? await people(targets) : [];
  const isPaged = isTaken && (personIds.length > 0 || targets.some(placeMeant));
  // Where nobody was there to be paged, nobody is waited for.
  const wait = isPaged || wanted ? waitMinutes * MINUTE : 0;
  // Behind the last step the last ones are waited for, too.
  const next = nextPlace(escalation, escalation) ?? { round, step: steps.length };
  return {
    alertId,
    isFirst: round === 0 && escalation.step === 0,
    paged: isPaged ? { ...escalation, personIds, targets } : undefined,
    next: { id, ...next, next_at: new Date(ctx.now().getTime() + wait) },
  };
}

/** What a step wants beside pages. @returns whether there will be something because of it */
async function wantMore(
  ctx: Ctx,
  alertId: string,
  targets: readonly PageTarget[],
): Promise<boolean | 'locked'> {
  const [ticket, incident] = [ticketMeant(targets), incidentMeant(targets)];
  const ticketed = ticket ? await wantTicket(ctx, alertId, ticket) : false;
  if (ticketed === 'locked' || !incident) return ticketed;
  const declared = await wantIncident(ctx, alertId, incident);
  return declared === 'locked' ? declared : ticketed || declared;
}

async function exhaust(ctx: Ctx, { id, alertId }: Due): Promise<undefined> {
  await ctx.db.escalation.update({
    where: { id },
    data: { state: 'exhausted', nextAt: null, endedAt: ctx.now() },
  });
  await record(ctx, [alertId], 'exhausted');
}
