import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import type { SlaClock as Row } from '../../lib/prisma/client.ts';
import { statement } from '../../lib/sql.ts';
import type { Clock } from './state.ts';

/**
 * The narrow copy of clocks that stands in the database for what goes by the clock: what is due next is found there
 * without computing anything. It follows from history and agreement, and is written with each change of them.
 */
export type ClockRow = Omit<Row, 'ticketId'>;

/** What of an earlier row decides which thresholds are still to come. */
export type KnownClock = Pick<ClockRow, 'metric' | 'cycle' | 'targetMinutes' | 'epoch' | 'thresholds'>;

/** A threshold that nobody is told of any more: it was passed already when it was promised. */
export type PassedSilently = Pick<ClockRow, 'metric' | 'cycle' | 'epoch'> & { threshold: string; at: Date };

/**
 * The rows for clocks, and which thresholds are passed over in silence.
 * @param before the rows that are there
 * @param renewed what is promised has changed: thresholds that lie behind are not told, those to come are told anew
 */
export function rowsOf(
  clocks: readonly Clock[],
  before: readonly KnownClock[],
  { at, renewed }: { at: number; renewed: boolean },
): { rows: ClockRow[]; silent: PassedSilently[] } {
  const silent: PassedSilently[] = [];
  const rows = clocks.map((clock) => {
    const { metric, cycle } = clock;
    const known = before.find((row) => row.metric === metric && row.cycle === cycle);
    const isNew = !known || renewed || known.targetMinutes * MINUTE !== clock.target;
    const epoch = (known?.epoch ?? 0) + (isNew ? 1 : 0);
    // One that is behind and still in the row has been passed a moment ago, and the sweep has not come by yet.
    const isAhead = ({ key, at: passed }: Clock['thresholds'][number]) =>
      passed > at || (!isNew && known.thresholds.includes(key));
    const ahead = clock.stoppedAt === null ? clock.thresholds.filter(isAhead) : [];
    for (const threshold of clock.thresholds) {
      const isUntold = isNew || known.thresholds.includes(threshold.key);
      if (isUntold && !ahead.includes(threshold)) {
        silent.push({ metric, cycle, epoch, threshold: threshold.key, at: new Date(threshold.at) });
      }
    }
    return rowOf(clock, epoch, ahead);
  });
  return { rows, silent };
}

function rowOf(clock: Clock, epoch: number, ahead: Clock['thresholds']): ClockRow {
  const instant = (at: number | null) => (at === null ? null : new Date(at));
  return {
    metric: clock.metric,
    cycle: clock.cycle,
    state: clock.state,
    targetMinutes: clock.target / MINUTE,
    startedAt: new Date(clock.startedAt),
    warnAt: instant(clock.warnAt),
    dueAt: instant(clock.dueAt),
    leftMs: clock.left === null ? null : BigInt(clock.left),
    stoppedAt: instant(clock.stoppedAt),
    epoch,
    nextAt: instant(ahead[0]?.at ?? null),
    upcoming: ahead.map(({ at }) => new Date(at)),
    thresholds: ahead.map(({ key }) => key),
  };
}

/** The nearest time at which something is due that still runs. */
export function nearestDue(rows: readonly ClockRow[]): Date | null {
  const due = rows.flatMap(({ stoppedAt, dueAt }) => (stoppedAt === null && dueAt ? [dueAt.getTime()] : []));
  return due.length === 0 ? null : new Date(Math.min(...due));
}

/** Columns of a row as JSON, for statements that write many. */
export const CLOCK_COLUMNS = `metric sla_metric, cycle int, state sla_state, "targetMinutes" int, "startedAt" timestamptz,
    "warnAt" timestamptz, "dueAt" timestamptz, "leftMs" bigint, "stoppedAt" timestamptz, epoch int, "nextAt" timestamptz,
    upcoming timestamptz[], thresholds text[]`;
export const CLOCK_INTO = `sla_clock (ticket_id, metric, cycle, state, target_minutes, started_at, warn_at, due_at,
    left_ms, stopped_at, epoch, next_at, upcoming, thresholds)`;
export const CLOCK_VALUES = `c.metric, c.cycle, c.state, c."targetMinutes", c."startedAt", c."warnAt", c."dueAt", c."leftMs",
    c."stoppedAt", c.epoch, c."nextAt", c.upcoming, c.thresholds`;

export const clockJson = (row: ClockRow) => ({
  ...row,
  leftMs: row.leftMs === null ? null : Number(row.leftMs),
});

const WRITE = statement<never>(
  'sla-write',
  `
WITH c AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS c (${CLOCK_COLUMNS})
), gone AS (
  DELETE FROM sla_clock k WHERE k.ticket_id = $1::uuid
     AND NOT EXISTS (SELECT 1 FROM c WHERE c.metric = k.metric AND c.cycle = k.cycle)
), passed AS (
  INSERT INTO sla_event (ticket_id, metric, cycle, epoch, threshold, at, found_at, handled_at)
  SELECT $1::uuid, s.metric, s.cycle, s.epoch, s.threshold, s.at, $4::timestamptz, $4::timestamptz
    FROM jsonb_to_recordset($3::jsonb) AS s (metric sla_metric, cycle int, epoch int, threshold text, at timestamptz)
  ON CONFLICT DO NOTHING
)
INSERT INTO ${CLOCK_INTO}
SELECT $1::uuid, ${CLOCK_VALUES} FROM c
ON CONFLICT (ticket_id, metric, cycle) DO UPDATE
   SET state = excluded.state, target_minutes = excluded.target_minutes, started_at = excluded.started_at,
       warn_at = excluded.warn_at, due_at = excluded.due_at, left_ms = excluded.left_ms,
       stopped_at = excluded.stopped_at, epoch = excluded.epoch, next_at = excluded.next_at,
       upcoming = excluded.upcoming, thresholds = excluded.thresholds`,
);

/** Makes these the clocks of a ticket. */
export async function writeClocks(
  ctx: Ctx,
  ticketId: string,
  rows: readonly ClockRow[],
  silent: readonly PassedSilently[],
): Promise<void> {
  await WRITE(
    ctx,
    ticketId,
    JSON.stringify(rows.map(clockJson)),
    JSON.stringify(silent),
    ctx.now().toISOString(),
  );
}
