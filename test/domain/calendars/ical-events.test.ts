import { expect, test } from 'vitest';
import { readIcalEvents } from '../../../src/domain/calendars/ical.ts';
import { icalFile } from '../../support/calendars.ts';

const FROM = '2026-03-20T00:00Z';
const read = async (
  text: string,
  { from = FROM, to = '2026-04-20T00:00Z', timeZone = 'Europe/Berlin', wholeDays = false, most = 100 } = {},
) => {
  const span = { from: Date.parse(from), to: Date.parse(to) };
  const events = await readIcalEvents({ text, ...span, timeZone, wholeDays, most });
  return events
    .sort((a, b) => a.from - b.from)
    .map(({ from, to, title }) =>
      [new Date(from), new Date(to)]
        .map((at) => at.toISOString().slice(5, 16))
        .concat(title)
        .join(' '),
    );
};
const file = (...lines: string[]) => icalFile(['UID:1', 'SUMMARY:Ada', ...lines]);

test('a whole day lies in the zone of the calendar, and in the one given where it has none', async () => {
  const day = file('DTSTART;VALUE=DATE:20260401', 'DTEND;VALUE=DATE:20260403');
  expect(await read(day)).toEqual(['03-31T22:00 04-02T22:00 Ada']);
  const zoned = day.replace('VERSION:2.0', 'VERSION:2.0\r\nX-WR-TIMEZONE:Asia/Kathmandu');
  expect(await read(zoned)).toEqual(['03-31T18:15 04-02T18:15 Ada']);
  const unknown = day.replace('VERSION:2.0', 'VERSION:2.0\r\nX-WR-TIMEZONE:Nowhere/None');
  expect(await read(unknown)).toEqual(['03-31T22:00 04-02T22:00 Ada']);
  expect(await read(file('DTSTART;VALUE=DATE:20260401'))).toEqual(['03-31T22:00 04-01T22:00 Ada']);
});

test('what recurs keeps its time on the wall when the clocks are changed', async () => {
  const weekly = file(
    'DTSTART;TZID=Europe/Berlin:20260321T090000',
    'DTEND;TZID=Europe/Berlin:20260321T170000',
    'RRULE:FREQ=WEEKLY;COUNT=3',
  );
  expect(await read(weekly)).toEqual([
    '03-21T08:00 03-21T16:00 Ada',
    '03-28T08:00 03-28T16:00 Ada',
    '04-04T07:00 04-04T15:00 Ada',
  ]);
  expect(await read(weekly.replaceAll(';TZID=Europe/Berlin', ''), { timeZone: 'America/New_York' })).toEqual([
    '03-21T13:00 03-21T21:00 Ada',
    '03-28T13:00 03-28T21:00 Ada',
    '04-04T13:00 04-04T21:00 Ada',
  ]);
});

test('a zone of the file’s own goes by what the file says of it', async () => {
  const zone = [
    ...['BEGIN:VTIMEZONE', 'TZID:Office time', 'BEGIN:STANDARD', 'DTSTART:19700101T000000'],
    ...['TZOFFSETFROM:+0300', 'TZOFFSETTO:+0300', 'END:STANDARD', 'END:VTIMEZONE'],
  ].join('\r\n');
  const text = file('DTSTART;TZID=Office time:20260401T090000', 'DURATION:PT1H');
  expect(await read(text.replace('BEGIN:VEVENT', `${zone}\r\nBEGIN:VEVENT`))).toEqual([
    '04-01T06:00 04-01T07:00 Ada',
  ]);
});

test('a day that is left out, one that was moved, one that is cancelled, and all from one on', async () => {
  const text = icalFile(
    [
      ...['UID:1', 'SUMMARY:Ada', 'DTSTART:20260323T080000Z', 'DTEND:20260323T090000Z'],
      ...['RRULE:FREQ=DAILY;COUNT=8', 'EXDATE:20260324T080000Z', 'RDATE:20260410T080000Z'],
    ],
    [
      'UID:1',
      'SUMMARY:Ben',
      'RECURRENCE-ID:20260325T080000Z',
      'DTSTART:20260325T120000Z',
      'DTEND:20260325T130000Z',
    ],
    [
      'UID:1',
      'SUMMARY:Ada',
      'RECURRENCE-ID:20260326T080000Z',
      'DTSTART:20260326T080000Z',
      'DTEND:20260326T090000Z',
      'STATUS:CANCELLED',
    ],
    [
      'UID:1',
      'SUMMARY:Eve',
      'RECURRENCE-ID;RANGE=THISANDFUTURE:20260329T080000Z',
      'DTSTART:20260329T100000Z',
      'DTEND:20260329T110000Z',
    ],
    // Of what is not in the file.
    [
      'UID:2',
      'SUMMARY:Kim',
      'RECURRENCE-ID:20260401T080000Z',
      'DTSTART:20260401T080000Z',
      'DTEND:20260401T090000Z',
    ],
  );
  expect((await read(text)).map((line) => line.slice(0, 11) + line.slice(-4))).toEqual([
    '03-23T08:00 Ada',
    '03-25T12:00 Ben',
    '03-27T08:00 Ada',
    '03-28T08:00 Ada',
    '03-29T10:00 Eve',
    '03-30T10:00 Eve',
    '04-01T08:00 Kim',
    '04-10T10:00 Eve',
  ]);
});

test('what began before is there as a whole; what is over, cancelled or lasts no time is not', async () => {
  const event = (uid: string, ...lines: string[]) => [`UID:${uid}`, `SUMMARY:${uid}`, ...lines];
  const text = icalFile(
    event('long', 'DTSTART:20260301T080000Z', 'DTEND:20260401T080000Z'),
    event('over', 'DTSTART:20260301T080000Z', 'DTEND:20260320T000000Z'),
    event('off', 'DTSTART:20260401T080000Z', 'DTEND:20260401T090000Z', 'STATUS:CANCELLED'),
    event('none', 'DTSTART:20260401T080000Z'),
  );
  expect(await read(text)).toEqual(['03-01T08:00 04-01T08:00 long']);
  expect(await read(text, { wholeDays: true })).toEqual([]);
});

test('ten years of every day are read in no time; too much is refused, and what never ends as well', async () => {
  const daily = file('DTSTART;TZID=Europe/Berlin:20160101T090000', 'DURATION:PT8H', 'RRULE:FREQ=DAILY');
  expect(await read(daily)).toHaveLength(31);
  await expect(read(daily, { most: 30 })).rejects.toThrow('more than 30 events');
  await expect(read('hello')).rejects.toThrow('no iCalendar file');
});

test('it names who is invited and has not declined, and who has made it', async () => {
  const text = file(
    ...['DTSTART:20260401T080000Z', 'DURATION:PT1H', 'ORGANIZER;CN=Robin:mailto:Robin@Example.com'],
    ...[
      'ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:ada@example.com',
      'ATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.com',
    ],
    'ATTENDEE;EMAIL=eve@example.com:/principals/eve',
  );
  const span = { from: Date.parse(FROM), to: Date.parse('2026-04-20T00:00Z') };
  const events = await readIcalEvents({ text, ...span, timeZone: 'UTC', wholeDays: false, most: 10 });
  expect(events).toMatchObject([
    { attendees: ['ada@example.com', 'eve@example.com'], organizer: 'robin@example.com' },
  ]);
});
