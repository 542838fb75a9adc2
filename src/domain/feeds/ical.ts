import ICAL from 'ical.js';
import { nameId } from '../../lib/ids.ts';

/** Instants in epoch milliseconds. */
export type FeedEvent = {
  from: number;
  to: number;
  /** When it was last changed. */
  stamp: number;
  /** The same as long as it is the same event. */
  name: string;
  summary: string;
  description?: string;
  url?: string;
  /** It is not sure yet. */
  isTentative?: boolean;
};

/** An iCalendar file (RFC 5545) of these events, the same for the same ones. */
export function icalOf(name: string, events: readonly FeedEvent[]): string {
  const calendar = new ICAL.Component(['vcalendar', [], []]);
  calendar.addPropertyWithValue('prodid', '-//Deskbell//Deskbell//EN');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('x-wr-calname', name);
  for (const { from, to, stamp, name, summary, description, url, isTentative } of events) {
    const event = new ICAL.Component('vevent');
    event.addPropertyWithValue('uid', `${nameId(name)}@deskbell`);
    event.addPropertyWithValue('dtstamp', timeOf(stamp));
    event.addPropertyWithValue('dtstart', timeOf(from));
    event.addPropertyWithValue('dtend', timeOf(to));
    event.addPropertyWithValue('summary', summary);
    if (description) event.addPropertyWithValue('description', description);
    if (url) event.addPropertyWithValue('url', url);
    if (isTentative) event.addPropertyWithValue('status', 'TENTATIVE');
    calendar.addSubcomponent(event);
  }
  return `${calendar.toString()}\r\n`;
}

const timeOf = (at: number) => ICAL.Time.fromJSDate(new Date(at), true);
