/**
 * Times of a calendar, in minutes, as people read and write them: `1 h 30 min`. Hours and minutes only: how long a
 * day is depends on the calendar.
 */
const HOUR = 60;

/** `45 min`, `4 h`, `1 h 30 min`. */
export function durationWords(minutes: number): string {
  const hours = Math.floor(minutes / HOUR);
  const rest = minutes % HOUR;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** The same where there is little room: `45m`, `4h`, `1h 30m`. */
export const durationTyped = (minutes: number): string =>
  durationWords(minutes).replace(' h', 'h').replace(' min', 'm');

const TYPED = /^(?:(\d+(?:\.\d+)?) ?h(?:ours?|rs?)?)? ?(?:(\d+) ?(?:m|mins?|minutes?)?)?$/;
const CLOCK = /^(\d+):([0-5]\d)$/;

/**
 * Reads what somebody typed: `4h`, `30m`, `1 h 30 min`, `1h30`, `1.5h`, `1:30`. A bare number may mean either, so it
 * is not taken.
 * @returns minutes; undefined: it cannot be read
 */
export function minutesTyped(text: string): number | undefined {
  const typed = text.trim().toLowerCase().replace(',', '.').replaceAll(/\s+/g, ' ');
  const [, clockHours, clockMinutes] = CLOCK.exec(typed) ?? [];
  if (clockHours !== undefined) return Number(clockHours) * HOUR + Number(clockMinutes);
  const [, hours, minutes] = TYPED.exec(typed) ?? [];
  const isBare = hours === undefined && /^\d+$/.test(typed);
  if ((hours === undefined && minutes === undefined) || isBare) return undefined;
  const sum = Number(hours ?? 0) * HOUR + Number(minutes ?? 0);
  return Number.isInteger(sum) ? sum : undefined;
}
