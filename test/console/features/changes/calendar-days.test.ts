import { describe, expect, test } from 'vitest';
import { filled, weeksOf } from '../../../../src/console/features/changes/calendar-days.ts';
import type { Change } from '../../../../src/contract/changes.ts';

const change = (startsAt: string | null, endsAt: string | null): Change => ({
  ...{ id: '1', number: 'CHG-1', title: 'A change', type: 'normal', state: 'scheduled', risk: 'low' },
  ...{ implementer: null, requester: { id: '2', name: 'Ada' }, services: [], outcome: null },
  ...{ startsAt, endsAt, timeZone: 'UTC' },
});
const daysOf = (found: Change[], date: string, length: 'week' | 'month', zone: string) =>
  filled(weeksOf(date, length, zone), found, [])
    .flat()
    .filter(({ changes }) => changes.length > 0)
    .map((day) => day.date);

describe('the days of the calendar', () => {
  test('a month has whole weeks from Monday on', () => {
    const weeks = weeksOf('2026-12-24', 'month', 'UTC');
    expect(weeks.map((week) => week[0]?.date)).toEqual([
      ...['2026-11-30', '2026-12-07', '2026-12-14', '2026-12-21', '2026-12-28'],
    ]);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    const outside = weeks.flat().filter(({ isOutside }) => isOutside);
    expect(outside.map(({ date }) => date)).toEqual(['2026-11-30', '2027-01-01', '2027-01-02', '2027-01-03']);
  });

  test('days follow each other also when the clocks turn', () => {
    const week = weeksOf('2026-10-25', 'week', 'Europe/Berlin')[0] ?? [];
    expect(week.map(({ from, to }) => (to - from) / 3_600_000)).toEqual([24, 24, 24, 24, 24, 24, 25]);
    for (const [index, day] of week.slice(1).entries()) expect(day.from).toBe(week[index]?.to);
  });

  test('a change stands on the days of the reader, on all of them that it touches', () => {
    const night = change('2026-12-09T22:30:00Z', '2026-12-10T01:00:00Z');
    expect(daysOf([night], '2026-12-09', 'week', 'UTC')).toEqual(['2026-12-09', '2026-12-10']);
    expect(daysOf([night], '2026-12-09', 'week', 'Europe/Berlin')).toEqual(['2026-12-09', '2026-12-10']);
    expect(daysOf([night], '2026-12-09', 'week', 'Asia/Tokyo')).toEqual(['2026-12-10']);
  });

  test('what ends at midnight is not on the next day, and what has no window is nowhere', () => {
    const evening = change('2026-12-09T22:00:00Z', '2026-12-10T00:00:00Z');
    expect(daysOf([evening, change(null, null)], '2026-12-01', 'month', 'UTC')).toEqual(['2026-12-09']);
  });
});
