import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hoursOf } from '../../../src/domain/calendars/hours.ts';
import { type History, type HistoryEvent, type Promised, slaState } from '../../../src/domain/sla/state.ts';
import { holdReasons, type TicketState } from '../../../src/domain/tickets/states.ts';
import { anyCalendar } from '../../support/calendars.ts';
import { naiveHours } from '../../support/naive-hours.ts';
import { naiveSla } from './naive.ts';

const MINUTE = 60_000;
/** Two days are looked ahead for what is due. */
const HORIZON = 2 * 24 * 60;

const step = fc.record({
  /** Minutes since the step before: mostly short, sometimes a night. */
  gap: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 900 })),
  kind: fc.constantFrom(
    'asked',
    'answered',
    'answered',
    'hold',
    'resume',
    'resolve',
    'reopen',
    'close',
    'cancel',
  ),
  reason: fc.constantFrom(...holdReasons),
});

/** Steps that make no sense from a state are left out. */
function historyOf(
  openedAt: number,
  steps: { gap: number; kind: string; reason: (typeof holdReasons)[number] }[],
) {
  const events: HistoryEvent[] = [];
  let state = 'new' as TicketState;
  let at = openedAt;
  const to = (next: TicketState, holdReason: (typeof holdReasons)[number] | null = null) => {
    state = next;
    events.push({ type: 'state', state, holdReason, at });
  };
  for (const { gap, kind, reason } of steps) {
    at += gap * MINUTE;
    const isOpen = state === 'new' || state === 'in_progress' || state === 'on_hold';
    if (kind === 'asked' || kind === 'answered') events.push({ type: kind, at });
    else if (kind === 'hold' && isOpen && state !== 'on_hold') to('on_hold', reason);
    else if (kind === 'resume' && state === 'on_hold') to('in_progress');
    else if (kind === 'resolve' && isOpen) to('resolved');
    else if (kind === 'reopen' && state === 'resolved') to('in_progress');
    // From an open state it stands for a merge.
    else if (kind === 'close' && state !== 'closed' && state !== 'cancelled') to('closed');
    else if (kind === 'cancel' && isOpen) to('cancelled');
  }
  return { history: { openedAt, events } satisfies History, last: at };
}

const target = fc.option(
  fc
    .oneof(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 1_500 }))
    .map((minutes) => minutes * MINUTE),
  { freq: 8 },
);
const promises: fc.Arbitrary<Promised> = fc.record({
  targets: fc.record({ first_response: target, next_response: target, resolution: target }),
  pausesOn: fc.subarray([...holdReasons]),
  thresholds: fc.constant([]),
});

it('agrees with counting minutes, whatever happened, by any calendar, in any zone and year', () => {
  fc.assert(
    fc.property(
      anyCalendar,
      fc.array(step, { maxLength: 10 }),
      promises,
      fc.integer({ min: 0, max: 600 }),
      ({ definition, at: near }, steps, promised, after) => {
        const { history, last } = historyOf(Math.floor(near / MINUTE) * MINUTE, steps);
        const at = last + after * MINUTE;
        const clocks = slaState(history, promised, hoursOf(definition), at);
        const naive = naiveSla(history, promised, naiveHours(definition), at, HORIZON);
        const end = at + HORIZON * MINUTE;
        expect(
          clocks.map(({ metric, cycle, state, startedAt, dueAt, left, stoppedAt }) => ({
            ...{ metric, cycle, state, startedAt, stoppedAt },
            // What lies further ahead than was looked is not found by counting.
            dueAt: dueAt !== null && dueAt > end ? null : dueAt,
            left: state === 'paused' ? left : null,
          })),
        ).toEqual(naive);
      },
    ),
    { numRuns: 10_000 },
  );
});
