import { describe, expect, it } from 'vitest';
import type { SlaThreshold } from '../../../src/contract/sla.ts';
import { ALWAYS, hoursOf } from '../../../src/domain/calendars/hours.ts';
import {
  type Clock,
  type HistoryEvent,
  type Promised,
  promisedBy,
  slaState,
} from '../../../src/domain/sla/state.ts';
import type { HoldReason, TicketState } from '../../../src/domain/tickets/states.ts';
import { workweek } from '../../support/calendars.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const berlin = hoursOf({
  timeZone: 'Europe/Berlin',
  week: workweek('09:00-12:00 13:00-17:00'),
  holidays: [],
});

const at = (time: string) => Date.parse(`${time}Z`);
const promise = (changes: Partial<Promised> = {}): Promised => ({
  targets: { first_response: HOUR, next_response: HOUR, resolution: 8 * HOUR },
  pausesOn: ['awaiting_requester'],
  thresholds: [],
  ...changes,
});
const state = (time: string, to: TicketState, holdReason: HoldReason | null = null): HistoryEvent => ({
  type: 'state',
  at: at(time),
  state: to,
  holdReason,
});
const asked = (time: string): HistoryEvent => ({ type: 'asked', at: at(time) });
const answered = (time: string): HistoryEvent => ({ type: 'answered', at: at(time) });

const inText = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(0, 16));
const shown = ({ metric, cycle, state, dueAt, stoppedAt }: Clock) =>
  `${metric} ${cycle} ${state} due ${inText(dueAt)} stopped ${inText(stoppedAt)}`;
const clocks = (
  opened: string,
  events: HistoryEvent[],
  now: string,
  { hours = ALWAYS, ...changes }: Partial<Promised> & { hours?: typeof ALWAYS } = {},
) => slaState({ openedAt: at(opened), events }, promise(changes), hours, at(now));

describe('the clocks of a ticket', () => {
  it('run from its creation until it is answered and resolved', () => {
    expect(clocks('2026-01-05T09:00', [], '2026-01-05T09:30').map(shown)).toEqual([
      'first_response 1 running due 2026-01-05T10:00 stopped null',
      'resolution 1 running due 2026-01-05T17:00 stopped null',
    ]);
    const events = [answered('2026-01-05T09:40'), state('2026-01-05T11:00', 'resolved')];
    expect(clocks('2026-01-05T09:00', events, '2026-01-06T09:00').map(shown)).toEqual([
      'first_response 1 met due 2026-01-05T10:00 stopped 2026-01-05T09:40',
      'resolution 1 met due 2026-01-05T17:00 stopped 2026-01-05T11:00',
    ]);
  });

  it('are met at the very instant at which they are due, and breached from it on', () => {
    const met = clocks('2026-01-05T09:00', [answered('2026-01-05T10:00')], '2026-01-05T10:00');
    expect(met.map(shown)[0]).toBe('first_response 1 met due 2026-01-05T10:00 stopped 2026-01-05T10:00');
    const late = clocks('2026-01-05T09:00', [], '2026-01-05T10:00');
    expect(late.map(shown)[0]).toBe('first_response 1 breached due 2026-01-05T10:00 stopped null');
    const answeredLate = clocks('2026-01-05T09:00', [answered('2026-01-05T10:01')], '2026-01-05T12:00');
    expect(answeredLate[0]?.state).toBe('breached');
  });

  it('count nothing outside of the calendar, at lunch neither', () => {
    // Friday 16:30 in Berlin: half an hour, then Monday from 9 to half past nine.
    expect(clocks('2026-01-09T15:30', [], '2026-01-09T15:40', { hours: berlin })[0]?.dueAt).toBe(
      at('2026-01-12T08:30'),
    );
    // 11:30: half an hour before lunch, half an hour after.
    expect(clocks('2026-01-09T10:30', [], '2026-01-09T10:40', { hours: berlin })[0]?.dueAt).toBe(
      at('2026-01-09T12:30'),
    );
  });

  it('stand still on hold for the reasons named, and for those alone', () => {
    const held = [state('2026-01-05T09:20', 'on_hold', 'awaiting_requester')];
    expect(clocks('2026-01-05T09:00', held, '2026-01-05T12:00')[0]).toMatchObject({
      state: 'paused',
      dueAt: null,
      warnAt: null,
      left: 40 * MINUTE,
    });
    const resumed = [...held, state('2026-01-05T11:20', 'in_progress')];
    expect(clocks('2026-01-05T09:00', resumed, '2026-01-05T11:30')[0]?.dueAt).toBe(at('2026-01-05T12:00'));
    const vendor = [state('2026-01-05T09:20', 'on_hold', 'awaiting_vendor')];
    expect(clocks('2026-01-05T09:00', vendor, '2026-01-05T09:30')[0]).toMatchObject({
      state: 'running',
      dueAt: at('2026-01-05T10:00'),
    });
  });

  it('lose nothing by a hold outside of the calendar', () => {
    const night = [
      state('2026-01-05T17:00', 'on_hold', 'awaiting_requester'),
      state('2026-01-06T07:00', 'in_progress'),
    ];
    expect(clocks('2026-01-05T15:30', night, '2026-01-06T08:00', { hours: berlin })[0]?.dueAt).toBe(
      at('2026-01-06T08:30'),
    );
  });

  it('stay breached while they stand still', () => {
    const held = [state('2026-01-05T10:30', 'on_hold', 'awaiting_requester')];
    expect(clocks('2026-01-05T09:00', held, '2026-01-05T11:00')[0]).toMatchObject({
      state: 'breached',
      dueAt: at('2026-01-05T10:00'),
      left: -30 * MINUTE,
    });
  });

  it('start again for each message of the requester that waits, once there was a first response', () => {
    const events = [
      asked('2026-01-05T09:10'),
      answered('2026-01-05T09:30'),
      asked('2026-01-05T10:00'),
      asked('2026-01-05T10:20'),
      answered('2026-01-05T10:50'),
      answered('2026-01-05T10:55'),
      asked('2026-01-05T11:00'),
    ];
    const next = clocks('2026-01-05T09:00', events, '2026-01-05T12:30').filter(
      ({ metric }) => metric === 'next_response',
    );
    expect(next.map(shown)).toEqual([
      'next_response 1 met due 2026-01-05T11:00 stopped 2026-01-05T10:50',
      'next_response 2 breached due 2026-01-05T12:00 stopped null',
    ]);
  });

  it('of a resolution go on where they were when it is reopened', () => {
    const events = [state('2026-01-05T12:00', 'resolved'), state('2026-01-07T12:00', 'in_progress')];
    const [, resolution] = clocks('2026-01-05T09:00', events, '2026-01-07T13:00');
    expect(resolution).toMatchObject({ state: 'running', dueAt: at('2026-01-07T17:00'), stoppedAt: null });
    const again = [...events, state('2026-01-07T18:00', 'resolved')];
    expect(clocks('2026-01-05T09:00', again, '2026-01-08T09:00')[1]).toMatchObject({ state: 'breached' });
  });

  it('are cancelled with the ticket, when it is merged, and when it ends without an answer', () => {
    for (const end of ['cancelled', 'closed'] as const) {
      expect(
        clocks('2026-01-05T09:00', [state('2026-01-05T09:30', end)], '2026-01-09T09:00').map(shown),
      ).toEqual([
        'first_response 1 cancelled due 2026-01-05T10:00 stopped 2026-01-05T09:30',
        'resolution 1 cancelled due 2026-01-05T17:00 stopped 2026-01-05T09:30',
      ]);
    }
    const solved = clocks('2026-01-05T09:00', [state('2026-01-05T09:30', 'resolved')], '2026-01-09T09:00');
    expect(solved.map(({ state }) => state)).toEqual(['cancelled', 'met']);
    // What was late when it was cancelled was late.
    const late = clocks('2026-01-05T09:00', [state('2026-01-05T10:30', 'cancelled')], '2026-01-09T09:00');
    expect(late.map(({ state }) => state)).toEqual(['breached', 'cancelled']);
  });

  it('closed after they were resolved ended when they were resolved', () => {
    const events = [state('2026-01-05T12:00', 'resolved'), state('2026-01-10T12:00', 'closed')];
    expect(clocks('2026-01-05T09:00', events, '2026-01-12T09:00')[1]).toMatchObject({
      state: 'met',
      stoppedAt: at('2026-01-05T12:00'),
    });
  });

  it('know nothing of what comes later', () => {
    const events = [answered('2026-01-05T09:40'), state('2026-01-05T11:00', 'cancelled')];
    expect(clocks('2026-01-05T09:00', events, '2026-01-05T09:30').map(({ state }) => state)).toEqual([
      'running',
      'running',
    ]);
  });
});

describe('thresholds', () => {
  const tell: SlaThreshold['tell'] = ['assignee'];
  const passed = (clock: Clock | undefined) =>
    clock?.thresholds.map(({ key, at }) => `${key} ${inText(at)?.slice(11)}`);

  it('lie along the time that runs; those for the colours of cards are always there', () => {
    const thresholds: SlaThreshold[] = [
      { percent: 50, tell },
      { minutesAfter: 30, tell },
    ];
    expect(passed(clocks('2026-01-05T09:00', [], '2026-01-05T09:00', { thresholds })[0])).toEqual([
      '50 09:30',
      '75 09:45',
      '100 10:00',
      '+30 10:30',
    ]);
  });

  it('move with a hold, but for those that were passed', () => {
    const events = [
      state('2026-01-05T09:40', 'on_hold', 'awaiting_requester'),
      state('2026-01-05T11:40', 'in_progress'),
    ];
    const thresholds: SlaThreshold[] = [{ percent: 50, tell }];
    const [paused] = clocks('2026-01-05T09:00', events.slice(0, 1), '2026-01-05T10:00', { thresholds });
    expect(passed(paused)).toEqual(['50 09:30']);
    const [running] = clocks('2026-01-05T09:00', events, '2026-01-05T11:50', { thresholds });
    expect(passed(running)).toEqual(['50 09:30', '75 11:45', '100 12:00']);
  });

  it('end with the clock', () => {
    const [met] = clocks('2026-01-05T09:00', [answered('2026-01-05T09:50')], '2026-01-05T12:00');
    expect(passed(met)).toEqual(['75 09:45']);
  });
});

it('a policy promises by priority, and nothing where it says nothing', () => {
  const terms = {
    calendarId: null,
    targets: {
      first_response: [15, 30, 60, 120, null] as [number, number, number, number, null],
      next_response: null,
      resolution: [60, 120, 240, 480, 960] as [number, number, number, number, number],
    },
    pausesOn: [],
    thresholds: [],
  };
  expect(promisedBy(terms, 1).targets).toEqual({
    first_response: 15 * MINUTE,
    next_response: null,
    resolution: HOUR,
  });
  expect(promisedBy(terms, 5).targets.first_response).toBeNull();
});
