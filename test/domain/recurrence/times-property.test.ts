import fc from 'fast-check';
import type { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { timesOf } from '../../../src/domain/recurrence/times.ts';
import { placeInTime } from '../../support/calendars.ts';
import { cronOf, type Field, type Fields, naiveTimes } from './naive-times.ts';

const DAY = 24 * 3_600_000;

const list = (min: number, max: number): fc.Arbitrary<Field> =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((values) => ({
    ...{ text: values.toSorted((a, b) => a - b).join(','), values: new Set(values), isFixed: true },
  }));
const range = (min: number, max: number): fc.Arbitrary<Field> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min: 0, max: 4 })).map(([from, more]) => {
    const to = Math.min(max, from + more);
    const values = new Set(Array.from({ length: to - from + 1 }, (_, index) => from + index));
    return { text: `${from}-${to}`, values, isFixed: true };
  });
const step = (min: number, max: number): fc.Arbitrary<Field> =>
  fc.integer({ min: 2, max: 20 }).map((by) => {
    const all = Array.from({ length: max - min + 1 }, (_, index) => min + index);
    return {
      ...{
        text: `*/${by}`,
        values: new Set(all.filter((value) => (value - min) % by === 0)),
        isFixed: false,
      },
    };
  });
const any: fc.Arbitrary<Field> = fc.constant({ text: '*', values: null, isFixed: false });

const isLastOf = (date: Temporal.PlainDate, days: number) => date.day + days > date.daysInMonth;
const anyDay = { text: '*', has: () => true, isAny: true };
const dayOfMonth: fc.Arbitrary<Fields['day']> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(anyDay) },
  fc.integer({ min: 1, max: 31 }).map((day) => ({
    ...{ text: String(day), has: (date: Temporal.PlainDate) => date.day === day, isAny: false },
  })),
  fc.constant({ text: 'L', has: (date: Temporal.PlainDate) => isLastOf(date, 1), isAny: false }),
);
const dayOfWeek: fc.Arbitrary<Fields['weekday']> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(anyDay) },
  fc.constant({ text: '1-5', has: (date: Temporal.PlainDate) => date.dayOfWeek <= 5, isAny: false }),
  fc.tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom('', '#1', '#2', '#5', '#L')).map(([day, nth]) => ({
    text: `${day}${nth}`,
    has(date: Temporal.PlainDate) {
      if (date.dayOfWeek % 7 !== day % 7) return false;
      if (nth === '#L') return isLastOf(date, 7);
      return nth === '' || Math.ceil(date.day / 7) === Number(nth.slice(1));
    },
    isAny: false,
  })),
);
const anyFields: fc.Arbitrary<Fields> = fc.record({
  minute: fc.oneof({ weight: 3, arbitrary: list(0, 59) }, range(0, 59), step(0, 59), any),
  // Clocks are changed at night.
  hour: fc.oneof({ weight: 3, arbitrary: list(0, 4) }, list(0, 23), range(0, 23), step(0, 23), any),
  day: dayOfMonth,
  month: fc.oneof({ weight: 3, arbitrary: any }, list(1, 12)),
  weekday: dayOfWeek,
});

describe('the times of any fields', () => {
  it('are those that looking at the clock every minute finds, and increase', () => {
    let found = 0;
    fc.assert(
      fc.property(anyFields, placeInTime, (fields, { timeZone, at }) => {
        const until = at + 3 * DAY;
        const times = timesOf({ cron: cronOf(fields), timeZone });
        const wanted = naiveTimes(fields, timeZone, at, until).slice(0, 10);
        found += wanted.length;
        const next = times.after(new Date(at), 10).map((run) => run.getTime());
        expect(next.filter((run) => run <= until)).toEqual(wanted);
        expect(next).toEqual([...new Set(next)].toSorted((a, b) => a - b));
      }),
      { numRuns: 2_000 },
    );
    expect(found).toBeGreaterThan(2_000);
  }, 60_000);

  it('the last one before an instant is the last of those that come from earlier on', () => {
    fc.assert(
      fc.property(anyFields, placeInTime, (fields, { timeZone, at }) => {
        const times = timesOf({ cron: cronOf(fields), timeZone });
        const runs = times.after(new Date(at), 6);
        fc.pre(runs.length === 6);
        for (const [index, run] of runs.entries()) {
          expect(times.latest(run)).toEqual(run);
          const next = runs[index + 1];
          if (next) expect(times.latest(new Date(next.getTime() - 1))).toEqual(run);
        }
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);
});
