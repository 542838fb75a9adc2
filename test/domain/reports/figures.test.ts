import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figuresOf, interruptionsOf, type MeasuredAlert } from '../../../src/domain/reports/figures.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/lib/clock.ts';

const alert = (more: Partial<MeasuredAlert> = {}): MeasuredAlert => ({
  ...{ firstAt: 0, resolvedAt: null, pagedAt: null, acknowledgedAt: null },
  ...more,
});
const at = (instant: string, pages = 1) => ({ at: Date.parse(instant), pages });

describe('figures of alerts', () => {
  test.each<[string, MeasuredAlert[], object]>([
    [
      'none',
      [],
      {
        ...{ alerts: 0, paged: 0, neverAcknowledged: 0 },
        timeToAcknowledge: { mean: null, median: null, count: 0 },
      },
    ],
    [
      'acknowledgement is measured from the page, and the end from the first trigger',
      [alert({ firstAt: 0, pagedAt: MINUTE, acknowledgedAt: 3 * MINUTE, resolvedAt: 10 * MINUTE })],
      {
        timeToAcknowledge: { mean: 120, median: 120, count: 1 },
        timeToResolve: { mean: 600, median: 600, count: 1 },
      },
    ],
    [
      'who was never acknowledged is counted and in no mean',
      [
        alert({ pagedAt: 0, acknowledgedAt: 60 * SECOND }),
        alert({ pagedAt: 0, resolvedAt: HOUR }),
        alert({ resolvedAt: HOUR }),
      ],
      {
        ...{ alerts: 3, paged: 2, neverAcknowledged: 1 },
        timeToAcknowledge: { mean: 60, median: 60, count: 1 },
      },
    ],
    [
      'the median of an even number lies between the two in the middle',
      [10, 20, 30, 100].map((seconds) => alert({ pagedAt: 0, acknowledgedAt: seconds * SECOND })),
      { timeToAcknowledge: { mean: 40, median: 25, count: 4 } },
    ],
  ])('%s', (_, alerts, expected) => {
    expect(figuresOf(alerts)).toMatchObject(expected);
  });

  test('a mean and a median lie between the extremes, whatever the order', () => {
    const times = fc.array(fc.integer({ min: 0, max: 30 * DAY }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(times, (taken) => {
        const of = (list: number[]) =>
          figuresOf(list.map((time) => alert({ pagedAt: 5, acknowledgedAt: 5 + time }))).timeToAcknowledge;
        const { mean, median, count } = of(taken);
        expect(of(taken.toReversed())).toEqual({ mean, median, count });
        for (const one of [mean, median]) {
          expect(one).toBeGreaterThanOrEqual(Math.min(...taken) / SECOND - 0.001);
          expect(one).toBeLessThanOrEqual(Math.max(...taken) / SECOND + 0.001);
        }
        expect(count).toBe(taken.length);
      }),
    );
  });
});

describe('interruptions', () => {
  test('nights are those of the person’s own zone, from ten to six', () => {
    const times = [
      ...['2026-01-05T21:59:00Z', '2026-01-05T22:00:00Z', '2026-01-06T05:59:00Z', '2026-01-06T06:00:00Z'],
    ].map((instant) => at(instant));
    expect(interruptionsOf(times, 'UTC')).toEqual({
      ...{ pages: 4, nightPages: 2, nights: 1, interruptedHours: 4 },
    });
    expect(interruptionsOf(times, 'Asia/Tokyo')).toMatchObject({ nightPages: 0, nights: 0 });
    // A quarter past the hour in Kathmandu.
    expect(interruptionsOf([at('2026-01-05T16:15:00Z')], 'Asia/Kathmandu')).toMatchObject({ nightPages: 1 });
    expect(interruptionsOf([at('2026-01-05T16:00:00Z')], 'Asia/Kathmandu')).toMatchObject({ nightPages: 0 });
  });

  test('what comes before and after midnight is one night; an hour counts once', () => {
    const times = [at('2026-01-05T23:00:00Z', 3), at('2026-01-05T23:45:00Z', 2), at('2026-01-06T03:00:00Z')];
    expect(interruptionsOf(times, 'UTC')).toEqual({
      ...{ pages: 6, nightPages: 6, nights: 1, interruptedHours: 2 },
    });
  });

  test('an hour that the clocks show twice is two', () => {
    const times = [at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')];
    expect(interruptionsOf(times, 'Europe/Berlin')).toMatchObject({ interruptedHours: 2, nights: 1 });
  });

  test('counts hang together in every zone', () => {
    const quarters = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 40_000 }), pages: fc.integer({ min: 1, max: 9 }) }),
    );
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'America/St_Johns',
    );
    fc.assert(
      fc.property(quarters, zone, (list, timeZone) => {
        const times = list.map(({ at, pages }) => ({ at: Date.UTC(2026, 0, 1) + at * 15 * MINUTE, pages }));
        const { pages, nightPages, nights, interruptedHours } = interruptionsOf(times, timeZone);
        expect(pages).toBe(list.reduce((sum, one) => sum + one.pages, 0));
        expect(nightPages).toBeLessThanOrEqual(pages);
        expect(nights).toBeLessThanOrEqual(nightPages);
        expect(interruptedHours).toBeLessThanOrEqual(new Set(list.map(({ at }) => at)).size);
        expect(interruptedHours === 0).toBe(list.length === 0);
      }),
    );
  });
});
