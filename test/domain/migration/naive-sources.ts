/**
 * Who is on call by the rules of other tools, the slow and simple way: what is on the wall is read, and each rule is
 * asked whether it holds then. Shares nothing with what it is compared with.
 */

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const WEEK = 7 * DAY;

/** What the clock shows in a zone, as if it were of UTC; where it was set back, the latest that it has shown. */
export function shownAt(timeZone: string, at: number): number {
  let latest = Number.NEGATIVE_INFINITY;
  for (let back = 0; back <= 12; back++) latest = Math.max(latest, wallAt(timeZone, at - back * 15 * MINUTE));
  return latest;
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function wallAt(timeZone: string, at: number): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit' },
    });
  formats.set(timeZone, format);
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return Date.parse(`${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:00Z`);
}

const midnight = (wall: number) => Math.floor(wall / DAY) * DAY;
/** 0 Monday .. 6 Sunday. */
const weekday = (wall: number) => (Math.floor(wall / DAY) + 3) % 7;
const monday = (wall: number) => midnight(wall) - weekday(wall) * DAY;
const nth = <One>(all: readonly One[], index: number) =>
  all[((index % all.length) + all.length) % all.length];

export type PagerDutySchedule = {
  time_zone: string;
  schedule_layers: {
    start: string;
    end: string | null;
    rotation_virtual_start: string;
    rotation_turn_length_seconds: number;
    users: { user: { id: string } }[];
    restrictions: {
      type: 'daily_restriction' | 'weekly_restriction';
      start_time_of_day: string;
      duration_seconds: number;
      start_day_of_week?: number;
    }[];
  }[];
};

/** The first layer of the API’s list stands above the others. */
export function naivePagerDuty(
  { time_zone: zone, schedule_layers: layers }: PagerDutySchedule,
  at: number,
): string[] {
  const shown = shownAt(zone, at);
  const wall = (text: string) => wallAt(zone, Date.parse(text));
  for (const layer of layers) {
    if (shown < wall(layer.start) || (layer.end !== null && shown >= wall(layer.end))) continue;
    const isIn = layer.restrictions.some(
      ({ type, start_time_of_day, duration_seconds, start_day_of_week }) => {
        const [hour = 0, minute = 0] = start_time_of_day.split(':').map(Number);
        const time = (hour * 60 + minute) * MINUTE;
        const begins =
          type === 'daily_restriction'
            ? [0, 1].map((back) => midnight(shown) - back * DAY + time)
            : [0, 1].map((back) => monday(shown) - back * WEEK + ((start_day_of_week ?? 1) - 1) * DAY + time);
        return begins.some((begin) => shown >= begin && shown < begin + duration_seconds * 1_000);
      },
    );
    if (layer.restrictions.length > 0 && !isIn) continue;
    const turns = (shown - wall(layer.rotation_virtual_start)) / (layer.rotation_turn_length_seconds * 1_000);
    const turn = nth(layer.users, Math.floor(turns));
    if (turn) return [turn.user.id];
  }
  return [];
}

const OPSGENIE_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

export type OpsgenieSchedule = {
  timezone: string;
  rotations: {
    startDate: string;
    endDate?: string;
    type: 'hourly' | 'daily' | 'weekly';
    length: number;
    participants: { id: string }[];
    timeRestriction?:
      | {
          type: 'time-of-day';
          restriction: { startHour: number; startMin: number; endHour: number; endMin: number };
        }
      | {
          type: 'weekday-and-time-of-day';
          restrictions: {
            startDay: string;
            startHour: number;
            startMin: number;
            endDay: string;
            endHour: number;
            endMin: number;
          }[];
        };
  }[];
};

/** All rotations hold side by side. */
export function naiveOpsgenie({ timezone, rotations }: OpsgenieSchedule, at: number): string[] {
  const shown = shownAt(timezone, at);
  const minuteOfDay = (shown - midnight(shown)) / MINUTE;
  const minuteOfWeek = (shown - monday(shown)) / MINUTE;
  /** From and to on a ring. */
  const isBetween = (now: number, from: number, to: number) =>
    from < to ? now >= from && now < to : now >= from || now < to;
  return rotations.flatMap(({ startDate, endDate, type, length, participants, timeRestriction }) => {
    const begin = wallAt(timezone, Date.parse(startDate));
    if (shown < begin || (endDate && shown >= wallAt(timezone, Date.parse(endDate)))) return [];
    if (timeRestriction?.type === 'time-of-day') {
      const { startHour, startMin, endHour, endMin } = timeRestriction.restriction;
      if (!isBetween(minuteOfDay, startHour * 60 + startMin, endHour * 60 + endMin)) return [];
    } else if (timeRestriction) {
      const isIn = timeRestriction.restrictions.some((one) =>
        isBetween(
          minuteOfWeek,
          OPSGENIE_DAYS.indexOf(one.startDay) * 1_440 + one.startHour * 60 + one.startMin,
          OPSGENIE_DAYS.indexOf(one.endDay) * 1_440 + one.endHour * 60 + one.endMin,
        ),
      );
      if (!isIn) return [];
    }
    const turn = { hourly: 60 * MINUTE, daily: DAY, weekly: WEEK }[type] * length;
    const who = nth(participants, Math.floor((shown - begin) / turn));
    return who ? [who.id] : [];
  });
}

const GRAFANA_DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

export type GrafanaShift = {
  id: string;
  level: number;
  start: string;
  duration: number;
  frequency: 'hourly' | 'daily' | 'weekly';
  interval: number;
  week_start: string;
  by_day: string[] | null;
  rolling_users: string[][];
  start_rotation_from_user_index: number;
  until: string | null;
};

/** Events that recur, group by group; those of the highest level that has somebody are on call. */
export function naiveGrafana(zone: string, shifts: readonly GrafanaShift[], at: number): string[] {
  const shown = shownAt(zone, at);
  const here = shifts.filter((shift) => groupOf(shift, shown) !== undefined);
  const top = Math.max(...here.map(({ level }) => level));
  return here.filter(({ level }) => level === top).flatMap((shift) => groupOf(shift, shown) ?? []);
}

function groupOf(shift: GrafanaShift, shown: number): string[] | undefined {
  if (shift.until && shown >= Date.parse(`${shift.until}Z`)) return undefined;
  for (const { at, index } of eventsBefore(shift, shown)) {
    if (shown >= at && shown < at + shift.duration * 1_000) {
      return nth(shift.rolling_users, index + shift.start_rotation_from_user_index);
    }
  }
  return undefined;
}

/** Those that begin at most nine weeks before, each with its place in the rotation. */
function* eventsBefore(shift: GrafanaShift, shown: number): Generator<{ at: number; index: number }> {
  const start = Date.parse(`${shift.start}Z`);
  if (!shift.by_day) {
    const step = { hourly: 60 * MINUTE, daily: DAY, weekly: WEEK }[shift.frequency] * shift.interval;
    const last = Math.floor((shown - start) / step);
    for (let index = Math.max(0, last - 3); index <= last; index++) yield { at: start + index * step, index };
    return;
  }
  const weekStart = GRAFANA_DAYS.indexOf(shift.week_start);
  const week = (day: number) => Math.floor((midnight(day) / DAY + 3 - weekStart) / 7);
  let first = start;
  if (!shift.by_day.includes(GRAFANA_DAYS[weekday(start)] ?? '')) {
    const order = [...GRAFANA_DAYS.slice(weekStart), ...GRAFANA_DAYS.slice(0, weekStart)];
    const wanted = order.find((day) => shift.by_day?.includes(day));
    while (GRAFANA_DAYS[weekday(first)] !== wanted) first += DAY;
  }
  for (let at = first + Math.max(0, Math.floor((shown - first) / DAY) - 9) * DAY; at <= shown; at += DAY) {
    if (shift.by_day.includes(GRAFANA_DAYS[weekday(at)] ?? '')) yield { at, index: week(at) - week(first) };
  }
}
