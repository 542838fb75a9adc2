/**
 * The worker thread behind `readApart`: reads iCalendar (RFC 5545) by ical.js. A file from outside may hold rules that
 * keep a reader busy for ever, so whoever waits for this thread ends it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import ICAL from 'ical.js';
import { type EventsToRead, eventsOf, type IcalEvent } from './ical-events.ts';

/** Dates such as `2026-12-24`. What lies outside of `from` to `to` is left out. */
export type DaysToRead = { kind: 'days'; text: string; from: string; to: string; most: number };
export type IcalToRead = DaysToRead | EventsToRead;
/** `until`: the last day. */
export type IcalDays = { name: string; date: string; until: string };
export type IcalNews = { days: IcalDays[] } | { events: IcalEvent[] } | { fault: string };

const DAY = 86_400;
const job = workerData as IcalToRead;

function read(): IcalNews {
  try {
    const parsed: unknown[] = ICAL.parse(job.text);
    // A file with several calendars is a list of them.
    const all = typeof parsed[0] === 'string' ? [parsed] : parsed;
    const calendars = all.map((one) => new ICAL.Component(one as unknown[]));
    return job.kind === 'days' ? readDays(calendars, job) : readEvents(calendars, job);
  } catch (error) {
    // For what ical.js did not expect it has no words.
    const hasWords = error instanceof Error && ['Error', 'ParserError'].includes(error.name);
    return { fault: hasWords ? error.message : 'it is damaged' };
  }
}

function readEvents(calendars: ICAL.Component[], job: EventsToRead): IcalNews {
  const events: IcalEvent[] = [];
  for (const calendar of calendars) {
    for (const event of eventsOf(calendar, job)) {
      events.push(event);
      if (events.length > job.most) {
        return { fault: `it has more than ${job.most.toLocaleString('en')} events in the next year` };
      }
    }
  }
  return { events };
}

function readDays(calendars: ICAL.Component[], job: DaysToRead): IcalNews {
  const days: IcalDays[] = [];
  for (const events of calendars.map((calendar) => calendar.getAllSubcomponents('vevent'))) {
    const moved = movedIn(events);
    for (const event of events) {
      for (const found of daysOf(event, moved, job)) {
        days.push(found);
        if (days.length > job.most) {
          return { fault: `it has more than ${job.most.toLocaleString('en')} holidays` };
        }
      }
    }
  }
  return { days };
}

/** One day of something that recurs, as it was before it was changed by an event of its own. */
const keyOf = (event: ICAL.Component, date: string) => `${event.getFirstPropertyValue('uid')}\n${date}`;

function movedIn(events: ICAL.Component[]): Set<string> {
  return new Set(
    events.flatMap((event) => {
      const was = event.getFirstPropertyValue('recurrence-id');
      return was === null ? [] : [keyOf(event, String(was))];
    }),
  );
}

/** The days that an event names: none where it has a time of day, is cancelled, or comes more often than every year. */
function* daysOf(event: ICAL.Component, moved: Set<string>, { from, to }: DaysToRead): Generator<IcalDays> {
  const start = event.getFirstPropertyValue('dtstart');
  if (!(start instanceof ICAL.Time) || !start.isDate || isCancelled(event)) return;
  if (rulesOf(event).some(({ freq }) => freq !== 'YEARLY')) return;
  const name = String(event.getFirstPropertyValue('summary') ?? '');
  const length = lengthOf(event, start);
  // One that stands for a day of another event is there once.
  const isMoved = event.hasProperty('recurrence-id');
  for (const day of isMoved ? [start] : occurrencesOf(event, start)) {
    const date = day.toString();
    if (date > to) return;
    const last = day.clone();
    last.adjust(length - 1, 0, 0, 0);
    const until = last.toString();
    if (until >= from && (isMoved || !moved.has(keyOf(event, date)))) yield { name, date, until };
  }
}

function* occurrencesOf(event: ICAL.Component, start: ICAL.Time): Generator<ICAL.Time> {
  // Where the others are listed one by one, ical.js leaves the first one out.
  if (event.hasProperty('rdate') && !event.hasProperty('rrule')) yield start;
  const all = new ICAL.RecurExpansion({ component: event, dtstart: start });
  for (let day = all.next(); day; day = all.next()) yield day;
}

const isCancelled = (event: ICAL.Component) =>
  String(event.getFirstPropertyValue('status')).toUpperCase() === 'CANCELLED';

const rulesOf = (event: ICAL.Component) =>
  event.getAllProperties('rrule').map((rule) => rule.getFirstValue() as ICAL.Recur);

/** In days. The end of an event is the day after its last one. */
function lengthOf(event: ICAL.Component, start: ICAL.Time): number {
  const end = event.getFirstPropertyValue('dtend');
  const duration = event.getFirstPropertyValue('duration');
  const seconds =
    end instanceof ICAL.Time
      ? end.toUnixTime() - start.toUnixTime()
      : duration instanceof ICAL.Duration
        ? duration.toSeconds()
        : DAY;
  return Math.max(1, Math.round(seconds / DAY));
}

parentPort?.postMessage(read());
