import type { RecurrenceAction, RUN_VARIABLES } from '../../contract/recurrences.ts';
import { MINUTE } from '../../lib/clock.ts';
import { wall } from './times.ts';

/** What the tickets of a recurrence say. */

const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** What the texts of a run may name. */
export function runValues(plannedAt: Date, timeZone: string): Record<keyof typeof RUN_VARIABLES, string> {
  const day = wall(plannedAt, timeZone).toPlainDate();
  return {
    date: day.toString(),
    week: `${day.yearOfWeek}-W${String(day.weekOfYear).padStart(2, '0')}`,
    month: MONTH.format(Date.UTC(day.year, day.month - 1)),
  };
}

type PatchWindow = Extract<RecurrenceAction, { do: 'patch_window' }>;

/** When the window of a run begins and ends: so long as time goes, also where the clocks are changed in it. */
export function windowOfRun(
  { daysAfter, at, minutes }: PatchWindow['window'],
  plannedAt: Date,
  timeZone: string,
): [Date, Date] {
  const { epochMilliseconds } = wall(plannedAt, timeZone)
    .toPlainDate()
    .add({ days: daysAfter })
    .toZonedDateTime({ timeZone, plainTime: at });
  return [new Date(epochMilliseconds), new Date(epochMilliseconds + minutes * MINUTE)];
}

/** When and on what the work is done, above its description. */
export function withWindow(
  description: string,
  { window, systems }: Pick<PatchWindow, 'window' | 'systems'>,
  plannedAt: Date,
  timeZone: string,
): string {
  const [begins, ends] = windowOfRun(window, plannedAt, timeZone);
  const words = (instant: Date) => {
    const { year, month, day, hour, minute } = wall(instant, timeZone);
    return `${[year, month, day].map(two).join('-')} ${[hour, minute].map(two).join(':')}`;
  };
  return [
    `Window: ${words(begins)} to ${words(ends)} (${timeZone})`,
    ...(systems.length > 0 ? [`Systems: ${systems.join(', ')}`] : []),
    '',
    description,
  ].join('\n');
}

const two = (value: number): string => String(value).padStart(2, '0');
