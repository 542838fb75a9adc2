const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const long = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });
const short = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });

/**
 * How long before or after `now`, in words. Older than a month: the date.
 * @param brief for where there is little room: “54m ago”
 */
export function relativeTime(iso: string, now: number, brief = false): string {
  const relative = brief ? short : long;
  const ms = Date.parse(iso) - now;
  const size = Math.abs(ms);
  if (Number.isNaN(ms)) return iso;
  if (size < MINUTE) return 'just now';
  if (size < HOUR) return relative.format(Math.trunc(ms / MINUTE), 'minute');
  if (size < DAY) return relative.format(Math.trunc(ms / HOUR), 'hour');
  if (size < 30 * DAY) return relative.format(Math.trunc(ms / DAY), 'day');
  return new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' }).format(
    Date.parse(iso),
  );
}

/** Date and time as this person writes them, with the zone's name. */
export function exactTime(iso: string, locale?: string, timeZone?: string): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return iso;
  const style: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  };
  try {
    return new Intl.DateTimeFormat(locale, { ...style, timeZone }).format(at);
  } catch {
    // A zone that this browser does not know yet.
    return new Intl.DateTimeFormat(undefined, style).format(at);
  }
}

/** Words that the desk keeps with a time in UTC, such as “due 2026-11-26 22:59 UTC”, as this person reads times. */
export const withOwnTimes = (words: string, locale?: string, timeZone?: string): string =>
  words.replace(/(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/g, (_, day, time) =>
    exactTime(`${day}T${time}Z`, locale, timeZone),
  );
