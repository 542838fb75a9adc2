import type { SlaClock } from '../../contract/sla.ts';
import type { TicketSummary } from '../../contract/tickets.ts';
import { MINUTE } from '../../lib/clock.ts';
import type { ClockRow } from './clocks.ts';

type Shown = 'metric' | 'state' | 'targetMinutes' | 'startedAt' | 'warnAt' | 'dueAt' | 'stoppedAt';
type Text<Value> = Value extends Date ? Date | string : Value;

/** A clock as it comes from the database, be it as a row or as JSON. */
export type StoredClock = { [Field in Shown]: Text<ClockRow[Field]> } & { leftMs: bigint | number | null };

const iso = (at: Date | string) => new Date(at).toISOString();
const isoOrNull = (at: Date | string | null) => (at === null ? null : iso(at));

export function clockView(clock: StoredClock): SlaClock {
  return {
    metric: clock.metric,
    state: clock.state,
    targetMinutes: clock.targetMinutes,
    startedAt: iso(clock.startedAt),
    warnAt: isoOrNull(clock.warnAt),
    dueAt: isoOrNull(clock.dueAt),
    leftMinutes: clock.leftMs === null ? null : Math.round(Number(clock.leftMs) / MINUTE),
    stoppedAt: isoOrNull(clock.stoppedAt),
  };
}

/** What is due next of a ticket `t`, as JSON in a statement. */
export const DUE_NEXT = `
  CASE WHEN t.due_at IS NOT NULL THEN (
    SELECT json_build_object('metric', k.metric, 'warnAt', k.warn_at, 'at', k.due_at) FROM sla_clock k
     WHERE k.ticket_id = t.id AND k.stopped_at IS NULL AND k.due_at IS NOT NULL
     ORDER BY k.due_at, k.metric LIMIT 1) END`;

/** What is due next. */
export function dueNext(clocks: readonly SlaClock[]): TicketSummary['due'] {
  const running = clocks.flatMap(({ metric, warnAt, dueAt, stoppedAt }) =>
    dueAt && !stoppedAt ? [{ metric, warnAt, at: dueAt }] : [],
  );
  return running.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))[0] ?? null;
}
