import { Temporal } from 'temporal-polyfill';
import { MINUTE } from '../lib/clock.ts';
import { instantOf } from './times.ts';

/**
 * Spans of time as people write them: `2026-12-01 09:00 17:00`, `tomorrow 9:00 to 17:00`, `Friday 18:00 for 2 hours`,
 * `until 18:00`. A grammar of our own: what reads dates out of any text would read them out of names, too.
 */

export const HOW_SPANS =
  '“2026-12-01 09:00 17:00”, “tomorrow 9:00 to 17:00”, “Friday 18:00 for 2 hours” or “until 18:00”';

type Day = { date: Temporal.PlainDate } | { weekday: number };
type Point = { day?: Day | undefined; time?: Temporal.PlainTime | undefined };

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];
const UNITS: Record<string, 'minutes' | 'hours' | 'days' | 'weeks'> = {
  ...{ m: 'minutes', min: 'minutes', mins: 'minutes', minute: 'minutes', minutes: 'minutes' },
  ...{ h: 'hours', hr: 'hours', hrs: 'hours', hour: 'hours', hours: 'hours' },
  ...{ d: 'days', day: 'days', days: 'days', w: 'weeks', week: 'weeks', weeks: 'weeks' },
};
const UNTIL = new Set(['to', 'until', 'till', 'til', '-', '–', '—']);
const MOST_WORDS = 16;

/**
 * What the words say, by the clock of a zone. An end without a day is the first time after the beginning at which the
 * clock shows it; a day without a time is all of it.
 * @returns undefined: they are no span of time, or not as a whole
 */
export function readSpan(words: string, now: Date, zone: string): { from: Date; to: Date } | undefined {
  const tokens = tokensOf(words);
  if (tokens.length === 0 || tokens.length > MOST_WORDS) return undefined;
  const wall = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDateTime();
  const today = wall.toPlainDate();
  const at = (date: Temporal.PlainDate, time: Temporal.PlainTime | undefined) =>
    instantOf(
      date
        .toPlainDateTime(time ?? Temporal.PlainTime.from('00:00'))
        .toString()
        .slice(0, 16),
      zone,
    );
  const beginsNow = tokens[0] === 'for' || UNTIL.has(tokens[0] ?? '');
  if (tokens[0] === 'from' || tokens[0] === 'on') tokens.shift();
  const begin = beginsNow ? { isNow: true } : readBegin(tokens, today);
  if (!begin) return undefined;
  const rest = [...tokens];

  if (rest[0] === 'for') {
    rest.shift();
    const length = readLength(rest);
    if (!length || rest.length > 0) return undefined;
    const from = begin.isNow ? now : pointIn(begin, today, at);
    return from && { from, to: later(from, length, zone, at) };
  }
  if (rest[0] !== undefined && UNTIL.has(rest[0])) rest.shift();
  const end = rest.length > 0 ? readPoint(rest, today) : undefined;
  if (rest.length > 0) return undefined;
  if (begin.isNow) return end && endAfter(now, today, end, at, now);
  const isWhole = !end && begin.time === undefined;
  if (!end && !isWhole) return undefined;
  return soonest(begin, today, now, (day) => {
    const from = at(day, begin.time);
    return from && endAfter(from, day, end ?? { day: { date: day } }, at, from);
  });
}

type At = (date: Temporal.PlainDate, time: Temporal.PlainTime | undefined) => Date | undefined;
type Span = { from: Date; to: Date };

/** On the first day that is meant by which it is not over yet. */
function soonest(
  { day }: Point,
  today: Temporal.PlainDate,
  now: Date,
  on: (day: Temporal.PlainDate) => Span | undefined,
): Span | undefined {
  if (day && 'date' in day) return on(day.date);
  const first = day ? nextWeekday(today, day.weekday) : today;
  const span = on(first);
  return span && span.to <= now ? on(first.add({ days: day ? 7 : 1 })) : span;
}

function pointIn({ day, time }: Point, today: Temporal.PlainDate, at: At): Date | undefined {
  if (!day) return at(today, time);
  return at('date' in day ? day.date : nextWeekday(today, day.weekday), time);
}

/** A day without a time ends with that day. */
function endAfter(
  from: Date,
  begins: Temporal.PlainDate,
  { day, time }: Point,
  at: At,
  after: Date,
): Span | undefined {
  const date = day ? ('date' in day ? day.date : nextWeekday(begins, day.weekday)) : begins;
  const to = time ? at(date, time) : at(date.add({ days: 1 }), undefined);
  if (!to) return undefined;
  if (to > after || (day && 'date' in day)) return { from, to };
  const next = at(date.add({ days: day ? 7 : 1 }), time);
  return next && { from, to: next };
}

/** Days and weeks by the clock on the wall, the rest by the time that passes. */
function later(from: Date, { count, unit }: Length, zone: string, at: At): Date {
  if (unit === 'minutes' || unit === 'hours') {
    return new Date(from.getTime() + count * (unit === 'hours' ? 60 : 1) * MINUTE);
  }
  const wall = Temporal.Instant.fromEpochMilliseconds(from.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDateTime();
  const end = wall.add({ [unit]: count });
  return at(end.toPlainDate(), end.toPlainTime()) ?? from;
}

const nextWeekday = (from: Temporal.PlainDate, weekday: number) =>
  from.add({ days: (weekday - from.dayOfWeek + 7) % 7 });

const tokensOf = (words: string): string[] =>
  words
    .toLowerCase()
    .replace(/,/g, ' ')
    .replace(/\b(\d{4}-\d\d-\d\d)t(?=\d)/g, '$1 ')
    .replace(/(\d) (am|pm)\b/g, '$1$2')
    .replace(/(\d(?:am|pm)?)[–—](?=\d)/g, '$1 to ')
    .replace(/(:\d\d(?:am|pm)?|\d[ap]m)-(?=\d)/g, '$1 to ')
    .replace(/(^|\s)(\d\d?)-(\d\d?)(?=\s|$)/g, '$1$2 to $3')
    .split(/\s+/)
    .filter((word) => word !== '');

function readBegin(tokens: string[], today: Temporal.PlainDate): (Point & { isNow?: boolean }) | undefined {
  if (tokens[0] !== 'now') return readPoint(tokens, today);
  tokens.shift();
  return { isNow: true };
}

/** A day, a time, or both in either order, taken from the beginning of what is left. */
function readPoint(tokens: string[], today: Temporal.PlainDate): Point | undefined {
  let day = readDay(tokens, today);
  if (tokens[0] === 'at') tokens.shift();
  const time = readTime(tokens);
  if (!day && time && tokens[0] === 'on') tokens.shift();
  day ??= time && readDay(tokens, today);
  return day || time ? { day, time } : undefined;
}

function readDay(tokens: string[], today: Temporal.PlainDate): Day | undefined {
  const [first = '', second = '', third = ''] = tokens;
  const took = (count: number, day: Day | undefined) => {
    if (day) tokens.splice(0, count);
    return day;
  };
  if (/^20\d\d-\d\d-\d\d$/.test(first)) return took(1, dateOf(first));
  if (first === 'today') return took(1, { date: today });
  if (first === 'tomorrow') return took(1, { date: today.add({ days: 1 }) });
  const weekday = indexIn(WEEKDAYS, first);
  if (weekday >= 0) return took(1, { weekday: weekday + 1 });
  const [number, name] = /^\d/.test(first) ? [first, second] : [second, first];
  const month = indexIn(MONTHS, name);
  const date = /^(\d\d?)(?:st|nd|rd|th|\.)?$/.exec(number)?.[1];
  if (month < 0 || date === undefined) return undefined;
  const year = /^20\d\d$/.test(third) ? Number(third) : undefined;
  const on = (year: number) =>
    dateOf(`${year}-${String(month + 1).padStart(2, '0')}-${date.padStart(2, '0')}`);
  const day = on(year ?? today.year);
  const isPast = day && year === undefined && Temporal.PlainDate.compare(day.date, today) < 0;
  return took(year === undefined ? 2 : 3, isPast ? on(today.year + 1) : day);
}

function dateOf(text: string): { date: Temporal.PlainDate } | undefined {
  try {
    return { date: Temporal.PlainDate.from(text) };
  } catch {
    return undefined;
  }
}

/** By three letters or more. */
const indexIn = (names: readonly string[], word: string): number => {
  const letters = word.replace(/\.$/, '');
  return letters.length < 3 ? -1 : names.findIndex((name) => name.startsWith(letters));
};

function readTime(tokens: string[]): Temporal.PlainTime | undefined {
  const word = tokens[0] ?? '';
  const named = { noon: 12, midnight: 0 }[word];
  const [, hours = '', minutes = '00', half] = /^(\d\d?)(?::(\d\d))?(am|pm)?$/.exec(word) ?? [];
  const hour = named ?? (half ? (Number(hours) % 12) + (half === 'pm' ? 12 : 0) : Number(hours));
  const isTime = named !== undefined || (hours !== '' && !(half && (hours === '0' || Number(hours) > 12)));
  if (!isTime || hour > 23 || Number(minutes) > 59) return undefined;
  tokens.shift();
  return Temporal.PlainTime.from({ hour, minute: Number(minutes) });
}

type Length = { count: number; unit: 'minutes' | 'hours' | 'days' | 'weeks' };

function readLength(tokens: string[]): Length | undefined {
  const [first = '', second = ''] = tokens;
  const [, number = '', letters = ''] = /^(\d{1,4}|an?)([a-z]*)$/.exec(first) ?? [];
  const isOne = first === 'a' || first === 'an';
  const [count, name, taken] = isOne ? [1, second, 2] : [Number(number), letters || second, letters ? 1 : 2];
  const unit = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
  if (!unit || !(count > 0)) return undefined;
  tokens.splice(0, taken);
  return { count, unit };
}
