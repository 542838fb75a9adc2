import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MigrationTool } from '../../../src/contract/migrations.ts';
import { FORMATS } from '../../../src/domain/migration/formats.ts';
import type { FoundSchedule } from '../../../src/domain/migration/found.ts';
import { recordsIn } from '../../../src/domain/migration/records.ts';
import { layersOf, partsOf } from '../../../src/domain/migration/rotations.ts';
import { onCallAt, type Rota } from '../../../src/domain/oncall/rota.ts';
import { isDeskbellError } from '../../../src/lib/errors.ts';
import { type GrafanaShift, naiveGrafana, naiveOpsgenie, naivePagerDuty } from './naive-sources.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const NOW = Date.parse('2026-02-11T10:20:00Z');
const ZONES = [
  ...['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/Santiago'],
  ...['Africa/Cairo', 'Africa/Casablanca', 'Pacific/Chatham', 'UTC'],
];

/** The schedule of an export, as the format reads it. */
function read(tool: MigrationTool, data: unknown): FoundSchedule {
  const { records, left } = recordsIn([{ name: '', tree: data }], FORMATS[tool].aliases);
  const found = FORMATS[tool].read(records);
  const [schedule] = found.schedules;
  if (!schedule) throw new Error(JSON.stringify([...left, ...found.left]));
  return schedule;
}

/** Who is on call here by what becomes of it: of all schedules that it becomes. */
function rotasOf(schedule: FoundSchedule): Rota[] {
  return partsOf(schedule).map(({ timeZone, rotations }) => ({
    versions: [
      {
        ...{ from: Number.NEGATIVE_INFINITY, timeZone, skipAbsent: false },
        layers: rotations.flatMap((rotation) => layersOf(rotation, new Date(NOW))),
      },
    ],
    ...{ overrides: [], absences: [] },
  }));
}
const whoIn = (rotas: readonly Rota[], at: number) => new Set(rotas.flatMap((rota) => onCallAt(rota, at)));

const instant = fc.integer({ min: 0, max: 366 * 1_440 }).map((minute) => NOW + minute * MINUTE);
/** Changes of the clocks in the year that follows, and a few hours around. */
const CHANGES = [
  ...[
    '2026-03-08T07:00Z',
    '2026-03-29T01:00Z',
    '2026-04-04T15:00Z',
    '2026-04-05T03:00Z',
    '2026-09-06T04:00Z',
  ],
  ...[
    '2026-09-26T14:00Z',
    '2026-10-03T15:30Z',
    '2026-10-25T01:00Z',
    '2026-11-01T06:00Z',
    '2026-04-23T22:00Z',
  ],
].map((text) => Date.parse(text));
const oddInstant = fc
  .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -300, max: 300 }))
  .map(([change, minutes]) => change + minutes * MINUTE);
const instants = fc.array(fc.oneof(instant, oddInstant), { minLength: 12, maxLength: 12 });

const zone = fc.constantFrom(...ZONES);
const people = fc.uniqueArray(fc.constantFrom('ada', 'ben', 'eve', 'kim', 'lee'), {
  minLength: 1,
  maxLength: 5,
});
/** Half hours before and after now: mostly before. */
const around = fc
  .integer({ min: -40_000, max: 4_000 })
  .map((halves) => NOW - (NOW % (30 * MINUTE)) + halves * 30 * MINUTE);
const iso = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z');
const two = (part: number) => String(part).padStart(2, '0');
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 30))
  .map(([hour, minute]) => `${two(hour)}:${two(minute)}:00`);

test('who is on call by a schedule of PagerDuty is on call here, at any time of a year', () => {
  const restriction = fc.oneof(
    fc.record({
      type: fc.constant('daily_restriction' as const),
      start_time_of_day: time,
      duration_seconds: fc.integer({ min: 1, max: 48 }).map((halves) => halves * 1_800),
    }),
    fc.record({
      type: fc.constant('weekly_restriction' as const),
      start_time_of_day: time,
      duration_seconds: fc.integer({ min: 1, max: 336 }).map((halves) => halves * 1_800),
      start_day_of_week: fc.integer({ min: 1, max: 7 }),
    }),
  );
  const layer = fc.record({
    ...{ id: fc.uuid(), start: around.map(iso), rotation_virtual_start: around.map(iso) },
    end: fc.option(
      fc.integer({ min: 1, max: 300 }).map((days) => iso(NOW + days * DAY)),
      { freq: 4 },
    ),
    rotation_turn_length_seconds: fc.oneof(
      fc.constantFrom(86_400, 604_800, 1_209_600, 43_200),
      fc.integer({ min: 1, max: 300 }).map((hours) => hours * 3_600),
    ),
    users: people.map((ids) => ids.map((id) => ({ user: { id, type: 'user_reference', summary: id } }))),
    restrictions: fc.array(restriction, { maxLength: 3 }),
  });
  const schedule = fc.record({
    ...{ id: fc.constant('PI7DH85'), name: fc.constant('Primary'), time_zone: zone },
    schedule_layers: fc.array(layer, { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(schedule, instants, (schedule, at) => {
      const rotas = rotasOf(read('pagerduty', { schedules: [schedule] }));
      expect(rotas).toHaveLength(1);
      for (const one of at) expect(whoIn(rotas, one)).toEqual(new Set(naivePagerDuty(schedule, one)));
    }),
    { numRuns: 200 },
  );
});

test('who is on call by a schedule of Opsgenie is on call here, by one schedule or several', () => {
  const hour = fc.integer({ min: 0, max: 23 });
  const half = fc.constantFrom(0, 30);
  const times = { startHour: hour, startMin: half, endHour: hour, endMin: half };
  const isSpan = (one: { startHour: number; startMin: number; endHour: number; endMin: number }) =>
    one.startHour !== one.endHour || one.startMin !== one.endMin;
  const day = fc.constantFrom('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday');
  const timeRestriction = fc.oneof(
    fc.record({
      type: fc.constant('time-of-day' as const),
      restriction: fc.record(times).filter(isSpan),
    }),
    fc.record({
      type: fc.constant('weekday-and-time-of-day' as const),
      restrictions: fc.array(fc.record({ ...times, startDay: day, endDay: day }).filter(isSpan), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  );
  const rotation = fc
    .record({
      ...{ id: fc.uuid(), name: fc.constantFrom('Days', 'Nights', 'Weekend'), startDate: around.map(iso) },
      endDate: fc.option(
        fc.integer({ min: 1, max: 300 }).map((days) => iso(NOW + days * DAY)),
        { freq: 4, nil: undefined },
      ),
      type: fc.constantFrom('hourly' as const, 'daily' as const, 'weekly' as const),
      length: fc.integer({ min: 1, max: 20 }),
      participants: people.map((ids) =>
        ids.map((id) => ({ type: 'user', id, username: `${id}@example.com` })),
      ),
      timeRestriction: fc.option(timeRestriction, { nil: undefined }),
    })
    .map((all) => JSON.parse(JSON.stringify(all)) as typeof all & { endDate: string });
  const schedule = fc.record({
    ...{ id: fc.constant('s1'), name: fc.constant('Ops'), timezone: zone },
    rotations: fc.array(rotation, { minLength: 1, maxLength: 3 }),
  });
  const counts = new Set<number>();
  fc.assert(
    fc.property(schedule, instants, (schedule, at) => {
      const rotas = rotasOf(read('opsgenie', { schedules: [schedule] }));
      counts.add(rotas.length);
      for (const one of at) expect(whoIn(rotas, one)).toEqual(new Set(naiveOpsgenie(schedule, one)));
    }),
    { numRuns: 200 },
  );
  expect([...counts].toSorted()).toEqual([1, 2, 3]);
});

test('who is on call by shifts of Grafana OnCall is on call here, or it is said why not', () => {
  const day = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
  const shift = fc.record({
    ...{ id: fc.uuid(), name: fc.constant('Shift'), type: fc.constant('rolling_users') },
    level: fc.integer({ min: 0, max: 2 }),
    start: around.map((at) => iso(at).slice(0, 19)),
    until: fc.option(
      fc.integer({ min: 1, max: 300 }).map((days) => iso(NOW + days * DAY).slice(0, 19)),
      { freq: 4 },
    ),
    duration: fc.oneof(
      fc.constantFrom(3_600, 28_800, 43_200, 86_400, 604_800, 1_209_600),
      fc.integer({ min: 1, max: 60 }).map((halves) => halves * 1_800),
    ),
    frequency: fc.constantFrom('hourly' as const, 'daily' as const, 'weekly' as const),
    interval: fc.constantFrom(1, 1, 1, 2, 8),
    week_start: day,
    by_day: fc.option(fc.uniqueArray(day, { minLength: 1, maxLength: 7 }), { freq: 1 }),
    rolling_users: fc.array(people, { minLength: 1, maxLength: 4 }),
    start_rotation_from_user_index: fc.constant(0),
  });
  const shifts = fc.uniqueArray(shift, { minLength: 1, maxLength: 3, selector: ({ level }) => level });
  let taken = 0;
  let total = 0;
  fc.assert(
    fc.property(shifts, zone, instants, (shifts: GrafanaShift[], time_zone, at) => {
      total += 1;
      const schedule = { id: 'S1', name: 'Web', type: 'web', time_zone, shifts: shifts.map(({ id }) => id) };
      const data = { schedules: { results: [schedule] }, on_call_shifts: { results: shifts } };
      const rotas = readable(() => rotasOf(read('grafana_oncall', data)));
      if (!rotas) return;
      taken += 1;
      for (const one of at) expect(whoIn(rotas, one)).toEqual(new Set(naiveGrafana(time_zone, shifts, one)));
    }),
    { numRuns: 800 },
  );
  expect(taken / total).toBeGreaterThan(0.1);
});

/** What is refused says so by its place in what is left out. */
function readable<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (isDeskbellError(error) || /cannot be taken over/.test((error as Error).message)) return undefined;
    throw error;
  }
}

test('shifts of one level of Grafana OnCall that overlap become schedules of their own', () => {
  const shift = (id: string, user: string, duration: number) => ({
    ...{ id, name: id, type: 'rolling_users', level: 1, start: '2026-01-05T08:00:00', duration },
    ...{ frequency: 'daily', interval: 1, rolling_users: [[user]] },
  });
  const schedule = {
    id: 'S1',
    name: 'Both',
    type: 'web',
    time_zone: 'Europe/Berlin',
    shifts: ['one', 'two'],
  };
  const data = {
    schedules: { results: [schedule] },
    on_call_shifts: { results: [shift('one', 'ada', 43_200), shift('two', 'ben', 21_600)] },
  };
  const rotas = rotasOf(read('grafana_oncall', data));
  expect(rotas).toHaveLength(2);
  expect(whoIn(rotas, Date.parse('2026-07-01T08:00Z'))).toEqual(new Set(['ada', 'ben']));
  expect(whoIn(rotas, Date.parse('2026-07-01T16:00Z'))).toEqual(new Set(['ada']));
});
