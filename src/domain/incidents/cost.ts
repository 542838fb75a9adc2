import type { IncidentCost } from '../../contract/reviews.ts';
import { HOUR, MINUTE } from '../../lib/clock.ts';
import type { Span, Stay } from './attendance.ts';

export type Rate = { rate: number; currency: string };

/** What is counted, for whoever reads the sum. */
export const ASSUMPTIONS =
  'Counted is everybody with a role, from when they took it until they gave it back or it was over, once at a time even with several roles, and only while it was under way. Others who helped, and what stood still, are not counted.';

/**
 * What the time of people has cost: people × time × what an hour of one costs.
 * @param until up to when it is counted where somebody still has a role and it is under way
 */
export function costOf(
  stays: readonly Stay[],
  underWay: readonly Span[],
  until: Date,
  { rate, currency }: Rate,
): IncidentCost {
  const times = [...Map.groupBy(stays, ({ personId }) => personId).values()]
    .map((theirs) => overlap(joined(theirs, until), joined(underWay, until)))
    .filter((time) => time > 0);
  const time = times.reduce((sum, one) => sum + one, 0);
  return {
    ...{ people: times.length, minutes: Math.round(time / MINUTE), rate, currency },
    amount: Math.round((time / HOUR) * rate * 100) / 100,
    assumptions: ASSUMPTIONS,
  };
}

type Interval = [from: number, until: number];

/** In their order, what overlaps or touches made one. */
function joined(spans: readonly Span[], until: Date): Interval[] {
  const intervals: Interval[] = [];
  const sorted = spans
    .map((span): Interval => [span.from.getTime(), (span.until ?? until).getTime()])
    .toSorted(([one], [other]) => one - other);
  for (const [from, end] of sorted) {
    const last = intervals.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], end);
    else intervals.push([from, end]);
  }
  return intervals;
}

/** How long both are, in milliseconds. */
const overlap = (ones: readonly Interval[], others: readonly Interval[]): number =>
  ones
    .flatMap(([from, until]) => others.map((other) => Math.min(until, other[1]) - Math.max(from, other[0])))
    .reduce((sum, time) => sum + Math.max(0, time), 0);
