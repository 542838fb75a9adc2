/** The days of the calendar of changes, and what falls on each. */
import type { Change } from '../../../contract/changes.ts';
import { firstOf, type Length, moved, spanOf } from '../on-call/span.ts';
import { laterDate } from '../on-call/wall.ts';

export type Freeze = { id: string; name: string; startsAt: string; endsAt: string };
export type Day = {
  date: string;
  /** Of a month: it lies in the one before or after. */
  isOutside: boolean;
  changes: Change[];
  /** Each once, with the times at which it holds. */
  freezes: { id: string; name: string; spans: Freeze[] }[];
};

type Week = { date: string; from: number; to: number; isOutside: boolean }[];

/** Whole weeks, from Monday on: one, or all that a month touches. Days begin by the clock of the zone. */
export function weeksOf(date: string, length: Length, timeZone: string): Week[] {
  const first = firstOf(date, length);
  const end = moved(first, length, 1);
  const weeks: Week[] = [];
  for (let monday = firstOf(first, 'week'); monday < end; monday = laterDate(monday, 7)) {
    const { days, to } = spanOf(monday, 'week', timeZone);
    weeks.push(
      days.map(({ date, at }, index) => ({
        ...{ date, from: at, to: days[index + 1]?.at ?? to },
        isOutside: date < first || date >= end,
      })),
    );
  }
  return weeks;
}

/** What falls on each of these days; what lasts longer stands on all of its days. */
export function filled(weeks: Week[], changes: readonly Change[], freezes: readonly Freeze[]): Day[][] {
  const touches = (day: { from: number; to: number }, startsAt: string | null, endsAt: string | null) =>
    startsAt !== null && endsAt !== null && Date.parse(startsAt) < day.to && Date.parse(endsAt) > day.from;
  return weeks.map((week) =>
    week.map((day) => ({
      ...{ date: day.date, isOutside: day.isOutside },
      changes: changes.filter(({ startsAt, endsAt }) => touches(day, startsAt, endsAt)),
      freezes: byFreeze(freezes.filter(({ startsAt, endsAt }) => touches(day, startsAt, endsAt))),
    })),
  );
}

const byFreeze = (spans: readonly Freeze[]): Day['freezes'] =>
  [...Map.groupBy(spans, ({ id }) => id)].map(([id, all]) => ({ id, name: all[0]?.name ?? '', spans: all }));
