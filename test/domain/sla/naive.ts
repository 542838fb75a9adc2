import type { SlaMetric, SlaState } from '../../../src/contract/sla.ts';
import type { Hours } from '../../../src/domain/calendars/hours.ts';
import type { History, Promised } from '../../../src/domain/sla/state.ts';

export type NaiveClock = {
  metric: SlaMetric;
  cycle: number;
  state: SlaState;
  startedAt: number;
  dueAt: number | null;
  left: number | null;
  stoppedAt: number | null;
};

const MINUTE = 60_000;

/**
 * What {@link slaState} says, the slow and simple way: minute by minute it is asked whether the ticket's time runs and
 * whether the calendar is open, and what is open is added up. Good for histories and targets in whole minutes.
 * @param horizon so many minutes after `at` it looks for what is due
 */
export function naiveSla(
  history: History,
  promised: Promised,
  hours: Hours,
  at: number,
  horizon: number,
): NaiveClock[] {
  const events = history.events.filter((event) => event.at <= at);
  const minutes = (at - history.openedAt) / MINUTE + horizon;
  const open = Array.from({ length: minutes }, (_, minute) => {
    const begin = history.openedAt + minute * MINUTE;
    return hours.between(begin, begin + MINUTE);
  });

  /** Whether time runs in the minute that begins then. */
  function runs(instant: number): boolean {
    const last = events.filter((event) => event.type === 'state' && event.at <= instant).at(-1);
    if (last?.type !== 'state') return true;
    if (last.state === 'on_hold') return !promised.pausesOn.includes(last.holdReason ?? 'awaiting_vendor');
    return last.state === 'new' || last.state === 'in_progress';
  }

  const states = events.flatMap((event) => (event.type === 'state' ? [event] : []));
  const isDone = (state: string) => ['resolved', 'closed', 'cancelled'].includes(state);
  const sinceDone = states.findLastIndex(({ state }) => !isDone(state)) + 1;
  const done = states[sinceDone];

  function clock(metric: SlaMetric, cycle: number, from: number, answered: number | undefined): NaiveClock[] {
    const target = promised.targets[metric];
    if (target === null) return [];
    const stoppedAt = answered ?? (done ? Math.max(done.at, from) : null);
    let spent = 0;
    let dueAt: number | null = null;
    let left: number | null = null;
    for (let minute = (from - history.openedAt) / MINUTE; minute < minutes && dueAt === null; minute++) {
      const begin = history.openedAt + minute * MINUTE;
      if (begin === at) left = target - spent;
      // After it was stopped it would have gone on as it did a minute before.
      const asked = stoppedAt !== null && begin >= stoppedAt ? stoppedAt - MINUTE : begin;
      if (asked < from || !runs(asked)) continue;
      const now = open[minute] ?? 0;
      if (spent + now >= target) dueAt = begin + (target - spent);
      spent += now;
    }
    const isLate = dueAt !== null && (answered === undefined ? dueAt <= (stoppedAt ?? at) : dueAt < answered);
    const isPaused = stoppedAt === null && !runs(at);
    const state = isLate
      ? 'breached'
      : answered !== undefined
        ? 'met'
        : stoppedAt !== null
          ? 'cancelled'
          : isPaused
            ? 'paused'
            : 'running';
    return [
      { metric, cycle, state, startedAt: from, dueAt, left: isPaused && !isLate ? left : null, stoppedAt },
    ];
  }

  const answers = events.filter(({ type }) => type === 'answered').map((event) => event.at);
  const found = clock('first_response', 1, history.openedAt, answers[0]);
  let waiting = false;
  let cycle = 0;
  for (const event of events) {
    if (event.type === 'answered') waiting = false;
    if (event.type !== 'asked' || waiting || answers[0] === undefined || event.at < answers[0]) continue;
    waiting = true;
    cycle += 1;
    found.push(
      ...clock(
        'next_response',
        cycle,
        event.at,
        answers.find((answer) => answer > event.at),
      ),
    );
  }
  const resolved = done?.state === 'resolved' ? done.at : undefined;
  return [...found, ...clock('resolution', 1, history.openedAt, resolved)];
}
