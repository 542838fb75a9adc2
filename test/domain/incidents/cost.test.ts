import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Recorded, staysOf, underWay } from '../../../src/domain/incidents/attendance.ts';
import { costOf } from '../../../src/domain/incidents/cost.ts';
import { measuresOf } from '../../../src/domain/incidents/measures.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute));
const stay = (personId: string, from: number, until: number | null) => ({
  ...{ personId, role: 'responder' as const, from: at(from), until: until === null ? null : at(until) },
});
const span = (from: number, until: number | null) => ({
  from: at(from),
  until: until === null ? null : at(until),
});
const rate = { rate: 90, currency: 'EUR' };

describe('what a major incident costs', () => {
  it.each<
    [
      string,
      ReturnType<typeof stay>[],
      ReturnType<typeof span>[],
      [people: number, minutes: number, amount: number],
    ]
  >([
    ['nobody', [], [span(0, 60)], [0, 0, 0]],
    ['one for an hour', [stay('a', 0, 60)], [span(0, 60)], [1, 60, 90]],
    ['two, one of them later', [stay('a', 0, 60), stay('b', 30, 60)], [span(0, 60)], [2, 90, 135]],
    ['one with two roles at a time', [stay('a', 0, 40), stay('a', 20, 60)], [span(0, 60)], [1, 60, 90]],
    ['one who left and came again', [stay('a', 0, 10), stay('a', 50, 60)], [span(0, 60)], [1, 20, 30]],
    ['one role right after the other', [stay('a', 0, 30), stay('a', 30, 60)], [span(0, 60)], [1, 60, 90]],
    ['who still has a role when it is over', [stay('a', 0, null)], [span(0, 60)], [1, 60, 90]],
    ['what goes on, until now', [stay('a', 0, null)], [span(0, null)], [1, 120, 180]],
    ['not while it was resolved', [stay('a', 0, null)], [span(0, 30), span(90, 120)], [1, 60, 90]],
    ['not before it was declared', [stay('a', 0, 30)], [span(30, 60)], [0, 0, 0]],
    ['twenty minutes, to the cent', [stay('a', 0, 20), stay('b', 0, 1)], [span(0, 60)], [2, 21, 31.5]],
  ])('%s', (_, stays, spans, [people, minutes, amount]) => {
    expect(costOf(stays, spans, at(120), rate)).toMatchObject({ people, minutes, amount, ...rate });
  });

  it('is what counting minute by minute gives', () => {
    const piece = fc
      .tuple(fc.nat(60), fc.nat(60))
      .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), piece)),
        fc.array(piece),
        (stays, spans) => {
          const isIn = ([from, until]: readonly [number, number], minute: number) =>
            from <= minute && minute < until;
          let minutes = 0;
          for (let minute = 0; minute < 60; minute += 1) {
            if (!spans.some((one) => isIn(one, minute))) continue;
            minutes += new Set(stays.flatMap(([who, one]) => (isIn(one, minute) ? [who] : []))).size;
          }
          const cost = costOf(
            stays.map(([who, [from, until]]) => stay(who, from, until)),
            spans.map(([from, until]) => span(from, until)),
            at(60),
            rate,
          );
          expect(cost.minutes).toBe(minutes);
        },
      ),
    );
  });
});

describe('what was recorded', () => {
  const event = (minute: number, kind: string, data: object = {}): Recorded => ({
    at: at(minute),
    kind,
    data,
  });
  const role = (minute: number, personId: string, more: object = {}) =>
    event(minute, 'role', { role: 'commander', personId, before: null, ...more });

  it('says when it was under way', () => {
    expect(
      underWay([
        event(0, 'proposed'),
        event(5, 'declared'),
        event(6, 'state', { before: 'investigating', after: 'monitoring' }),
        event(10, 'state', { before: 'monitoring', after: 'resolved' }),
        event(20, 'state', { before: 'resolved', after: 'investigating' }),
        event(30, 'cancelled'),
        event(40, 'declared'),
      ]),
    ).toEqual([span(5, 10), span(20, 30), span(40, null)]);
  });

  it('says who had which role', () => {
    expect(
      staysOf([
        role(0, 'a'),
        role(5, 'b', { before: 'a' }),
        event(6, 'note'),
        role(9, 'b', { before: undefined, after: null }),
        role(12, 'a'),
      ]),
    ).toMatchObject([
      { personId: 'a', from: at(0), until: at(5) },
      { personId: 'b', from: at(5), until: at(9) },
      { personId: 'a', from: at(12), until: null },
    ]);
  });

  it('says what is not known instead of guessing', () => {
    const none = { began: null, acknowledged: null, responded: null, resolved: null };
    expect(measuresOf({ ...none, detected: at(0) }).map(({ seconds }) => seconds)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(measuresOf({ ...none, began: at(0), detected: at(2), resolved: at(9) })[0]).toMatchObject({
      ...{ name: 'Duration', seconds: 540, meaning: 'from when it began until it was resolved' },
    });
  });
});
