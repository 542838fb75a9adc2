import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FreezeRepeat } from '../../../src/contract/freezes.ts';
import { freezeSpans } from '../../../src/domain/changes/freeze-spans.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';

const at = (text: string) => new Date(text);
const spansOf = (
  timeZone: string,
  repeat: FreezeRepeat | null,
  from: string,
  to: string,
  whole = { startsAt: at('2024-01-01T00:00Z'), endsAt: at('2036-01-01T00:00Z') },
) =>
  freezeSpans({ timeZone, repeat, ...whole }, { from: at(from).getTime(), to: at(to).getTime() }).map(
    (span) => `${new Date(span.from).toISOString().slice(0, 16)} ${(span.to - span.from) / HOUR}`,
  );
const weekly = (days: number[], from: string, to: string): FreezeRepeat => ({
  every: 'week',
  days,
  from,
  to,
});

describe('a freeze', () => {
  test('that comes once is cut at the span', () => {
    const whole = { startsAt: at('2026-12-20T00:00Z'), endsAt: at('2027-01-03T00:00Z') };
    expect(spansOf('UTC', null, '2026-12-31T00:00Z', '2027-01-01T00:00Z', whole)).toEqual([
      '2026-12-31T00:00 24',
    ]);
    expect(spansOf('UTC', null, '2027-01-03T00:00Z', '2027-02-01T00:00Z', whole)).toEqual([]);
  });

  test('goes over midnight, by the clock on the wall when that changes', () => {
    const repeat = weekly([6], '22:00', '06:00');
    expect(spansOf('Europe/Berlin', repeat, '2026-03-20T00:00Z', '2026-04-01T00:00Z')).toEqual([
      '2026-03-21T21:00 8',
      // An hour is missing in this night.
      '2026-03-28T21:00 7',
    ]);
    expect(spansOf('Asia/Kathmandu', repeat, '2026-03-27T00:00Z', '2026-03-30T00:00Z')).toEqual([
      '2026-03-28T16:15 8',
    ]);
  });

  test('comes at the end of each month, also of February in a leap year', () => {
    const repeat: FreezeRepeat = { every: 'month', fromDay: -2, days: 3 };
    expect(spansOf('UTC', repeat, '2028-02-01T00:00Z', '2028-04-10T00:00Z')).toEqual([
      // From the 30th of January on.
      '2028-02-01T00:00 24',
      '2028-02-28T00:00 72',
      '2028-03-30T00:00 72',
    ]);
    const first: FreezeRepeat = { every: 'month', fromDay: 1, days: 1 };
    expect(spansOf('UTC', first, '2026-02-28T12:00Z', '2026-03-01T12:00Z')).toEqual(['2026-03-01T00:00 12']);
  });

  test('that lasts all day on days in a row is one span', () => {
    expect(
      spansOf('UTC', weekly([5, 6, 7], '00:00', '00:00'), '2026-03-02T00:00Z', '2026-03-16T00:00Z'),
    ).toEqual(['2026-03-06T00:00 72', '2026-03-13T00:00 72']);
  });

  test('holds at each minute at which the wall says so, but where clocks change', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    ];
    const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45));
    const written = ([hour, minute]: [number, number]) =>
      `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        time,
        time,
        // No clock is changed in July in these zones.
        fc.integer({ min: 0, max: 20 * 24 * 60 }),
        (timeZone, days, from, to, minute) => {
          const begin = Date.UTC(2027, 6, 5) + minute * MINUTE;
          const repeat = weekly(days, written(from), written(to));
          const whole = { startsAt: at('2024-01-01T00:00Z'), endsAt: at('2036-01-01T00:00Z') };
          const holds =
            freezeSpans({ timeZone, repeat, ...whole }, { from: begin, to: begin + MINUTE }).length > 0;
          expect(holds).toBe(saysTheWall(timeZone, days, from, to, begin));
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** Looked at as somebody does who reads the clock on the wall. */
function saysTheWall(
  timeZone: string,
  days: number[],
  from: [number, number],
  to: [number, number],
  instant: number,
): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).formatToParts(instant);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const today = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part('weekday')) + 1;
  const yesterday = today === 1 ? 7 : today - 1;
  const now = Number(part('hour')) * 60 + Number(part('minute'));
  const [begin, end] = [from[0] * 60 + from[1], to[0] * 60 + to[1]];
  if (end > begin) return days.includes(today) && now >= begin && now < end;
  return (days.includes(today) && now >= begin) || (days.includes(yesterday) && now < end);
}

test('a span of years is looked at no longer than it is asked about', () => {
  const spans = freezeSpans(
    {
      timeZone: 'UTC',
      startsAt: at('2024-01-01T00:00Z'),
      endsAt: at('2036-01-01T00:00Z'),
      repeat: weekly([1], '00:00', '01:00'),
    },
    { from: Date.UTC(2026, 0, 5), to: Date.UTC(2026, 0, 5) + 100 * DAY },
  );
  expect(spans).toHaveLength(15);
});
