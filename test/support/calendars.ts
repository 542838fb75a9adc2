import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { Holiday, Interval, Week } from '../../src/contract/calendars.ts';
import type { CalendarDefinition } from '../../src/domain/calendars/hours.ts';

const DAY = 24 * 3_600_000;
const FIRST = Date.parse('2005-01-01T00:00:00Z');
const LAST = Date.parse('2035-12-31T00:00:00Z');

/** The same hours from Monday to Friday, such as `09:00-12:00 13:00-17:00`. */
export const workweek = (hours: string): Week => everyDay(hours).fill([], 5) as Week;

export function everyDay(hours: string): Week {
  const day = hours.split(' ').map((interval) => {
    const [from = '', to = ''] = interval.split('-');
    return { from, to };
  });
  return [day, day, day, day, day, day, day];
}

const everyZone = Intl.supportedValuesOf('timeZone');
/** Where clocks do what they seldom do: half an hour, at midnight, a day that is left out, twice for Ramadan. */
const oddZones = [
  ...['America/New_York', 'Europe/Berlin', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kolkata'],
  ...['Asia/Kathmandu', 'Pacific/Apia', 'America/Santiago', 'Africa/Cairo', 'Asia/Beirut', 'Asia/Gaza'],
  ...['America/St_Johns', 'Africa/Casablanca', 'Asia/Pyongyang', 'Pacific/Chatham', 'Antarctica/Troll'],
  ...['America/Caracas', 'Europe/Istanbul', 'Pacific/Fakaofo', 'America/Asuncion', 'UTC', '+05:45'],
];

/** When the clocks of a zone are changed in these years. */
export function changesOf(timeZone: string, first: number, last: number): number[] {
  const changes: number[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(first)
    .toZonedDateTimeISO(timeZone)
    .getTimeZoneTransition('next');
  while (at && at.epochMilliseconds < last) {
    changes.push(at.epochMilliseconds);
    at = at.getTimeZoneTransition('next');
  }
  return changes;
}

const oddPlaces = oddZones.map((timeZone) => {
  const changes = changesOf(timeZone, FIRST, LAST);
  return { timeZone, changes: changes.length > 0 ? changes : [FIRST] };
});

/** A zone with an instant: half of them within a week of a change of the clocks. */
export const placeInTime: fc.Arbitrary<{ timeZone: string; at: number }> = fc.oneof(
  fc
    .constantFrom(...oddPlaces)
    .chain(({ timeZone, changes }) =>
      fc
        .tuple(fc.constantFrom(...changes), fc.integer({ min: -7 * DAY, max: 7 * DAY }))
        .map(([change, off]) => ({ timeZone, at: change + off })),
    ),
  fc.record({ timeZone: fc.constantFrom(...everyZone), at: fc.integer({ min: FIRST, max: LAST }) }),
);

const timeText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minuteOfDay = (max: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: Math.floor(max / 30) }).map((half) => half * 30),
    fc.integer({ min: 0, max }),
  );
const interval: fc.Arbitrary<Interval> = fc
  .tuple(minuteOfDay(1_439), minuteOfDay(1_440))
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ from: timeText(from), to: timeText(to) }));
const hours = fc.array(interval, { maxLength: 3 });
export const anyWeek: fc.Arbitrary<Week> = fc
  .tuple(hours, hours, hours, hours, hours, hours, hours)
  .filter((days) => days.some((day) => day.length > 0));

const month = fc.integer({ min: 1, max: 12 });
const name = fc.constant('Holiday');
/** Holidays of every kind; those of one date are near an instant. */
const holidayNear = (at: number): fc.Arbitrary<Holiday> => {
  const date = (off: number) => new Date(at + off * DAY).toISOString().slice(0, 10);
  return fc.oneof(
    fc
      .tuple(fc.integer({ min: -3, max: 20 }), fc.option(fc.integer({ min: 0, max: 4 })))
      .map(([off, more]) => ({
        on: 'date' as const,
        name: 'Holiday',
        date: date(off),
        ...(more === null ? {} : { until: date(off + more) }),
        imported: false,
      })),
    fc.record({ on: fc.constant('day' as const), name, month, day: fc.integer({ min: 1, max: 31 }) }),
    fc.record({
      on: fc.constant('weekday' as const),
      name,
      month,
      weekday: fc.integer({ min: 1, max: 7 }),
      nth: fc.constantFrom(1 as const, 2, 3, 4, 5, -1, -2, -3, -4, -5),
    }),
    fc.record({ on: fc.constant('easter' as const), name, days: fc.integer({ min: -100, max: 100 }) }),
  );
};

/** A calendar, and an instant near to what is odd about it, in 2005 to 2035. */
export const anyCalendar: fc.Arbitrary<{ definition: CalendarDefinition; at: number }> = placeInTime.chain(
  ({ timeZone, at }) =>
    fc.record({
      definition: fc.record({
        timeZone: fc.constant(timeZone),
        week: anyWeek,
        holidays: fc.array(holidayNear(at), { maxLength: 8 }),
      }),
      at: fc.constant(at),
    }),
);

/** An iCalendar file with events, each as its lines. */
export const icalFile = (...events: string[][]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Test//EN',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
  ].join('\r\n');
