import { Temporal } from 'temporal-polyfill';
import type { AlertFigures, ResponderFigures } from '../../contract/reports.ts';
import { SECOND } from '../../lib/clock.ts';

/** What of an alert is measured; epoch milliseconds. */
export type MeasuredAlert = {
  firstAt: number;
  resolvedAt: number | null;
  /** When the first page was sent; null: nobody was paged. */
  pagedAt: number | null;
  /** The first acknowledgement after that. */
  acknowledgedAt: number | null;
};

/** How alerts were answered. Pure. */
export function figuresOf(alerts: readonly MeasuredAlert[]): AlertFigures {
  const paged = alerts.filter(({ pagedAt }) => pagedAt !== null);
  return {
    alerts: alerts.length,
    paged: paged.length,
    neverAcknowledged: paged.filter(({ acknowledgedAt }) => acknowledgedAt === null).length,
    timeToAcknowledge: durationsOf(
      paged.flatMap(({ pagedAt, acknowledgedAt }) =>
        pagedAt === null || acknowledgedAt === null ? [] : acknowledgedAt - pagedAt,
      ),
    ),
    timeToResolve: durationsOf(
      alerts.flatMap(({ firstAt, resolvedAt }) => (resolvedAt === null ? [] : resolvedAt - firstAt)),
    ),
  };
}

/** @param milliseconds @returns in seconds, to the millisecond */
function durationsOf(milliseconds: readonly number[]): AlertFigures['timeToAcknowledge'] {
  const count = milliseconds.length;
  if (count === 0) return { mean: null, median: null, count };
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const at = (index: number) => sorted[index] ?? 0;
  const middle = Math.floor(count / 2);
  const median = count % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  const mean = sorted.reduce((sum, one) => sum + one, 0) / count;
  return { mean: Math.round(mean) / SECOND, median: Math.round(median) / SECOND, count };
}

/** So many pages at about this instant; epoch milliseconds, to a quarter of an hour. */
export type PagesAt = { at: number; pages: number };

const NIGHT = { begins: 22, ends: 6 };

/**
 * How often somebody was paged, by the clock of their own zone. Pure. Every zone begins its hours at a quarter of an hour,
 * so nothing is lost by such steps. A night is that of the evening on which it begins.
 */
export function interruptionsOf(
  times: readonly PagesAt[],
  timeZone: string,
): Pick<ResponderFigures, 'pages' | 'nightPages' | 'nights' | 'interruptedHours'> {
  const nights = new Set<string>();
  const hours = new Set<string>();
  let [pages, nightPages] = [0, 0];
  for (const one of times) {
    const local = Temporal.Instant.fromEpochMilliseconds(one.at).toZonedDateTimeISO(timeZone);
    pages += one.pages;
    // With the offset, an hour that the clocks show twice is two.
    hours.add(`${local.toPlainDate()} ${local.hour} ${local.offset}`);
    if (local.hour < NIGHT.begins && local.hour >= NIGHT.ends) continue;
    nightPages += one.pages;
    const evening = local.hour < NIGHT.ends ? local.toPlainDate().subtract({ days: 1 }) : local.toPlainDate();
    nights.add(evening.toString());
  }
  return { pages, nightPages, nights: nights.size, interruptedHours: hours.size };
}
