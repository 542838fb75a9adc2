/** The week as bars along the hours of each day, for its picture. */
import type { Week } from '../../../contract/calendars.ts';
import { inOrder, isOvernight } from './week-words.ts';

/**
 * From and to in minutes from midnight.
 * `part`: all of an interval, the evening of one that goes on past midnight, or what is past midnight of it.
 */
export type Bar = { from: number; to: number; part: 'whole' | 'evening' | 'morning' };

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** The bars of each day, Monday first, in order. What is past midnight stands on the day on which it is. */
export function weekBars(week: Week): Bar[][] {
  return week.map((intervals, day) => {
    const before = week[(day + 6) % 7] ?? [];
    const mornings = before.filter(isOvernight).flatMap(({ to }): Bar[] => barOf('00:00', to, 'morning'));
    const own = inOrder(intervals).flatMap((interval) =>
      isOvernight(interval)
        ? barOf(interval.from, '24:00', 'evening')
        : barOf(interval.from, interval.to, 'whole'),
    );
    return [...mornings, ...own];
  });
}

/** Until midnight exactly nothing is left for the day after. */
const barOf = (from: string, to: string, part: Bar['part']): Bar[] =>
  minutesOf(to) > minutesOf(from) ? [{ from: minutesOf(from), to: minutesOf(to), part }] : [];

/** All hours of the week, in minutes; what overlaps counts once. */
export function weekMinutes(week: Week): number {
  let sum = 0;
  for (const bars of weekBars(week)) {
    let reached = 0;
    for (const { from, to } of bars.toSorted((a, b) => a.from - b.from)) {
      sum += Math.max(0, to - Math.max(from, reached));
      reached = Math.max(reached, to);
    }
  }
  return sum;
}
