import type { FindingKind } from '../../contract/coverage.ts';
import { DAY, MINUTE } from '../../lib/clock.ts';
import { stretches } from '../calendars/hours.ts';
import type { RotaShift } from './layer-shifts.ts';
import { among, type Rota, shiftsOf } from './rota.ts';
import { namedIn } from './rules.ts';
import { common, type Span, united, without } from './spans.ts';

const PIECE = 7 * DAY;

/** What matters of somebody who is named by a schedule. */
export type Standing = {
  mayBeOnCall: boolean;
  isReached: boolean;
  /** They say so themselves, and it has no end. */
  isAway: boolean;
  inTeam: boolean;
};

/** What is wrong, with whom, and when: spans in order, none touching the next. */
export type Found = { kind: FindingKind; personId: string | null; spans: Span[] };

/** What keeps a schedule from having somebody on call, from one instant until another, whom a page can reach. */
export function coverageOf(
  rota: Rota,
  standingOf: (personId: string) => Standing,
  { from, to }: Span,
): Found[] {
  // Who has left stands in nobody's way, and yet somebody meant them to be on call.
  const meant = shiftsIn(rota, { from, to });
  const isThere = (id: string) => standingOf(id).mayBeOnCall;
  const isWhole = namedIn(rota).every(isThere);
  const shifts = isWhole ? meant : shiftsIn(among(rota, isThere), { from, to });
  const gaps = without<Span>([{ from, to }], shifts);
  const lacks = (kind: FindingKind, of: readonly RotaShift[], isSo: (standing: Standing) => boolean) =>
    byPerson(of, (id) => isSo(standingOf(id))).map(([personId, spans]): Found => ({ kind, personId, spans }));
  return [
    ...(gaps.length > 0 ? [{ kind: 'gap' as const, personId: null, spans: gaps }] : []),
    ...lacks('gone', meant, ({ mayBeOnCall }) => !mayBeOnCall),
    ...lacks('unreached', shifts, ({ isReached }) => !isReached),
    ...awayIn(shifts, rota.absences, (id) => standingOf(id).isAway),
    ...lacks('outside', shifts, ({ inTeam }) => !inTeam),
  ];
}

/** Those who are on call while they are away: by a calendar, or for an unknown time. */
function awayIn(
  shifts: readonly RotaShift[],
  absences: Rota['absences'],
  isAway: (id: string) => boolean,
): Found[] {
  const away = Map.groupBy(absences, ({ person }) => person);
  return byPerson(shifts, (id) => away.has(id) || isAway(id)).flatMap(([personId, spans]) => {
    const when = isAway(personId) ? spans : common(spans, united(away.get(personId) ?? []));
    return when.length > 0 ? [{ kind: 'away' as const, personId, spans: when }] : [];
  });
}

/** Piece by piece: with many overrides, the work grows with the square of how long a piece is. */
function shiftsIn(rota: Rota, { from, to }: Span): RotaShift[] {
  const shifts: RotaShift[] = [];
  for (let at = from; at < to; at += PIECE) {
    const end = Math.min(at + PIECE, to);
    const overrides = rota.overrides.filter((one) => one.from < end && one.to > at);
    shifts.push(...shiftsOf({ ...rota, overrides }, at, end));
  }
  return shifts;
}

/** Those of whom it is so, with when they are on call. */
function byPerson(shifts: readonly RotaShift[], isSo: (id: string) => boolean): [string, Span[]][] {
  const found = new Map<string, Span[]>();
  for (const { people, from, to } of shifts) {
    for (const id of people.filter(isSo)) {
      const spans = found.get(id) ?? [];
      found.set(id, spans);
      const last = spans.at(-1);
      if (last?.to === from) last.to = to;
      else spans.push({ from, to });
    }
  }
  return [...found];
}

/** What was found before, up to `until`. */
export type Before = { found: readonly Found[]; until: number };

/**
 * What was found, up to `to`, that was not so before. As time goes on, more of the future comes into sight: a gap there is
 * new only where there was none before at the same time of the week, so that hours in which nobody is meant to be on call
 * are told of once.
 */
export function newlyFound(found: readonly Found[], before: Before, timeZone: string, to: number): Found[] {
  const gaps = before.found.flatMap(({ kind, spans }) => (kind === 'gap' ? spans : []));
  const isMore = found.some(
    ({ kind, spans }) => kind === 'gap' && spans.some(({ from }) => from >= before.until),
  );
  const shape = (gap: Span, end: number) => ({
    begins: weekTimeOf(gap.from, timeZone),
    // Where it is cut off by the end of what is in sight, it may end at any time.
    ends: gap.to === end ? null : weekTimeOf(gap.to, timeZone),
  });
  const shapes = isMore ? gaps.map((gap) => shape(gap, before.until)) : [];
  const isShapeKnown = (gap: Span) => {
    const { begins, ends } = shape(gap, to);
    return shapes.some(
      (one) => one.begins === begins && (ends === null || one.ends === null || one.ends === ends),
    );
  };
  const newIn = (gap: Span): Span[] => {
    if (gap.from >= before.until) return isShapeKnown(gap) ? [] : [gap];
    const parts = without<Span>([{ from: gap.from, to: Math.min(gap.to, before.until) }], gaps);
    const last = parts.at(-1);
    // One that is new goes on behind what was in sight.
    if (last?.to === before.until) last.to = gap.to;
    return parts;
  };
  return found.flatMap((one): Found[] => {
    const isKnown = ({ kind, personId }: Found) => kind === one.kind && personId === one.personId;
    if (one.kind !== 'gap') return before.found.some(isKnown) ? [] : [one];
    const spans = one.spans.flatMap(newIn);
    return spans.length > 0 ? [{ ...one, spans }] : [];
  });
}

/** The weekday and the time on the wall, in minutes. */
function weekTimeOf(at: number, timeZone: string): number {
  const [stretch] = stretches(timeZone, at, at + 1);
  return Math.floor((at + (stretch?.offset ?? 0)) / MINUTE) % ((7 * DAY) / MINUTE);
}
