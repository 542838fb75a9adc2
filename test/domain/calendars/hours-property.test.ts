import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hoursOf } from '../../../src/domain/calendars/hours.ts';
import { anyCalendar } from '../../support/calendars.ts';
import { naiveHours } from '../../support/naive-hours.ts';

const DAY = 24 * 3_600_000;
/** Milliseconds; often whole minutes, so that they meet the ends of intervals. */
const upTo = (days: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: days * 1_440 }).map((minutes) => minutes * 60_000),
    fc.integer({ min: 0, max: days * DAY }),
  );
const roundly = (at: number) => Math.floor(at / 60_000) * 60_000;

describe('the hours of any calendar', () => {
  it('are those that asking for each minute finds', () => {
    fc.assert(
      fc.property(anyCalendar, upTo(10), upTo(3), fc.boolean(), ({ definition, at }, span, ms, round) => {
        const from = round ? roundly(at) : at;
        const [fast, slow] = [hoursOf(definition), naiveHours(definition)];
        expect(fast.between(from, from + span)).toBe(slow.between(from, from + span));
        // A calendar that opens once a year would keep the slow way busy.
        if (fast.between(from, from + 28 * DAY) >= ms)
          expect(fast.after(from, ms)).toBe(slow.after(from, ms));
      }),
      { numRuns: 3_000 },
    );
  });

  it('add up, wherever one divides them and in whatever order one asks', () => {
    fc.assert(
      fc.property(anyCalendar, upTo(1_500), upTo(1_500), ({ definition, at }, first, second) => {
        const [a, b, c] = [at - first, at, at + second];
        const hours = hoursOf(definition);
        expect(hours.between(b, c)).toBe(hoursOf(definition).between(b, c));
        expect(hours.between(a, b) + hours.between(b, c)).toBe(hours.between(a, c));
        expect(hours.between(c, a)).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('pass until the instant after them, and not before', () => {
    fc.assert(
      fc.property(anyCalendar, upTo(60), upTo(1), ({ definition, at }, ms, more) => {
        const hours = hoursOf(definition);
        const end = hours.after(at, ms);
        fc.pre(end !== null);
        expect(end).toBeGreaterThanOrEqual(at);
        expect(hours.between(at, end)).toBe(ms);
        // The earliest: a moment before, less had passed.
        if (ms > 0) expect(hours.between(at, end - 1)).toBe(ms - 1);
        expect(hours.after(at, ms + more) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(end);
        expect(hours.after(at + more, ms) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(end);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are never more than the time that passes, and never fewer for more of it', () => {
    fc.assert(
      fc.property(anyCalendar, upTo(400), upTo(30), ({ definition, at }, span, more) => {
        const hours = hoursOf(definition);
        const passed = hours.between(at, at + span);
        expect(passed).toBeGreaterThanOrEqual(0);
        expect(passed).toBeLessThanOrEqual(span);
        expect(hours.between(at, at + span + more)).toBeGreaterThanOrEqual(passed);
        expect(hours.between(at - more, at + span)).toBeGreaterThanOrEqual(passed);
      }),
      { numRuns: 1_000 },
    );
  });
});
