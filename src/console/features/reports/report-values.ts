import type { Cell } from '../../../contract/csv.ts';
import type { AlertFigures, ResponderReport } from '../../../contract/reports.ts';

const DAY_MS = 86_400_000;

/** The days as inputs of the browser hold them, in its own zone, as instants; the last day is within. */
export function periodOf(first: string, last: string): { from: string; to: string } | null {
  const from = new Date(`${first}T00:00`);
  const to = new Date(`${last}T00:00`);
  to.setDate(to.getDate() + 1);
  const isRight = from < to && to.getTime() - from.getTime() <= 366 * DAY_MS;
  return isRight ? { from: from.toISOString(), to: to.toISOString() } : null;
}

/** A day as an input of the browser holds it, in its own zone. */
export function dayOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `45 s`, `4 min 10 s`, `3 h 05 min`; a dash where nothing was measured. */
export function secondsWords(seconds: number | null): string {
  if (seconds === null) return '–';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3_600)} h ${two(Math.floor((whole % 3_600) / 60))} min`;
}

const figures = ({ alerts, paged, neverAcknowledged, timeToAcknowledge, timeToResolve }: AlertFigures) => [
  ...[alerts, paged, neverAcknowledged, timeToAcknowledge.mean, timeToAcknowledge.median],
  ...[timeToResolve.mean, timeToResolve.median],
];

/** The services of a report, and all of them together, as a table. */
export const servicesTable = ({ total, services }: ResponderReport): Cell[][] => [
  [
    ...['Service', 'Alerts', 'Paged', 'Never acknowledged'],
    ...['Mean time to acknowledge (s)', 'Median time to acknowledge (s)'],
    ...['Mean time to resolve (s)', 'Median time to resolve (s)'],
  ],
  ...services.map(({ service, ...own }) => [service.name, ...figures(own)]),
  ['All', ...figures(total)],
];

/** The people of a report as a table. */
export const peopleTable = ({ people }: ResponderReport): Cell[][] => [
  ['Person', 'Time zone', 'Pages', 'Pages at night', 'Nights', 'Interrupted hours'],
  ...people.map(({ person, timeZone, pages, nightPages, nights, interruptedHours }) => [
    ...[person.name, timeZone, pages, nightPages, nights, interruptedHours],
  ]),
];
