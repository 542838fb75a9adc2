import type { Week } from '../../contract/calendars.ts';
import type { TurnsLayer as Layer } from '../../contract/schedules.ts';
import { DAY, HOUR } from '../../lib/clock.ts';
import { type Interval, openByWeekday, stretches } from '../calendars/hours.ts';
import { common, cutAt, type Span, within } from './spans.ts';

/** People who take turns. */
export type TurnsLayer = Pick<Layer, 'name' | 'turns' | 'start' | 'every' | 'hours' | 'end'>;
/** What a calendar says: several at once are on call together, who came first before the others. */
export type ListedLayer = { name: string; events: readonly (Span & { people: readonly string[] })[] };
export type RotaLayer = TurnsLayer | ListedLayer;

/** People, never none, who are on call from one instant until another. */
export type RotaShift = Span & {
  people: readonly string[];
  /** What puts them there; the other one is null. */
  layer: string | null;
  overrideId: string | null;
};

/** When somebody is away, by their id; in order and apart. */
export type Away = ReadonlyMap<string, readonly Span[]>;

/** Changes of the clocks so long before an interval may still be felt in it: more than they were ever set back. */
const BEFORE = 2 * DAY;
const UNITS = { hours: HOUR, days: DAY, weeks: 7 * DAY };

/** A time on the wall as if it were one of UTC, and from there to instants. */
export type Wall = {
  /** What the clock shows where it is looked at first. */
  begin: number;
  /** When it shows this or later; `end` where that is not before. */
  instantOf(time: number): number;
  end: number;
};

export function wallOf(timeZone: string, { from, to }: Span): Wall {
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

/** The shifts of one layer, in order and apart, without those who are away. */
export function layerShifts(wall: Wall, layer: RotaLayer, away: Away): RotaShift[] {
  return 'events' in layer ? listedShifts(layer, away) : turnShifts(wall, layer, away);
}

function listedShifts({ name, events }: ListedLayer, away: Away): RotaShift[] {
  const ordered = events.filter(({ people }) => people.length > 0).toSorted((a, b) => a.from - b.from);
  const ends = [...new Set(ordered.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  return ends.slice(1).flatMap((to, index) => {
    const from = ends[index] ?? to;
    const people = [
      ...new Set(ordered.flatMap((event) => (event.from <= from && event.to >= to ? event.people : []))),
    ];
    return piecesOf({ from, to, people, layer: name, overrideId: null }, people, away).flatMap((piece) => {
      const there = thereAt(piece.from, people, away);
      return there.length > 0 ? [{ ...piece, people: there }] : [];
    });
  });
}

function turnShifts(wall: Wall, layer: TurnsLayer, away: Away): RotaShift[] {
  const { name, turns, start, every, hours, end } = layer;
  const begin = Date.parse(`${start}Z`);
  const length = every.count * UNITS[every.unit];
  const until = end === null ? wall.end : wall.instantOf(Date.parse(`${end}Z`));
  const shifts: (RotaShift & { turn: number })[] = [];
  let turn = Math.max(0, Math.floor((wall.begin - begin) / length));
  let from = wall.instantOf(begin + turn * length);
  while (from < until) {
    const to = Math.min(wall.instantOf(begin + (turn + 1) * length), until);
    const people = turns[turn % turns.length] ?? [];
    if (from < to && people.length > 0) {
      shifts.push({ from, to, people, layer: name, overrideId: null, turn: turn % turns.length });
    }
    from = wall.instantOf(begin + ++turn * length);
  }
  const open = hours ? common(shifts, hoursOn(wall, hours)) : shifts;
  return open.flatMap(({ turn, ...shift }) =>
    piecesOf(shift, turns.flat(), away).flatMap((piece) => {
      const there = nextThere(piece.from, turns, turn, away);
      return there.length > 0 ? [{ ...piece, people: there }] : [];
    }),
  );
}

/** Those of a turn who are there; where none is, those of the next one who are. */
function nextThere(at: number, turns: TurnsLayer['turns'], turn: number, away: Away): readonly string[] {
  for (let more = 0; more < turns.length; more++) {
    const there = thereAt(at, turns[(turn + more) % turns.length] ?? [], away);
    if (there.length > 0) return there;
  }
  return [];
}

const thereAt = (at: number, people: readonly string[], away: Away): readonly string[] =>
  people.filter((one) => !away.get(one)?.some(({ from, to }) => from <= at && at < to));

/** Cut where one of these people goes away or comes back. */
function piecesOf(shift: RotaShift, people: readonly string[], away: Away): RotaShift[] {
  const spans = people.flatMap((one) => within(away.get(one) ?? [], shift));
  return spans.length === 0
    ? [shift]
    : cutAt(
        shift,
        spans.flatMap(({ from, to }) => [from, to]),
      );
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
