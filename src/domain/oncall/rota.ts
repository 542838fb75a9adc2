import type { Week } from '../../contract/calendars.ts';
import type { Layer } from '../../contract/schedules.ts';
import { DAY, HOUR } from '../../lib/clock.ts';
import { type Interval, openByWeekday, stretches } from '../calendars/hours.ts';

/**
 * Who is on call when: a pure function of the rules and an interval.
 *
 * Everything that begins or ends by the clock on the wall (a turn, a layer, the hours of a layer) does so at the first
 * instant at which the clock in the schedule's zone shows that time, or a later one. So a handover at a time that the
 * clocks skip comes at the first minute that is there; at one that they show twice it comes the first time, and whoever
 * has come on stays on when it is shown again. A turn that is skipped as a whole does not take place, and its
 * people come on again when it is their turn next. As each end is the beginning of what follows, also on such
 * days, nobody is left out between two turns or hours that meet on the wall, and no two of them are on call at once.
 *
 * A later layer takes the place of the earlier ones where it has somebody. An override takes the place of all of them, or
 * of one person while that one would be on call; a later override goes over an earlier one. Where there are no people, in a turn or
 * an override, it changes nothing.
 */

export type RotaLayer = Pick<Layer, 'turns' | 'start' | 'every' | 'hours' | 'end'>;
/** In epoch milliseconds, `to` excluded. */
type Span = { from: number; to: number };
export type RotaOverride = Span & { id: string; people: readonly string[]; replaces: string | null };
export type Rota = {
  timeZone: string;
  /** From the lowest. */
  layers: readonly RotaLayer[];
  /** From the one that was made first. */
  overrides: readonly RotaOverride[];
};

/** People, never none, who are on call from one instant until another. */
export type RotaShift = Span & {
  people: readonly string[];
  /** What puts them there: the index of a layer, or the id of an override. */
  by: number | string;
};

/** Changes of the clocks so long before an interval may still be felt in it: more than they were ever set back. */
const BEFORE = 2 * DAY;
const UNITS = { hours: HOUR, days: DAY, weeks: 7 * DAY };

/** The shifts within an interval, cut at its ends, in order; where there is none, nobody is on call. */
export function shiftsOf({ timeZone, layers, overrides }: Rota, from: number, to: number): RotaShift[] {
  const wall = wallOf(timeZone, from, to);
  let shifts: RotaShift[] = [];
  layers.forEach((layer, by) => {
    shifts = over(shifts, layerShifts(wall, layer, by));
  });
  for (const override of overrides) shifts = over(shifts, overrideShifts(shifts, override));
  return joined(within(shifts, { from, to }));
}

/** Those who are on call at an instant, in their order. */
export const onCallAt = (rota: Rota, at: number): readonly string[] =>
  shiftsOf(rota, at, at + 1)[0]?.people ?? [];

/** What comes after those who are on call at `at`, by the shifts from there until `to`; null: nothing changes until then. */
export function changeAfter(
  shifts: readonly RotaShift[],
  at: number,
  to: number,
): { at: number; people: readonly string[] } | null {
  const people = shifts[0]?.from === at ? shifts[0].people : [];
  let end = at;
  for (const shift of shifts) {
    if (shift.from > end && people.length > 0) break;
    if (!sameList(shift.people, people)) return { at: shift.from, people: shift.people };
    end = shift.to;
  }
  return people.length > 0 && end < to ? { at: end, people: [] } : null;
}

/** A time on the wall as if it were one of UTC, and from there to instants. */
type Wall = {
  /** What the clock shows where it is looked at first. */
  begin: number;
  /** When it shows this or later; `end` where that is not before. */
  instantOf(time: number): number;
  end: number;
};

function wallOf(timeZone: string, from: number, to: number): Wall {
  const all = [...stretches(timeZone, from - BEFORE, to)];
  return {
    begin: from - BEFORE + (all[0]?.offset ?? 0),
    instantOf(time) {
      const first = all.find(({ end, offset }) => end + offset > time);
      return first ? Math.max(first.begin, time - first.offset) : to;
    },
    end: to,
  };
}

function layerShifts(wall: Wall, { turns, start, every, hours, end }: RotaLayer, by: number): RotaShift[] {
  const begin = Date.parse(`${start}Z`);
  const length = every.count * UNITS[every.unit];
  const until = end === null ? wall.end : wall.instantOf(Date.parse(`${end}Z`));
  const shifts: RotaShift[] = [];
  let turn = Math.max(0, Math.floor((wall.begin - begin) / length));
  let from = wall.instantOf(begin + turn * length);
  while (from < until) {
    const next = wall.instantOf(begin + ++turn * length);
    const people = turns[(turn - 1) % turns.length] ?? [];
    const to = Math.min(next, until);
    if (from < to && people.length > 0) shifts.push({ from, to, people, by });
    from = next;
  }
  return hours ? common(shifts, hoursOn(wall, hours)) : shifts;
}

/** The hours of a week in order, without overlaps. */
function hoursOn(wall: Wall, week: Week): Span[] {
  const days = openByWeekday(week);
  const spans: Span[] = [];
  for (let day = Math.floor(wall.begin / DAY); wall.instantOf(day * DAY) < wall.end; day++) {
    // 1970 began on a Thursday.
    for (const { from, to } of days[(((day + 3) % 7) + 7) % 7] ?? ([] as Interval[])) {
      spans.push({ from: wall.instantOf(day * DAY + from), to: wall.instantOf(day * DAY + to) });
    }
  }
  return spans;
}

function overrideShifts(shifts: readonly RotaShift[], override: RotaOverride): RotaShift[] {
  const { id, people, replaces, from, to } = override;
  if (people.length === 0) return [];
  if (replaces === null) return [{ from, to, people, by: id }];
  return within(shifts, override)
    .filter((shift) => shift.people.includes(replaces))
    .map((shift) => ({
      ...shift,
      people: [...new Set(shift.people.flatMap((one) => (one === replaces ? people : [one])))],
      by: id,
    }));
}

/** What is in both; each in order. */
function common(shifts: readonly RotaShift[], spans: readonly Span[]): RotaShift[] {
  const both: RotaShift[] = [];
  let first = 0;
  for (const shift of shifts) {
    while ((spans[first]?.to ?? Number.POSITIVE_INFINITY) <= shift.from) first++;
    for (let index = first; index < spans.length; index++) {
      const span = spans[index];
      if (!span || span.from >= shift.to) break;
      both.push(...within([shift], span));
    }
  }
  return both;
}

/** The upper ones, and of the lower ones what they leave. */
function over(lower: readonly RotaShift[], upper: readonly RotaShift[]): RotaShift[] {
  const gaps: Span[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const { from, to } of upper) {
    gaps.push({ from: free, to: from });
    free = to;
  }
  gaps.push({ from: free, to: Number.POSITIVE_INFINITY });
  return [...common(lower, gaps), ...upper].sort((a, b) => a.from - b.from);
}

const within = (shifts: readonly RotaShift[], { from, to }: Span): RotaShift[] =>
  shifts
    .map((shift) => ({ ...shift, from: Math.max(shift.from, from), to: Math.min(shift.to, to) }))
    .filter((shift) => shift.from < shift.to);

/** Those that go on as they were, as one. */
function joined(shifts: readonly RotaShift[]): RotaShift[] {
  const apart: RotaShift[] = [];
  for (const shift of shifts) {
    const last = apart.at(-1);
    const goesOn = last?.to === shift.from && last.by === shift.by && sameList(last.people, shift.people);
    if (last && goesOn) last.to = shift.to;
    else apart.push({ ...shift });
  }
  return apart;
}

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((person, index) => person === other[index]);
