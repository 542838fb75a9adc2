/** Who is on call, and when, in words. */
import { and } from '../settings/rule-words.ts';

export const namesOf = (people: readonly { name: string }[]): string =>
  people.length === 0 ? 'Nobody' : and.format(people.map(({ name }) => name || 'somebody who has left'));

const style = {
  ...({ weekday: 'short', day: 'numeric', month: 'short' } as const),
  ...({ hour: '2-digit', minute: '2-digit' } as const),
};

/** `Mon, 30 Nov, 09:00`. */
export const timeIn = (at: number | string, timeZone: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { ...style, timeZone }).format(
    typeof at === 'string' ? Date.parse(at) : at,
  );

export const zoneName = (timeZone: string): string => timeZone.replaceAll('_', ' ');

/** What is known of an outside calendar. */
export const eventsInWords = (upcoming: number): string =>
  `${upcoming === 1 ? 'one event' : `${upcoming} events`} to come`;
export const unmatchedInWords = (titles: number): string =>
  titles === 1 ? 'one title means nobody' : `${titles} titles mean nobody`;
