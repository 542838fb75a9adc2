import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { record } from '../alerts/note.ts';
import { refreshAlerts } from './answered.ts';
import { addPages } from './pages.ts';

/** So long whoever has an alert has to say that they are still on it. */
const GRACE = 5 * MINUTE;
const BATCH = 20;

type Due = {
  id: string;
  alertId: string;
  round: number;
  askedAt: Date | null;
  holder: string | null;
  severity: string;
};

// The alert is locked first, as by whoever answers it.
const DUE = statement<{ alertId: string }>(
  'escalation-lapse-due',
  `SELECT alert_id::text AS "alertId" FROM escalation
    WHERE state = 'answered' AND next_at <= $1::timestamptz ORDER BY next_at, id LIMIT ${BATCH}`,
);
const LOCK = statement<Due>(
  'escalation-lapse-lock',
  `
SELECT e.id::text, e.alert_id::text AS "alertId", e.round, e.asked_at AS "askedAt",
       a.acknowledged_by_id::text AS holder, a.severity::text
  FROM alert a JOIN escalation e ON e.alert_id = a.id
 WHERE a.id = $1::uuid AND a.state = 'acknowledged' AND e.state = 'answered' AND e.next_at <= $2::timestamptz
   FOR UPDATE SKIP LOCKED`,
);

/**
 * An acknowledgement that has held for as long as its policy lets it: whoever gave it is asked whether they are still on
 * it and, if they do not say so in time, the paging begins again.
 * @returns how many were asked, or have lapsed
 */
export async function endAcknowledgements(ctx: Ctx): Promise<number> {
  const now = ctx.now().toISOString();
  let count = 0;
  for (const { alertId } of await DUE(ctx, now)) {
    count += await inTransaction(ctx, async (ctx) => {
      const [due] = await LOCK(ctx, alertId, now);
      if (!due) return 0;
      if (due.askedAt || !due.holder) await lapse(ctx, due);
      else await ask(ctx, due, due.holder);
      await refreshAlerts(ctx, [alertId]);
      return 1;
    });
  }
  return count;
}

async function ask(ctx: Ctx, due: Due, personId: string): Promise<void> {
  await ctx.db.escalation.update({
    where: { id: due.id },
    data: {
      askedAt: ctx.now(),
      nextAt: new Date(ctx.now().getTime() + GRACE),
      round: due.round + 1,
      step: 0,
    },
  });
  const again = { ...due, round: due.round + 1, step: 0 };
  await addPages(ctx, [{ ...again, personIds: [personId], targets: [], reminder: true }]);
  await record(ctx, [due.alertId], 'asked');
}

/** Who acknowledged it has it no more; it is paged as if it had just come. */
async function lapse(ctx: Ctx, { id, alertId, round }: Due): Promise<void> {
  await ctx.db.alert.update({
    where: { id: alertId },
    data: { state: 'triggered', acknowledgedAt: null, acknowledgedById: null },
  });
  await ctx.db.escalation.update({
    where: { id },
    data: { state: 'running', round: round + 1, step: 0, nextAt: ctx.now(), askedAt: null, endedAt: null },
  });
  await record(ctx, [alertId], 'lapsed');
}
