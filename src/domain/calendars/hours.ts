import { Temporal } from 'temporal-polyfill';
import type { Calendar, Week } from '../../contract/calendars.ts';
import { holidaysAmong, weekdayOf } from '../../contract/holidays.ts';
import { DAY, MINUTE } from '../../lib/clock.ts';

export type CalendarDefinition = Pick<Calendar, 'timeZone' | 'week' | 'holidays'>;

/** Arithmetic on instants, in epoch milliseconds. */
export type Hours = {
  /** Milliseconds of the calendar from `from` until `to`; 0 where `to` is not later. */
  between(from: number, to: number): number;
  /**
   * The earliest instant, not before `from`, at which so many milliseconds (>= 0) of the calendar have passed since
   * `from`; null: not within twenty years.
   */
  after(from: number, ms: number): number | null;
};

const TWENTY_YEARS = 20 * 365.25 * DAY;
/** What is worked out at once, when it is asked for first: some year. */
const PIECE = 366 * DAY;
/** How many of them are kept. */
const PIECES = 64;

/** Every hour of every day. */
export const ALWAYS: Hours = {
  between: (from, to) => Math.max(0, to - from),
  after: (from, ms) => (ms > TWENTY_YEARS ? null : from + ms),
};

/** Open intervals in order, none touching the next. */
type Piece = {
  starts: number[];
  ends: number[];
  /** How much is open before each of them. */
  before: number[];
  total: number;
};

/**
 * The hours of a calendar. An instant is open if the date on the wall is no holiday, and the time on the wall lies in
 * an interval of that weekday, or in what is past midnight of an interval of the weekday before. So an hour that is
 * skipped when daylight saving begins is not there, and one that is repeated when it ends counts twice.
 */
export function hoursOf({ timeZone, week, holidays }: CalendarDefinition): Hours {
  const days = openByWeekday(week);
  const pieces = new Map<number, Piece>();

  function piece(index: number): Piece {
    const known = pieces.get(index);
    if (known) return known;
    const made = compile(index * PIECE, (index + 1) * PIECE);
    const [oldest] = pieces.keys();
    if (pieces.size >= PIECES && oldest !== undefined) pieces.delete(oldest);
    pieces.set(index, made);
    return made;
  }

  function compile(begin: number, end: number): Piece {
    const made: Piece = { starts: [], ends: [], before: [], total: 0 };
    for (const stretch of stretches(timeZone, begin, end)) {
      const from = stretch.begin + stretch.offset;
      const to = stretch.end + stretch.offset;
      const first = Math.floor(from / DAY);
      const last = Math.floor((to - 1) / DAY);
      const closed = holidaysAmong(holidays, first, last);
      for (let day = first; day <= last; day++) {
        if (closed[day - first]) continue;
        for (const interval of days[weekdayOf(day) - 1] ?? []) {
          const start = Math.max(from, day * DAY + interval.from);
          const stop = Math.min(to, day * DAY + interval.to);
          if (start < stop) add(made, start - stretch.offset, stop - stretch.offset);
        }
      }
    }
    return made;
  }

  return {
    between(from, to) {
      if (!(to > from)) return 0;
      const last = Math.floor(to / PIECE);
      let open = -openUntil(piece(Math.floor(from / PIECE)), from);
      for (let index = Math.floor(from / PIECE); index < last; index++) open += piece(index).total;
      return open + openUntil(piece(last), to);
    },
    after(from, ms) {
      if (ms <= 0) return from;
      const limit = from + TWENTY_YEARS;
      let left = ms + openUntil(piece(Math.floor(from / PIECE)), from);
      for (let index = Math.floor(from / PIECE); index * PIECE <= limit; index++) {
        const { starts, before, total } = piece(index);
        if (left <= total) {
          const at = lastBelow(before, left);
          const reached = (starts[at] ?? 0) + left - (before[at] ?? 0);
          return reached <= limit ? reached : null;
        }
        left -= total;
      }
      return null;
    },
  };
}

/** Whether hours can be computed in a zone. */
export function knowsZone(timeZone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** Between two changes of the clocks on the wall, they show the instant and the offset, in milliseconds. */
export function* stretches(timeZone: string, begin: number, end: number) {
  let at: Temporal.ZonedDateTime | null =
    Temporal.Instant.fromEpochMilliseconds(begin).toZonedDateTimeISO(timeZone);
  while (at && at.epochMilliseconds < end) {
    const next: Temporal.ZonedDateTime | null = at.getTimeZoneTransition('next');
    yield {
      begin: at.epochMilliseconds,
      end: Math.min(end, next?.epochMilliseconds ?? end),
      offset: at.offsetNanoseconds / 1_000_000,
    };
    at = next;
  }
}

export type Interval = { from: number; to: number };

/** When each weekday is open, Monday first, in milliseconds from midnight; in order, without overlaps. */
export function openByWeekday(week: Week): Interval[][] {
  return week.map((intervals, weekday) => {
    const own = intervals.map(({ from, to }) => ({ from: time(from), to: to < from ? DAY : time(to) }));
    const overnight = week[(weekday + 6) % 7]?.filter(({ from, to }) => to < from) ?? [];
    return union([...own, ...overnight.map(({ to }) => ({ from: 0, to: time(to) }))]);
  });
}

function time(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE;
}

function union(intervals: Interval[]): Interval[] {
  const apart: Interval[] = [];
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else apart.push({ from, to });
  }
  return apart;
}

/** Puts an interval behind the others. */
function add(piece: Piece, start: number, end: number): void {
  const last = piece.ends.length - 1;
  if (piece.ends[last] === start) piece.ends[last] = end;
  else {
    piece.starts.push(start);
    piece.ends.push(end);
    piece.before.push(piece.total);
  }
  piece.total += end - start;
}

/** How much of a piece is open before an instant. */
function openUntil({ starts, ends, before }: Piece, instant: number): number {
  const at = lastBelow(starts, instant);
  return at < 0 ? 0 : (before[at] ?? 0) + Math.min(instant, ends[at] ?? 0) - (starts[at] ?? 0);
}

/** Where the last of these ascending values is that is less than `limit`; -1: none is. */
function lastBelow(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
