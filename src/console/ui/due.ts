import type { TicketSummary } from '../../contract/tickets.ts';
import { durationWords } from './duration.ts';

const MINUTE = 60_000;
const DAY = 24 * 60;
/** What is further away is told in hours. */
const NEAR = 4 * 60;

/** What is due next, and when. Instants are ISO 8601, and epoch milliseconds for now. */
export type Due = NonNullable<TicketSummary['due']>;

/** `soon`: three quarters of the time are gone. */
export function dueLook(
  { at, warnAt }: Pick<Due, 'at' | 'warnAt'>,
  now: number,
): 'running' | 'soon' | 'breached' {
  if (Date.parse(at) <= now) return 'breached';
  return warnAt !== null && Date.parse(warnAt) <= now ? 'soon' : 'running';
}

/** `in 25 min`, `due now`, `2 h overdue`: hours and days as they pass on the wall. */
export function dueWords(at: string, now: number): string {
  const minutes = Math.trunc((Date.parse(at) - now) / MINUTE);
  if (minutes === 0) return 'due now';
  return minutes > 0 ? `in ${sizeWords(minutes, NEAR)}` : `${sizeWords(-minutes, 60)} overdue`;
}

function sizeWords(minutes: number, exactBelow: number): string {
  if (minutes < exactBelow) return durationWords(minutes);
  if (minutes < DAY) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / DAY)} d`;
}
