import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterRequesterReply,
  holdReasons,
  isOpen,
  legalMoves,
  move,
  type ReplyIntent,
  type TicketMove,
  type TicketState,
  ticketMoves,
  ticketStates,
  withinGrace,
} from '../../../src/domain/tickets/states.ts';
import { isDeskbellError } from '../../../src/lib/errors.ts';

const verbs = Object.keys(ticketMoves) as TicketMove[];

/** The whole table once more, from the other side: what every state allows and where it leads. */
const expected: Record<TicketState, Partial<Record<TicketMove, TicketState>>> = {
  new: { take: 'in_progress', hold: 'on_hold', resolve: 'resolved', cancel: 'cancelled', merge: 'closed' },
  in_progress: { hold: 'on_hold', resolve: 'resolved', cancel: 'cancelled', merge: 'closed' },
  on_hold: { resume: 'in_progress', resolve: 'resolved', cancel: 'cancelled', merge: 'closed' },
  resolved: { reopen: 'in_progress', close: 'closed' },
  closed: {},
  cancelled: {},
};

describe('move', () => {
  it.each(ticketStates.flatMap((state) => verbs.map((verb) => [state, verb] as const)))(
    'from %s by %s does what the table says',
    (state, verb) => {
      const to = expected[state][verb];
      if (to) expect(move(state, verb)).toBe(to);
      else expect(() => move(state, verb)).toThrow(/cannot be/);
    },
  );

  it('lists exactly the legal moves', () => {
    for (const state of ticketStates) {
      expect(legalMoves(state).toSorted()).toEqual(Object.keys(expected[state]).toSorted());
    }
  });

  it.each<[TicketState, TicketMove, string]>([
    [
      'new',
      'reopen',
      'This ticket is new, so it cannot be reopened. It can be taken, put on hold, resolved, cancelled, or merged into another ticket.',
    ],
    [
      'resolved',
      'hold',
      'This ticket is resolved, so it cannot be put on hold. It can be reopened or closed.',
    ],
    ['closed', 'reopen', 'This ticket is closed, so it cannot be reopened. That state is final.'],
  ])('refuses %s -> %s in plain words', (state, verb, message) => {
    const refused = () => move(state, verb);
    expect(refused).toThrow(message);
    try {
      refused();
    } catch (error) {
      expect(isDeskbellError(error) && error.code).toBe('conflict');
    }
  });

  it('never leaves a final state, whatever is tried in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...verbs), { maxLength: 30 }), (tries) => {
        let state: TicketState = 'new';
        for (const verb of tries) {
          const legal = legalMoves(state).includes(verb);
          if (legal) state = move(state, verb);
          if (state === 'closed' || state === 'cancelled') expect(legalMoves(state)).toEqual([]);
          expect(isOpen(state)).toBe(['new', 'in_progress', 'on_hold'].includes(state));
        }
      }),
    );
  });

  it('reaches every state from new', () => {
    const reached = new Set<TicketState>(['new']);
    for (const state of reached) for (const verb of legalMoves(state)) reached.add(move(state, verb));
    expect([...reached].toSorted()).toEqual([...ticketStates].toSorted());
  });
});

describe('withinGrace', () => {
  const resolvedAt = new Date('2026-03-28T12:00:00Z');
  it.each([
    // Over a change to summer time in Europe: days are 24 hours, not dates.
    ['2026-03-28T12:00:00Z', true],
    ['2026-04-04T12:00:00.000Z', true],
    ['2026-04-04T12:00:00.001Z', false],
    ['2026-03-28T11:59:59Z', true],
  ])('seven days, at %s: %s', (at, inside) => {
    expect(withinGrace(resolvedAt, 7, new Date(at))).toBe(inside);
  });

  it('with no grace allows only the same instant', () => {
    expect(withinGrace(resolvedAt, 0, resolvedAt)).toBe(true);
    expect(withinGrace(resolvedAt, 0, new Date(resolvedAt.getTime() + 1))).toBe(false);
  });
});

describe('afterRequesterReply', () => {
  const resolvedAt = new Date('2026-05-01T00:00:00Z');
  const inTime = { days: 5, at: new Date('2026-05-06T00:00:00Z') };
  const late = { days: 5, at: new Date('2026-05-06T00:00:01Z') };
  const ticket = (state: TicketState, holdReason: (typeof holdReasons)[number] | null = null) => ({
    state,
    holdReason,
    resolvedAt: isOpen(state) ? null : resolvedAt,
  });
  const intents: ReplyIntent[] = ['thanks', 'reopen', 'other'];

  it.each(intents)('resumes a ticket that waits for the requester (%s)', (intent) => {
    expect(afterRequesterReply(ticket('on_hold', 'awaiting_requester'), intent, inTime)).toBe('resume');
  });

  it.each(holdReasons.filter((reason) => reason !== 'awaiting_requester'))('leaves %s on hold', (reason) => {
    expect(afterRequesterReply(ticket('on_hold', reason), 'other', inTime)).toBe('none');
  });

  it.each(['new', 'in_progress'] as const)('leaves %s as it is', (state) => {
    for (const intent of intents) expect(afterRequesterReply(ticket(state), intent, inTime)).toBe('none');
  });

  it('reopens a resolved ticket in time, only when the reply says so', () => {
    expect(afterRequesterReply(ticket('resolved'), 'reopen', inTime)).toBe('reopen');
    expect(afterRequesterReply(ticket('resolved'), 'other', inTime)).toBe('none');
  });

  it('opens a follow-up once the ticket is final or the grace is over', () => {
    for (const intent of ['reopen', 'other'] as const) {
      expect(afterRequesterReply(ticket('resolved'), intent, late)).toBe('follow_up');
      expect(afterRequesterReply(ticket('closed'), intent, inTime)).toBe('follow_up');
      expect(afterRequesterReply(ticket('cancelled'), intent, inTime)).toBe('follow_up');
    }
  });

  it('does nothing on thanks, in time or late', () => {
    for (const state of ['resolved', 'closed', 'cancelled'] as const) {
      for (const grace of [inTime, late]) {
        expect(afterRequesterReply(ticket(state), 'thanks', grace)).toBe('none');
      }
    }
  });
});
