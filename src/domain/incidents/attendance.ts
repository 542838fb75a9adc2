import type { IncidentRole } from '../../contract/incidents.ts';

/** Who had which part in a major incident, and when it was under way. All from what the timeline has recorded. */

/** Half-open; null: it goes on. */
export type Span = { from: Date; until: Date | null };
export type Stay = Span & { personId: string; role: IncidentRole };
/** A line of the timeline as it was recorded. */
export type Recorded = { kind: string; at: Date; data: unknown };

type RoleData = { role: IncidentRole; personId: string; before?: string | null; after?: null };

/** When people worked on it: from its declaration until it was over, and again from when it was reopened. */
export function underWay(recorded: readonly Recorded[]): Span[] {
  const spans: Span[] = [];
  for (const { kind, at, data } of recorded) {
    const last = spans.at(-1);
    const isOpen = last !== undefined && last.until === null;
    const { before, after } = data as { before?: unknown; after?: unknown };
    const begins = kind === 'declared' || (kind === 'state' && before === 'resolved');
    const ends = kind === 'cancelled' || (kind === 'state' && after === 'resolved');
    if (begins && !isOpen) spans.push({ from: at, until: null });
    if (ends && isOpen) last.until = at;
  }
  return spans;
}

/** Who had which role, in the order in which they took them; what somebody has still is without an end. */
export function staysOf(recorded: readonly Recorded[]): Stay[] {
  const stays: Stay[] = [];
  const end = (role: IncidentRole, personId: string, at: Date) => {
    const stay = stays.findLast((one) => one.role === role && one.personId === personId);
    if (stay?.until === null) stay.until = at;
  };
  for (const { kind, at, data } of recorded) {
    if (kind !== 'role') continue;
    const { role, personId, before, after } = data as RoleData;
    if (before) end(role, before, at);
    if (after === null) end(role, personId, at);
    else stays.push({ role, personId, from: at, until: null });
  }
  return stays;
}
