import { stretches } from '../domain/calendars/hours.ts';
import { zoneOr } from '../domain/calendars/zone.ts';
import { requirePerson } from '../domain/people/policy.ts';
import { DAY } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';

/** Whose clock is meant by who writes. */
export const zoneOf = (ctx: Ctx): string => zoneOr(requirePerson(ctx).timeZone);

/** When the clock shows a time first, or a later one where it skips that; undefined: there is no such day or time. */
export function instantOf(wall: string, zone: string): Date | undefined {
  const time = Date.parse(`${wall}Z`);
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(wall)) return undefined;
  const all = [...stretches(zone, time - 2 * DAY, time + 2 * DAY)];
  const first = all.find(({ end, offset }) => end + offset > time);
  return first && new Date(Math.max(first.begin, time - first.offset));
}

/** `Tue 1 Dec, 09:00 CET`. */
export const moment = (at: string | Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    ...{ timeZoneName: 'short', timeZone },
  } as const).format(new Date(at));

/** From when until when, by the clock of who reads it and, where that shows something else, by another one. */
export function spanInWords(from: string | Date, to: string | Date, zone: string, other?: string): string {
  const by = (timeZone: string) => `${moment(from, timeZone)} until ${moment(to, timeZone)}`;
  const own = by(zone);
  const theirs = other === undefined ? own : by(other);
  return theirs === own ? own : `${own} (${theirs})`;
}

/** The same in short, such as for an option of a list: `Sat 28 Nov, 09:00 – 17:00`. */
export const shortSpan = (from: Date, to: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone },
  } as const)
    .formatRange(from, to)
    .replace(/\s/g, ' ');
