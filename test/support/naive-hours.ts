import type { CalendarDefinition, Hours } from '../../src/domain/calendars/hours.ts';

type Wall = { date: string; year: number; month: number; day: number; weekday: number; minute: number };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TWENTY_YEARS = 20 * 365.25 * 24 * HOUR;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * The hours of a calendar, the slow and simple way: for each minute it is asked what is on the wall, and whether that is
 * open. Shares nothing with what it is compared with. Good for zones whose clocks differ by whole minutes.
 */
export function naiveHours({ timeZone, week, holidays }: CalendarDefinition): Hours {
  const clock = wallClock(timeZone);
  const known = new Map<string, boolean>();

  function isHoliday(wall: Wall): boolean {
    let is = known.get(wall.date);
    if (is === undefined) {
      is = holidays.some((holiday) => falls(holiday, wall));
      known.set(wall.date, is);
    }
    return is;
  }

  const minutes = week.map((intervals) =>
    intervals.map(({ from, to }) => ({ from: minuteOf(from), to: minuteOf(to) })),
  );

  function isOpen(minute: number): boolean {
    const wall = clock(minute);
    if (isHoliday(wall)) return false;
    const today = minutes[wall.weekday] ?? [];
    const yesterday = minutes[(wall.weekday + 6) % 7] ?? [];
    return (
      today.some(({ from, to }) => wall.minute >= from && (wall.minute < to || to < from)) ||
      yesterday.some(({ from, to }) => to < from && wall.minute < to)
    );
  }

  /** Every open part of a minute, one after another. */
  function* open(from: number, to: number) {
    for (let minute = Math.floor(from / MINUTE) * MINUTE; minute < to; minute += MINUTE) {
      if (isOpen(minute)) yield { start: Math.max(minute, from), end: Math.min(minute + MINUTE, to) };
    }
  }

  return {
    between(from, to) {
      let sum = 0;
      for (const { start, end } of open(from, to)) sum += end - start;
      return sum;
    },
    after(from, ms) {
      if (ms === 0) return from;
      let left = ms;
      for (const { start, end } of open(from, from + TWENTY_YEARS)) {
        if (left <= end - start) return start + left;
        left -= end - start;
      }
      return null;
    },
  };
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/**
 * What is on the wall at the beginning of a minute. An hour that is sixty minutes long on the wall, too, is asked for
 * once.
 */
function wallClock(timeZone: string): (minute: number) => Wall {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  function ask(instant: number): Wall {
    const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    return {
      date: `${part.year}-${part.month}-${part.day}`,
      year: Number(part.year),
      month: Number(part.month),
      day: Number(part.day),
      weekday: WEEKDAYS.indexOf(part.weekday ?? ''),
      minute: Number(part.hour) * 60 + Number(part.minute),
    };
  }
  let last = { hour: Number.NaN, begin: ask(0), isPlain: false };
  return (minute) => {
    const hour = Math.floor(minute / HOUR) * HOUR;
    if (hour !== last.hour) {
      const begin = ask(hour);
      const end = ask(hour + HOUR - MINUTE);
      last = { hour, begin, isPlain: end.date === begin.date && end.minute === begin.minute + 59 };
    }
    if (!last.isPlain) return ask(minute);
    return { ...last.begin, minute: last.begin.minute + (minute - hour) / MINUTE };
  };
}

function falls(holiday: CalendarDefinition['holidays'][number], wall: Wall): boolean {
  switch (holiday.on) {
    case 'date':
      return holiday.date <= wall.date && wall.date <= (holiday.until ?? holiday.date);
    case 'day':
      return wall.month === holiday.month && wall.day === holiday.day;
    case 'weekday': {
      if (wall.month !== holiday.month || wall.weekday + 1 !== holiday.weekday) return false;
      const days = new Date(Date.UTC(wall.year, wall.month, 0)).getUTCDate();
      return holiday.nth > 0
        ? Math.ceil(wall.day / 7) === holiday.nth
        : Math.ceil((days - wall.day + 1) / 7) === -holiday.nth;
    }
    case 'easter': {
      const day = (offset: number) => new Date(Date.UTC(wall.year, wall.month - 1, wall.day - offset));
      const { month, day: date } = knuthsEaster(day(holiday.days).getUTCFullYear());
      return day(holiday.days).getUTCMonth() + 1 === month && day(holiday.days).getUTCDate() === date;
    }
  }
}

/** D. E. Knuth, The Art of Computer Programming, volume 1, 1.3.2, exercise 14. */
export function knuthsEaster(year: number): { month: number; day: number } {
  const golden = (year % 19) + 1;
  const century = Math.floor(year / 100) + 1;
  const skipped = Math.floor((3 * century) / 4) - 12;
  const moon = Math.floor((8 * century + 5) / 25) - 5;
  const sunday = Math.floor((5 * year) / 4) - skipped - 10;
  let epact = (((11 * golden + 20 + moon - skipped) % 30) + 30) % 30;
  if ((epact === 25 && golden > 11) || epact === 24) epact++;
  let full = 44 - epact;
  if (full < 21) full += 30;
  const day = full + 7 - ((sunday + full) % 7);
  return day > 31 ? { month: 4, day: day - 31 } : { month: 3, day };
}
