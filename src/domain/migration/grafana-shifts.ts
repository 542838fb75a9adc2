import { z } from 'zod';
import { DAY, MINUTE } from '../../lib/clock.ts';
import { fail } from '../../lib/errors.ts';
import type { Rotation, WeekSpan } from './found.ts';
import { Key, nameOf } from './reader.ts';
import { daily, minuteOfWeek } from './wall.ts';

/**
 * Shifts of Grafana OnCall: events that recur as RFC 5545 has it, and people who take turns from one to the next. Their
 * times are those of the wall in the zone of the shift, or else of its schedule.
 */

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const Day = z.enum(DAYS);
const Wall = z.string().transform((text, context) => {
  const time = Date.parse(`${text.replace(/(?:Z|[+-]00:?00)$/, '').replace(/\.\d+$/, '')}Z`);
  if (Number.isFinite(time)) return Math.floor(time / MINUTE) * MINUTE;
  context.addIssue('must be a time such as 2020-09-10T08:00:00');
  return z.NEVER;
});
const People = z.array(Key);

export const Shift = z.object({
  ...{ id: Key, name: z.string().nullish(), type: z.string(), time_zone: z.string().nullish() },
  ...{
    level: z.number().int().nullish(),
    start: Wall,
    rotation_start: Wall.nullish(),
    until: Wall.nullish(),
  },
  duration: z.number().int().min(1),
  frequency: z.enum(['hourly', 'daily', 'weekly', 'monthly']).nullish(),
  interval: z.number().int().min(1).nullish(),
  ...{ week_start: Day.nullish(), by_day: z.array(Day).nullish() },
  ...{ by_month: z.array(z.number()).nullish(), by_monthday: z.array(z.number()).nullish() },
  ...{ users: People.nullish(), rolling_users: z.array(People).nullish() },
  start_rotation_from_user_index: z.number().int().min(0).nullish(),
});
export type Shift = z.output<typeof Shift>;

const PERIODS = { hourly: 60, daily: 1_440, weekly: 10_080 };

/** @throws `invalid` for what no layer here could say */
export function rotationOf(shift: Shift, timeZone: string): Rotation {
  const { start, frequency, until } = shift;
  if (shift.duration % 60 !== 0)
    fail('invalid', `it lasts ${shift.duration} seconds; here shifts last minutes`);
  const duration = shift.duration / 60;
  const common = {
    ...{ key: shift.id, name: nameOf(shift.name, shift.id), timeZone, turns: turnsOf(shift) },
    until: until ?? null,
  };
  if (!frequency) {
    const end = start + duration * MINUTE;
    return { ...common, first: start, from: start, until: end, minutes: 10_080, hours: null };
  }
  if (frequency === 'monthly' || shift.by_month?.length || shift.by_monthday?.length) {
    return fail('invalid', 'it recurs by months; here turns last hours, days or weeks');
  }
  const from = Math.max(start, shift.rotation_start ?? start);
  const period = PERIODS[frequency] * (shift.interval ?? 1);
  const days = shift.by_day?.length ? [...new Set(shift.by_day)] : null;
  if (days) return { ...common, ...onDays(shift, days, { duration, from, groups: common.turns.length }) };
  if (duration > period) fail('invalid', 'its shifts overlap');
  const turn = { first: start, from, minutes: period };
  if (duration === period) return { ...common, ...turn, hours: null };
  if (period === 1_440) return { ...common, ...turn, hours: daily(minuteOfWeek(start) % 1_440, duration) };
  if (period === 10_080) {
    return { ...common, ...turn, hours: [{ from: minuteOfWeek(start), minutes: duration }] };
  }
  return fail('invalid', 'there are pauses between its shifts that no week has alike');
}

function turnsOf(shift: Shift): string[][] {
  if (shift.type !== 'rolling_users') return [shift.users ?? []];
  const rolling = shift.rolling_users ?? [];
  const begin = shift.start_rotation_from_user_index ?? 0;
  return [...rolling.slice(begin), ...rolling.slice(0, begin)];
}

/** On some days of each week; whoever has the week is on call on all of them. */
function onDays(
  shift: Shift,
  days: (typeof DAYS)[number][],
  { duration, from, groups }: { duration: number; from: number; groups: number },
) {
  const isWeekly = shift.frequency === 'weekly';
  if ((shift.interval ?? 1) !== 1 || (!isWeekly && (shift.frequency !== 'daily' || groups > 1))) {
    return fail('invalid', 'it takes place on some days, and not in turns of one week');
  }
  const time = minuteOfWeek(shift.start) % 1_440;
  const weekStart = DAYS.indexOf(shift.week_start ?? 'SU');
  const inOrder = days.map((day) => (DAYS.indexOf(day) - weekStart + 7) % 7).toSorted((a, b) => a - b);
  const gaps = inOrder.map((day, index) => ((inOrder[index + 1] ?? (inOrder[0] ?? 0) + 7) - day) * 1_440);
  if (gaps.some((gap) => duration > gap)) fail('invalid', 'its shifts overlap');
  const hours: WeekSpan[] = days.map((day) => ({
    from: DAYS.indexOf(day) * 1_440 + time,
    minutes: duration,
  }));
  const dayOfStart = (Math.floor(minuteOfWeek(shift.start) / 1_440) - weekStart + 7) % 7;
  // Turns are handed over where the first shift of a week begins, so that none is cut. What begins on another day
  // waits for that.
  const isOnDay = inOrder.includes(dayOfStart);
  const [firstDay = 0] = inOrder;
  const first = shift.start + (isOnDay ? firstDay - dayOfStart : (firstDay - dayOfStart + 7) % 7) * DAY;
  return { first, from: Math.max(from, isOnDay ? from : first), minutes: 10_080, hours };
}
