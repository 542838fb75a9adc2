import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';

/** What an event says, in epoch milliseconds; `to` excluded. */
export type IcalEvent = {
  from: number;
  to: number;
  title: string;
  /** Those who are invited and have not declined. */
  attendees: string[];
  organizer: string | null;
};
export type EventsToRead = {
  kind: 'events';
  text: string;
  from: number;
  to: number;
  most: number;
  /** Where whole days and times without a zone lie, unless the calendar says so (`X-WR-TIMEZONE`). */
  timeZone: string;
  /** Leaves out events with a time of day. */
  wholeDays: boolean;
};

const MOST_TITLE = 300;
const MOST_ATTENDEES = 50;

/** What the events of a calendar say between two instants, with those that recur one by one. */
export function* eventsOf(calendar: ICAL.Component, job: EventsToRead): Generator<IcalEvent> {
  const own = String(calendar.getFirstPropertyValue('x-wr-timezone') ?? '');
  const zone = isZone(own) ? own : job.timeZone;
  const components = calendar.getAllSubcomponents('vevent');
  const exceptions = Map.groupBy(
    components.filter((one) => one.hasProperty('recurrence-id')),
    uidOf,
  );
  const masters = components.filter((one) => !one.hasProperty('recurrence-id'));
  const known = new Set(masters.map(uidOf));
  // A file may hold but some days of what recurs, by themselves.
  const alone = [...exceptions].flatMap(([uid, all]) => (known.has(uid) ? [] : all));
  for (const component of [...masters, ...alone]) {
    const event = new ICAL.Event(component, {
      exceptions: component.hasProperty('recurrence-id') ? [] : (exceptions.get(uidOf(component)) ?? []),
    });
    if (!(event.startDate instanceof ICAL.Time)) continue;
    for (const { item, startDate, endDate } of occurrencesOf(event, job.to)) {
      if (isCancelled(item.component) || (job.wholeDays && !startDate.isDate)) continue;
      // What is long over need not be known to the minute, and there may be much of it.
      if (roughly(endDate) < job.from - ROUGH) continue;
      const there = zoneOf(item.component, zone);
      const [from, to] = [instantOf(startDate, there), instantOf(endDate, there)];
      if (to > job.from && from < job.to && to > from) yield { from, to, ...namedIn(item.component) };
    }
  }
}

type Occurrence = { item: ICAL.Event; startDate: ICAL.Time; endDate: ICAL.Time };

function* occurrencesOf(event: ICAL.Event, to: number): Generator<Occurrence> {
  if (!event.isRecurring()) {
    yield { item: event, startDate: event.startDate, endDate: event.endDate };
    return;
  }
  // Where the others are listed one by one, ical.js leaves the first one out.
  const { component } = event;
  if (component.hasProperty('rdate') && !component.hasProperty('rrule')) {
    yield event.getOccurrenceDetails(event.startDate) as Occurrence;
  }
  const all = event.iterator();
  for (let at = all.next(); at; at = all.next()) {
    const details = event.getOccurrenceDetails(at) as Occurrence;
    // One that was moved may come sooner than where it stood.
    if (roughly(at) > to + ROUGH && roughly(details.startDate) > to + ROUGH) return;
    yield details;
  }
}

/** No clock on a wall is further from UTC; in milliseconds. */
const ROUGH = 2 * 86_400_000;
const roughly = ({ year, month, day, hour, minute }: ICAL.Time): number =>
  Date.UTC(year, month - 1, day, hour, minute);

/** A file may name a zone without saying what that is. */
function zoneOf(component: ICAL.Component, zone: string): string {
  const named = String(component.getFirstProperty('dtstart')?.getParameter('tzid') ?? '');
  return isZone(named) ? named : zone;
}

/**
 * The zone's own rules go before those that the file has of it, which may be old; a time that the clocks skip is as long
 * after it as they are set on, and of two the first (RFC 5545, 3.3.5).
 */
function instantOf(time: ICAL.Time, zone: string): number {
  const tzid = time.isDate ? 'floating' : (time.zone?.tzid ?? 'floating');
  const isKnown = isZone(tzid);
  if (!isKnown && tzid !== 'floating') return time.toUnixTime() * 1_000;
  const { year, month, day, hour, minute, second } = time;
  return Temporal.PlainDateTime.from({ year, month, day, hour, minute, second }).toZonedDateTime(
    isKnown ? tzid : zone,
  ).epochMilliseconds;
}

const zones = new Map<string, boolean>();

function isZone(name: string): boolean {
  const known = zones.get(name);
  if (known !== undefined) return known;
  let is = name.includes('/');
  try {
    new Intl.DateTimeFormat('en', { timeZone: is ? name : 'UTC' });
  } catch {
    is = false;
  }
  zones.set(name, is);
  return is;
}

function namedIn(component: ICAL.Component): Pick<IcalEvent, 'title' | 'attendees' | 'organizer'> {
  const attendees = component
    .getAllProperties('attendee')
    .filter((one) => String(one.getParameter('partstat')).toUpperCase() !== 'DECLINED')
    .slice(0, MOST_ATTENDEES)
    .flatMap((one) => addressOf(one) ?? []);
  return {
    title: String(component.getFirstPropertyValue('summary') ?? '').slice(0, MOST_TITLE),
    attendees,
    organizer: addressOf(component.getFirstProperty('organizer')),
  };
}

/** `mailto:ada@example.com`; where the value is no address, a parameter may hold it. */
function addressOf(property: ICAL.Property | null): string | null {
  const texts = [property?.getFirstValue(), property?.getParameter('email')];
  const found = texts.map((text) => String(text ?? '').replace(/^mailto:/i, ''));
  return found.find((text) => /^[^@\s]+@[^@\s]+$/.test(text))?.toLowerCase() ?? null;
}

const uidOf = (component: ICAL.Component) => String(component.getFirstPropertyValue('uid'));

const isCancelled = (component: ICAL.Component) =>
  String(component.getFirstPropertyValue('status')).toUpperCase() === 'CANCELLED';
