import type { SlaMetric, SlaState, SlaTerms, SlaThreshold } from '../../contract/sla.ts';
import { MINUTE } from '../../lib/clock.ts';
import type { Hours } from '../calendars/hours.ts';
import type { HoldReason, TicketState } from '../tickets/states.ts';

/**
 * What follows from a ticket's history for the times that were promised: a pure function of the history, the
 * promise, the calendar and an instant. Nothing is counted up anywhere, so it can be asked again at any time.
 * Instants are epoch milliseconds, durations milliseconds of the calendar.
 */

/** What happened to a ticket, as far as clocks care; in order. */
export type History = {
  openedAt: number;
  events: readonly HistoryEvent[];
};
export type HistoryEvent = { at: number } & (
  | { type: 'state'; state: TicketState; holdReason: HoldReason | null }
  /** The requester wrote something that wants an answer. */
  | { type: 'asked' }
  /** A human agent answered in public. */
  | { type: 'answered' }
);

/** What holds for a ticket of a certain priority. */
export type Promised = {
  /** Null: nothing is promised. */
  targets: Record<SlaMetric, number | null>;
  pausesOn: readonly HoldReason[];
  thresholds: readonly SlaThreshold[];
};

export type Clock = {
  metric: SlaMetric;
  /** Counts the messages that waited for a next response; 1 for the others. */
  cycle: number;
  /** `breached` once it is due and not met, whether it still runs or not. */
  state: SlaState;
  target: number;
  startedAt: number;
  /** When three quarters are gone, and when all is; null while that stands still, or where it never comes. */
  warnAt: number | null;
  dueAt: number | null;
  /** While it stands still: what is left; below 0: it is late by so much. */
  left: number | null;
  stoppedAt: number | null;
  /** When each threshold is passed, in order; those that stand still, or never come, are left out. */
  thresholds: { key: string; at: number }[];
};

/** The part of the time after which a clock warns. */
const WARNS_AT = 0.75;
export const WARN = '75';
export const DUE = '100';

/** How a threshold is known: `75` per cent, or `+30` minutes after it was due. */
export const thresholdKey = (threshold: SlaThreshold): string =>
  'percent' in threshold ? String(threshold.percent) : `+${threshold.minutesAfter}`;

/** What a policy promises to tickets of this priority. */
export function promisedBy(terms: SlaTerms, priority: number): Promised {
  const target = (metric: SlaMetric) => {
    const minutes = terms.targets[metric]?.[priority - 1];
    return minutes == null ? null : minutes * MINUTE;
  };
  return {
    targets: {
      first_response: target('first_response'),
      next_response: target('next_response'),
      resolution: target('resolution'),
    },
    pausesOn: terms.pausesOn,
    thresholds: terms.thresholds,
  };
}

/** The clocks of a ticket at an instant: none for what is not promised, one each time a next response was asked for. */
export function slaState(history: History, promised: Promised, hours: Hours, at: number): Clock[] {
  const past = { ...history, events: history.events.filter((event) => event.at <= at) };
  const run = runOf(past, promised.pausesOn);
  return stretches(past, run).flatMap((stretch) => {
    const target = promised.targets[stretch.metric];
    return target === null ? [] : clockOf(stretch, target, run, promised.thresholds, hours, at);
  });
}

/** When the ticket's time runs, and how it stands in the end. */
type Run = {
  /** The last one goes on for ever while the ticket is worked on. */
  times: { from: number; to: number }[];
  /** Since when nothing is owed any more; null: it is. */
  restsSince: number | null;
  resolved: boolean;
};

function runOf({ openedAt, events }: History, pausesOn: readonly HoldReason[]): Run {
  const times: Run['times'] = [];
  let from: number | null = openedAt;
  let restsSince: number | null = null;
  let resolved = false;
  for (const event of events) {
    if (event.type !== 'state') continue;
    const { state, holdReason, at } = event;
    const rests = state === 'resolved' || state === 'closed' || state === 'cancelled';
    const pauses = state === 'on_hold' && holdReason !== null && pausesOn.includes(holdReason);
    if (state === 'resolved') resolved = true;
    else if (!rests) resolved = false;
    // What is resolved first and closed then has rested since it was resolved.
    restsSince = rests ? (restsSince ?? at) : null;
    if ((rests || pauses) && from !== null) {
      times.push({ from, to: at });
      from = null;
    } else if (!rests && !pauses) from ??= at;
  }
  if (from !== null) times.push({ from, to: Number.POSITIVE_INFINITY });
  return { times, restsSince, resolved };
}

/** From when until when something was owed; `to` null: it still is, or never came. */
type Stretch = { metric: SlaMetric; cycle: number; from: number; to: number | null };

function stretches({ openedAt, events }: History, run: Run): Stretch[] {
  const found: Stretch[] = [{ metric: 'first_response', cycle: 1, from: openedAt, to: null }];
  let open = found[0];
  for (const { type, at } of events) {
    if (type === 'answered' && open) {
      open.to = at;
      open = undefined;
    } else if (type === 'asked' && !open) {
      open = { metric: 'next_response', cycle: found.length, from: at, to: null };
      found.push(open);
    }
  }
  const to = run.resolved ? run.restsSince : null;
  return [...found, { metric: 'resolution', cycle: 1, from: openedAt, to }];
}

function clockOf(
  { metric, cycle, from, to }: Stretch,
  target: number,
  run: Run,
  thresholds: readonly SlaThreshold[],
  hours: Hours,
  at: number,
): Clock {
  const stoppedAt = to ?? (run.restsSince === null ? null : Math.max(run.restsSince, from));
  const passes = passing(timesUntil(run.times, stoppedAt), from, hours);
  const dueAt = passes(target);
  const isLate = dueAt !== null && (to === null ? dueAt <= (stoppedAt ?? at) : dueAt < to);
  const standsStill = stoppedAt === null && run.times.at(-1)?.to !== Number.POSITIVE_INFINITY;
  const until = stoppedAt ?? at;
  const spent = () =>
    run.times.reduce(
      (sum, time) => sum + hours.between(Math.max(time.from, from), Math.min(time.to, until)),
      0,
    );
  return {
    metric,
    cycle,
    state: isLate
      ? 'breached'
      : to !== null
        ? 'met'
        : stoppedAt !== null
          ? 'cancelled'
          : standsStill
            ? 'paused'
            : 'running',
    target,
    startedAt: from,
    warnAt: passes(target * WARNS_AT),
    dueAt,
    left: standsStill ? target - spent() : null,
    stoppedAt,
    thresholds: thresholdsOf(thresholds, target, passes).filter(
      (threshold) => stoppedAt === null || threshold.at <= stoppedAt,
    ),
  };
}

/** What came after a clock was stopped means nothing to it: it would have run on. */
function timesUntil(times: Run['times'], stoppedAt: number | null): Run['times'] {
  if (stoppedAt === null) return times;
  return times
    .filter(({ from }) => from <= stoppedAt)
    .map(({ from, to }) => ({ from, to: to >= stoppedAt ? Number.POSITIVE_INFINITY : to }));
}

/** At which instant so much time has passed since `from`; null: not as things stand, or never by the calendar. */
function passing(times: Run['times'], from: number, hours: Hours): (ms: number) => number | null {
  return (ms) => {
    let left = ms;
    for (const time of times) {
      const begin = Math.max(time.from, from);
      if (time.to <= begin) continue;
      const reached = hours.after(begin, left);
      if (reached !== null && reached <= time.to) return reached;
      if (time.to === Number.POSITIVE_INFINITY) return null;
      left -= hours.between(begin, time.to);
    }
    return null;
  };
}

/** The policy's own, and those at which a card changes its colour. */
function thresholdsOf(
  thresholds: readonly SlaThreshold[],
  target: number,
  passes: (ms: number) => number | null,
): Clock['thresholds'] {
  const wanted = new Map([
    [WARN, target * WARNS_AT],
    [DUE, target],
    ...thresholds.map((threshold): [string, number] => [
      thresholdKey(threshold),
      'percent' in threshold ? (target * threshold.percent) / 100 : target + threshold.minutesAfter * MINUTE,
    ]),
  ]);
  return [...wanted]
    .flatMap(([key, ms]) => {
      const at = passes(Math.round(ms));
      return at === null ? [] : { key, at };
    })
    .sort((a, b) => a.at - b.at);
}
