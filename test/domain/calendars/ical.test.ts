import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Holiday } from '../../../src/contract/calendars.ts';
import { readIcal } from '../../../src/domain/calendars/ical.ts';
import { icalFile as file } from '../../support/calendars.ts';

const NOW = new Date('2026-06-15T12:00:00Z');

const read = (text: string) => readIcal(text, NOW);
/** What was read, as lines such as `2026-12-25..2026-12-26 Christmas`. */
async function lines(text: string): Promise<string[]> {
  const holidays = await read(text);
  return holidays.map((holiday) => {
    expect(holiday).toMatchObject({ on: 'date', imported: true });
    expect(Holiday.parse(holiday)).toEqual(holiday);
    if (holiday.on !== 'date') return '';
    return `${holiday.date}${holiday.until ? `..${holiday.until}` : ''} ${holiday.name}`;
  });
}
const whole = (start: string, ...more: string[]) => [`DTSTART;VALUE=DATE:${start}`, 'SUMMARY:Off', ...more];
const YEARS = [2025, 2026, 2027, 2028, 2029, 2030, 2031];

describe('iCalendar', () => {
  it.each<[string, string[], string[]]>([
    ['a day', whole('20261225', 'DTEND;VALUE=DATE:20261226'), ['2026-12-25 Off']],
    ['a day without an end', whole('20261225'), ['2026-12-25 Off']],
    [
      'an end on the same day, which some write',
      whole('20261225', 'DTEND;VALUE=DATE:20261225'),
      ['2026-12-25 Off'],
    ],
    ['several days', whole('20261224', 'DTEND;VALUE=DATE:20270102'), ['2026-12-24..2027-01-01 Off']],
    ['a length in days', whole('20261224', 'DURATION:P3D'), ['2026-12-24..2026-12-26 Off']],
    ['a length in weeks', whole('20261224', 'DURATION:P1W'), ['2026-12-24..2026-12-30 Off']],
    ['a leap day', whole('20280229'), ['2028-02-29 Off']],
    ['what takes up no time of people', whole('20261225', 'TRANSP:TRANSPARENT'), ['2026-12-25 Off']],
    ['what is confirmed', whole('20261225', 'STATUS:CONFIRMED'), ['2026-12-25 Off']],
    ['nothing that is cancelled', whole('20261225', 'STATUS:CANCELLED'), []],
    ['nothing at a time of day', ['DTSTART:20261225T090000Z', 'SUMMARY:Party'], []],
    ['nothing in a zone', ['DTSTART;TZID=Europe/Berlin:20261225T000000', 'SUMMARY:Party'], []],
    ['nothing without a beginning', ['SUMMARY:Some day'], []],
    ['last year', whole('20250101'), ['2025-01-01 Off']],
    ['nothing before', whole('20241231'), []],
    [
      'what reaches into last year',
      whole('20241230', 'DTEND;VALUE=DATE:20250103'),
      ['2024-12-30..2025-01-02 Off'],
    ],
    ['five years ahead', whole('20311231'), ['2031-12-31 Off']],
    ['nothing after', whole('20320101'), []],
    [
      'dates on top',
      whole('20261225', 'RDATE;VALUE=DATE:20270104,20270203'),
      ['2026-12-25 Off', '2027-01-04 Off', '2027-02-03 Off'],
    ],
  ])('has %s', async (_, event, expected) => {
    expect(await lines(file(event))).toEqual(expected);
  });

  it.each<[string, string[], string[]]>([
    ['for ever', whole('20101225', 'RRULE:FREQ=YEARLY'), YEARS.map((year) => `${year}-12-25 Off`)],
    [
      'until a year',
      whole('20101225', 'RRULE:FREQ=YEARLY;UNTIL=20271225'),
      ['2025-12-25 Off', '2026-12-25 Off', '2027-12-25 Off'],
    ],
    ['so many times', whole('20241225', 'RRULE:FREQ=YEARLY;COUNT=3'), ['2025-12-25 Off', '2026-12-25 Off']],
    [
      'every other year',
      whole('20201225', 'RRULE:FREQ=YEARLY;INTERVAL=2'),
      ['2026-12-25 Off', '2028-12-25 Off', '2030-12-25 Off'],
    ],
    [
      'on a weekday of a month',
      whole('20101125', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=17'),
      ['2025-11-27 Off', '2026-11-26 Off'],
    ],
    [
      'on the last weekday of a month',
      whole('20260525', 'RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;UNTIL=20280601'),
      ['2026-05-25 Off', '2027-05-31 Off', '2028-05-29 Off'],
    ],
    [
      'but for one',
      whole('20251225', 'RRULE:FREQ=YEARLY;COUNT=3', 'EXDATE;VALUE=DATE:20261225'),
      ['2025-12-25 Off', '2027-12-25 Off'],
    ],
    [
      'for several days each',
      whole('20251224', 'DTEND;VALUE=DATE:20251227', 'RRULE:FREQ=YEARLY;COUNT=2'),
      ['2025-12-24..2025-12-26 Off', '2026-12-24..2026-12-26 Off'],
    ],
  ])('expands what comes every year %s', async (_, event, expected) => {
    expect(await lines(file(event))).toEqual(expected);
  });

  it.each(['MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'])(
    'has nothing that comes %s, nor does it wait for its end',
    async (frequency) => {
      const text = file(whole('20260101', `RRULE:FREQ=${frequency}`), whole('20261225'));
      expect(await lines(text)).toEqual(['2026-12-25 Off']);
    },
  );

  it('has a day that was moved where it is now', async () => {
    const master = ['UID:a', ...whole('20251225', 'RRULE:FREQ=YEARLY;COUNT=3')];
    const moved = [
      'UID:a',
      'RECURRENCE-ID;VALUE=DATE:20261225',
      'DTSTART;VALUE=DATE:20261228',
      'SUMMARY:Later',
    ];
    const renamed = [
      'UID:a',
      'RECURRENCE-ID;VALUE=DATE:20271225',
      'DTSTART;VALUE=DATE:20271225',
      'SUMMARY:Same day',
    ];
    const other = ['UID:b', ...whole('20261225')];
    expect(await lines(file(master, moved, renamed, other))).toEqual([
      '2025-12-25 Off',
      '2026-12-25 Off',
      '2026-12-28 Later',
      '2027-12-25 Same day',
    ]);
    const cancelled = [...moved, 'STATUS:CANCELLED'];
    expect(await lines(file(master, cancelled))).toEqual(['2025-12-25 Off', '2027-12-25 Off']);
  });

  it('has each day once, in order, out of all calendars of a file', async () => {
    const first = file(whole('20270101'), whole('20261225'), whole('20261225'));
    const second = file(whole('20261226'), whole('20261225'));
    expect(await lines(`${first}\r\n${second}`)).toEqual([
      '2026-12-25 Off',
      '2026-12-26 Off',
      '2027-01-01 Off',
    ]);
    expect(await read(file(whole('20270101'), whole('20261225')))).toEqual(
      await read(file(whole('20261225'), whole('20270101'))),
    );
  });

  it.each([
    ['Weihnachten', 'Weihnachten'],
    ['Christmas\\, first day\\; off', 'Christmas, first day; off'],
    ['Two\\nlines\\tand   spaces ', 'Two lines\\tand spaces'],
    ['Hidden\u202eevil\u200b\u0007', 'Hiddenevil'],
    ['', 'Holiday'],
    [' \u200b ', 'Holiday'],
    ['x'.repeat(200), `${'x'.repeat(119)}…`],
    ['Folded na\r\n me', 'Folded name'],
    ['<b>Bold</b>', '<b>Bold</b>'],
  ])('has the name %j as %j', async (summary, name) => {
    expect(await lines(file(['DTSTART;VALUE=DATE:20261225', `SUMMARY:${summary}`]))).toEqual([
      `2026-12-25 ${name}`,
    ]);
    expect(await lines(file(['DTSTART;VALUE=DATE:20261225']))).toEqual(['2026-12-25 Holiday']);
  });

  it('reads lines that end as Unix has them, a mark of byte order, and words in lower case', async () => {
    const text = `\uFEFF\n${file(whole('20261225')).replaceAll('\r\n', '\n')}`;
    expect(await lines(text)).toEqual(['2026-12-25 Off']);
    expect(await lines(text.replace('BEGIN:VCALENDAR', 'begin:vcalendar'))).toEqual(['2026-12-25 Off']);
    expect(await lines(file())).toEqual([]);
  });
});

describe('a file that cannot be read', () => {
  const fault = (text: string) =>
    read(text).then(
      () => null,
      (error) => `${error.code}: ${error.message}`,
    );

  it.each([
    ['nothing', '', 'does not begin with BEGIN:VCALENDAR'],
    ['a page', '<!doctype html><title>Sign in</title>', 'does not begin with BEGIN:VCALENDAR'],
    ['an address book', 'BEGIN:VCARD\r\nEND:VCARD', 'does not begin with BEGIN:VCALENDAR'],
    ['an event alone', 'BEGIN:VEVENT\r\nEND:VEVENT', 'does not begin with BEGIN:VCALENDAR'],
    ['a part', file(whole('20261225')).slice(0, -20), 'began but did not end'],
    ['a line of no kind', file(['what is this']), 'invalid line'],
    ['too many ends', `${file()}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nX:1`, 'it is damaged'],
    ['a date that is none', file(whole('soon')), 'cannot be read'],
    ['half a date', file(whole('2026')), 'cannot be read'],
    ['a frequency of no kind', file(whole('20261225', 'RRULE:FREQ=OFTEN')), 'invalid frequency'],
    ['a rule without a frequency', file(whole('20261225', 'RRULE:COUNT=2')), null],
    ['a weekday of no kind', file(whole('20261225', 'RRULE:FREQ=YEARLY;BYDAY=XX')), 'invalid BYDAY'],
  ])('is %s', async (_, text, message) => {
    if (message === null) expect(await lines(text)).toEqual([]);
    else expect(await fault(text)).toMatch(new RegExp(`^invalid: This.*${message}`));
  });

  it('is one with too many holidays', async () => {
    const days = (count: number) =>
      file(
        ...Array.from({ length: count }, (_, index) => ['DTSTART;VALUE=DATE:20261225', `SUMMARY:${index}`]),
      );
    expect(await read(days(2_000))).toHaveLength(2_000);
    expect(await fault(days(2_001))).toContain('it has more than 2,000 holidays');
  });

  it('says its reason shortly, without what cannot be seen', async () => {
    const message = await fault(file([`\u202e\u0007${'x'.repeat(5_000)}`]));
    expect(message?.length).toBeLessThan(300);
    expect(message).not.toContain('\u202e');
    expect(message).not.toContain('\u0007');
  });
});

describe('a file that was made to hurt', { timeout: 60_000 }, () => {
  const never = 'RRULE:FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=15;BYDAY=1MO';
  const DEEP = 20_000;
  const many = (count: number, ...event: string[]) => file(...Array.from({ length: count }, () => event));
  it.each<[string, string]>([
    ['a second for ever', many(1_000, ...whole('20260101', 'RRULE:FREQ=SECONDLY'))],
    ['a day that never comes', many(5_000, ...whole('00010101', never))],
    ['steps that are too long', file(whole('20260101', 'RRULE:FREQ=YEARLY;INTERVAL=999999999999999'))],
    [
      'components in components',
      `BEGIN:VCALENDAR\r\n${'BEGIN:VEVENT\r\n'.repeat(DEEP)}${'END:VEVENT\r\n'.repeat(DEEP)}END:VCALENDAR`,
    ],
    ['a line without an end', file(['DTSTART;VALUE=DATE:20260101', `SUMMARY:${'x'.repeat(1_900_000)}`])],
    ['parameters without an end', file([`DTSTART${';A=B'.repeat(400_000)}:20260101`])],
    [
      'lines folded over and over',
      file(['DTSTART;VALUE=DATE:20260101', `SUMMARY:x${'\r\n x'.repeat(400_000)}`]),
    ],
    [
      'dates left out without an end',
      file(
        whole(
          '20260101',
          'RRULE:FREQ=YEARLY',
          `EXDATE;VALUE=DATE:${Array.from({ length: 100_000 }, (_, index) => String(20260101 + (index % 28))).join()}`,
        ),
      ),
    ],
  ])('with %s is read or refused in time, and nobody waits for it meanwhile', async (_, text) => {
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 10);
    const start = performance.now();
    const result = await read(text).catch((error) => error.message);
    clearInterval(ticking);
    expect(performance.now() - start).toBeLessThan(8_000);
    expect(turns).toBeGreaterThan(2);
    if (typeof result === 'string') expect(result).toMatch(/^This iCalendar file cannot be read/);
    else expect(result.length).toBeLessThanOrEqual(2_000);
  });

  it('with anything in it is read or refused', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        'BEGIN:VEVENT',
        'END:VEVENT',
        'END:VCALENDAR',
        'RRULE:FREQ=YEARLY',
        'DTSTART;VALUE=DATE:20260101',
      ),
      fc
        .tuple(
          fc.constantFrom(
            'DTSTART',
            'DTEND',
            'RRULE',
            'EXDATE',
            'RDATE',
            'DURATION',
            'RECURRENCE-ID',
            'STATUS',
          ),
          fc.constantFrom(';VALUE=DATE', ';VALUE=PERIOD', ';TZID="x"', ''),
          fc.string({ maxLength: 20 }),
        )
        .map(([name, parameter, value]) => `${name}${parameter}:${value}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (some) => {
        const result = await read(file(some)).catch((error) => error);
        if (result instanceof Error) expect(result).toMatchObject({ name: 'DeskbellError', code: 'invalid' });
        else for (const holiday of result) expect(Holiday.parse(holiday)).toEqual(holiday);
      }),
      { numRuns: 40 },
    );
  });
});
