import fc from 'fast-check';
import type { TurnsLayer } from '../../../src/domain/oncall/layer-shifts.ts';
import type { Rota } from '../../../src/domain/oncall/rota.ts';
import { anyWeek, changesOf } from '../../support/calendars.ts';

export const MINUTE = 60_000;
export const DAY = 1_440 * MINUTE;
export const FIRST = Date.parse('2024-01-01T00:00Z');
const LAST = Date.parse('2035-12-31T00:00Z');
const ZONES = [
  ...['Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Cairo', 'Africa/Casablanca', 'Asia/Kathmandu'],
  ...['America/New_York', 'Europe/Berlin', 'America/Santiago', 'Pacific/Chatham', 'Asia/Beirut'],
  ...['Antarctica/Troll', 'America/St_Johns', 'America/Havana', 'UTC'],
];

const places = ZONES.map((timeZone) => ({ timeZone, changes: changesOf(timeZone, FIRST, LAST) }));

/** Whole minutes in a span; often full hours or halves. */
export const minutes = (min: number, max: number) =>
  fc.oneof(
    fc.integer({ min: Math.ceil(min / 30), max: Math.floor(max / 30) }).map((halves) => halves * 30),
    fc.integer({ min, max }),
  );
export const wallTime = (at: number) => new Date(at).toISOString().slice(0, 16);
const person = fc.constantFrom('ada', 'ben', 'eve', 'kim', 'lee');
const name = fc.constantFrom('First', 'Second', 'Third');
const people = fc.uniqueArray(person, { maxLength: 3 });

/** Rules with an interval of a few days; three of four are at a change of the clocks. */
export const anyRota = fc
  .constantFrom(...places)
  .chain(({ timeZone, changes }) => {
    const anyTime = fc.integer({ min: FIRST / MINUTE, max: LAST / MINUTE }).map((minute) => minute * MINUTE);
    const odd = fc
      .tuple(fc.constantFrom(...(changes.length > 0 ? changes : [FIRST])), minutes(-2_880, 0))
      .map(([change, off]) => change + off * MINUTE);
    return fc.record({
      timeZone: fc.constant(timeZone),
      from: fc.oneof({ arbitrary: odd, weight: 3 }, { arbitrary: anyTime, weight: 1 }),
    });
  })
  .chain(({ timeZone, from }) => {
    const near = minutes(-4_000, 6_000).map((off) => from + off * MINUTE);
    const start = fc.oneof(
      near,
      fc.integer({ min: 0, max: 300_000 }).map((off) => from - off * 10 * MINUTE),
    );
    const turns: fc.Arbitrary<TurnsLayer> = fc.record({
      name,
      turns: fc.array(people, { minLength: 1, maxLength: 4 }),
      start: start.map(wallTime),
      every: fc.record({
        count: fc.integer({ min: 1, max: 13 }),
        unit: fc.constantFrom('hours' as const, 'days' as const, 'weeks' as const),
      }),
      hours: fc.option(anyWeek),
      end: fc.option(near.map(wallTime), { freq: 4 }),
    });
    const spanned = <Rest extends object>(rest: fc.Arbitrary<Rest>) =>
      fc
        .tuple(near, minutes(1, 3_000), rest)
        .map(([from, length, more]) => ({ from, to: from + length * MINUTE, ...more }));
    const listed = fc.record({ name, events: fc.array(spanned(fc.record({ people })), { maxLength: 5 }) });
    const version = (from: fc.Arbitrary<number>) =>
      fc.record({
        from,
        timeZone: fc.oneof(
          { arbitrary: fc.constant(timeZone), weight: 4 },
          { arbitrary: fc.constantFrom(...ZONES), weight: 1 },
        ),
        layers: fc.array(fc.oneof({ arbitrary: turns, weight: 3 }, { arbitrary: listed, weight: 1 }), {
          maxLength: 3,
        }),
        skipAbsent: fc.boolean(),
      });
    const rota: fc.Arbitrary<Rota> = fc.record({
      versions: fc
        .tuple(
          version(fc.oneof(fc.constant(FIRST - 9 * DAY), near)),
          fc.array(version(near), { maxLength: 2 }),
        )
        .map(([first, more]) => [first, ...more].sort((a, b) => a.from - b.from)),
      overrides: fc.array(spanned(fc.record({ id: fc.uuid(), people, replaces: fc.option(person) })), {
        maxLength: 3,
      }),
      absences: fc.array(spanned(fc.record({ person })), { maxLength: 6 }),
      gone: fc
        .oneof({ arbitrary: fc.constant([]), weight: 2 }, fc.array(fc.tuple(person, near), { maxLength: 3 }))
        .map((pairs) => new Map(pairs)),
    });
    return fc.record({
      ...{ rota, timeZone: fc.constant(timeZone) },
      ...{ from: fc.constant(from), days: fc.integer({ min: 1, max: 5 }) },
    });
  });
