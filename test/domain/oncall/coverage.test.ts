import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Before,
  coverageOf,
  type Found,
  newlyFound,
  type Standing,
} from '../../../src/domain/oncall/coverage.ts';
import type { RotaLayer, TurnsLayer } from '../../../src/domain/oncall/layer-shifts.ts';
import { among, type Rota } from '../../../src/domain/oncall/rota.ts';
import type { Span } from '../../../src/domain/oncall/spans.ts';
import { workweek } from '../../support/calendars.ts';
import { anyRota, DAY, MINUTE } from './any-rota.ts';
import { naiveRota } from './naive-rota.ts';

const GOOD: Standing = { mayBeOnCall: true, isReached: true, isAway: false, inTeam: true };
const standings =
  (odd: Record<string, Partial<Standing>> = {}) =>
  (id: string): Standing => ({ ...GOOD, ...odd[id] });

const layer = (turns: string[][], more: Partial<TurnsLayer> = {}): TurnsLayer => ({
  ...{
    name: 'First',
    turns,
    start: '2026-01-05T09:00',
    every: { count: 1, unit: 'days' },
    hours: null,
    end: null,
  },
  ...more,
});
const span = (from: string, to: string): Span => ({ from: Date.parse(from), to: Date.parse(to) });
const words = (found: readonly Found[]) =>
  found.map(({ kind, personId, spans }) => {
    const times = spans.map(({ from, to }) =>
      [from, to].map((at) => new Date(at).toISOString().slice(5, 16)),
    );
    return `${kind}${personId ? ` ${personId}` : ''}: ${times.map((time) => time.join('/')).join(' ')}`;
  });
const rota = (layers: RotaLayer[], timeZone = 'UTC'): Rota => ({
  versions: [{ from: 0, timeZone, layers, skipAbsent: false }],
  ...{ overrides: [], absences: [] },
});
const WEEK = span('2026-01-05T09:00Z', '2026-01-12T09:00Z');

describe('what is found', () => {
  test('is nothing where somebody who can be reached is always on call', () => {
    expect(coverageOf(rota([layer([['ada'], ['ben']])]), standings(), WEEK)).toEqual([]);
  });

  test('is what nobody covers in the end, to the minute: not what one layer alone leaves open', () => {
    const office = layer([['ada']], { hours: workweek('09:00-17:31') });
    const nights = layer([['ben']], { end: '2026-01-07T03:17' });
    expect(words(coverageOf(rota([nights, office]), standings(), WEEK))).toEqual([
      'gap: 01-07T03:17/01-07T09:00 01-07T17:31/01-08T09:00 01-08T17:31/01-09T09:00 01-09T17:31/01-12T09:00',
    ]);
  });

  test('follows the wall when the clocks are changed', () => {
    const layers = [layer([['ada']], { start: '2026-01-01T00:00', hours: workweek('02:30-02:00') })];
    const berlin = rota(layers, 'Europe/Berlin');
    // From two until half past two nobody is; on the 25th of October that is half an hour twice, of which the first counts.
    const found = coverageOf(berlin, standings(), span('2026-10-22T22:00Z', '2026-10-23T22:00Z'));
    expect(words(found)).toEqual(['gap: 10-23T00:00/10-23T00:30']);
  });

  test('names who has left, also where another layer stands in', () => {
    const left = standings({ ben: { mayBeOnCall: false } });
    const alone = rota([layer([['ada'], ['ben']])]);
    expect(words(coverageOf(alone, left, span('2026-01-05T09:00Z', '2026-01-07T09:00Z')))).toEqual([
      'gap: 01-06T09:00/01-07T09:00',
      'gone ben: 01-06T09:00/01-07T09:00',
    ]);
    const below = rota([layer([['eve']]), layer([['ada'], ['ben']])]);
    expect(words(coverageOf(below, left, span('2026-01-05T09:00Z', '2026-01-07T09:00Z')))).toEqual([
      'gone ben: 01-06T09:00/01-07T09:00',
    ]);
    const by = (replaces: string | null) => ({
      ...alone,
      overrides: [{ ...WEEK, id: 'o', people: ['eve'], replaces }],
    });
    expect(coverageOf(by(null), left, WEEK)).toEqual([]);
    // Who has left is never on call, so nobody stands in for them; paging has it so as well.
    expect(coverageOf(by('ben'), left, WEEK)).toMatchObject([{ kind: 'gap' }]);
  });

  test('names whom no page reaches, who is away and who is not in the team, while they are on call', () => {
    const layers = [layer([['ada', 'ben'], ['eve']])];
    const odd = standings({ ben: { isReached: false }, eve: { isAway: true, inTeam: false } });
    const found = coverageOf(rota(layers), odd, span('2026-01-05T12:00Z', '2026-01-08T12:00Z'));
    expect(words(found)).toEqual([
      'unreached ben: 01-05T12:00/01-06T09:00 01-07T09:00/01-08T09:00',
      'away eve: 01-06T09:00/01-07T09:00 01-08T09:00/01-08T12:00',
      'outside eve: 01-06T09:00/01-07T09:00 01-08T09:00/01-08T12:00',
    ]);
  });

  test('names who is away by a calendar just while they are on call', () => {
    const absence = { person: 'ada', ...span('2026-01-06T08:00Z', '2026-01-07T12:30Z') };
    const rules = { ...rota([layer([['ada'], ['ben']])]), absences: [absence] };
    expect(words(coverageOf(rules, standings(), WEEK))).toEqual([
      'away ada: 01-06T08:00/01-06T09:00 01-07T09:00/01-07T12:30',
    ]);
    const skipping = { ...rules, versions: rules.versions.map((one) => ({ ...one, skipAbsent: true })) };
    expect(coverageOf(skipping, standings(), WEEK)).toEqual([]);
  });

  test('holds for each minute, whatever the rules are', () => {
    fc.assert(
      fc.property(anyRota, ({ rota, from, days }) => {
        const to = from + days * DAY;
        const odd = standings({ ada: { mayBeOnCall: false }, ben: { isReached: false } });
        const found = coverageOf(rota, odd, { from, to });
        const minutes = (to - from) / MINUTE;
        const said = (kind: string) => {
          const lines = Array.from({ length: minutes }, () => false);
          for (const one of found.filter((one) => one.kind === kind)) {
            for (const span of one.spans) {
              lines.fill(true, (span.from - from) / MINUTE, (span.to - from) / MINUTE);
            }
          }
          return lines;
        };
        const there = among(rota, (id) => id !== 'ada');
        const [meant, real] = [naiveRota(rota, from, to), naiveRota(there, from, to)];
        const names = (lines: string[], id: string) => lines.map((line) => line.split(' ').includes(id));
        expect(said('gap')).toEqual(real.map((line) => line === ''));
        expect(said('gone')).toEqual(names(meant, 'ada'));
        expect(said('unreached')).toEqual(names(real, 'ben'));
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is new', () => {
  const before: Before = {
    until: Date.parse('2026-01-12T09:00Z'),
    found: [
      { kind: 'gap', personId: null, spans: [span('2026-01-10T00:00Z', '2026-01-12T00:00Z')] },
      { kind: 'unreached', personId: 'ben', spans: [span('2026-01-06T09:00Z', '2026-01-07T09:00Z')] },
    ],
  };
  const fresh = (found: Found[], to = '2026-01-20T09:00Z', timeZone = 'UTC') =>
    words(newlyFound(found, before, timeZone, Date.parse(to)));
  const gaps = (...spans: Span[]): Found[] => [{ kind: 'gap', personId: null, spans }];

  test('is a person, or a lack, that was not found before', () => {
    const spans = [span('2026-01-06T09:00Z', '2026-01-07T09:00Z')];
    expect(fresh([{ kind: 'unreached', personId: 'ben', spans }])).toEqual([]);
    expect(fresh([{ kind: 'unreached', personId: 'ada', spans }])).toHaveLength(1);
    expect(fresh([{ kind: 'away', personId: 'ben', spans }])).toHaveLength(1);
  });

  test('is of a gap what was covered before', () => {
    expect(fresh(gaps(span('2026-01-10T00:00Z', '2026-01-12T00:00Z')))).toEqual([]);
    expect(fresh(gaps(span('2026-01-10T12:00Z', '2026-01-11T00:00Z')))).toEqual([]);
    expect(fresh(gaps(span('2026-01-09T23:59Z', '2026-01-12T00:01Z')))).toEqual([
      'gap: 01-09T23:59/01-10T00:00 01-12T00:00/01-12T00:01',
    ]);
    // It goes on behind what was looked at before.
    expect(fresh(gaps(span('2026-01-12T08:00Z', '2026-01-13T00:00Z')))).toEqual([
      'gap: 01-12T08:00/01-13T00:00',
    ]);
  });

  test('is no gap that comes into sight, and is there each week at this time', () => {
    expect(fresh(gaps(span('2026-01-17T00:00Z', '2026-01-19T00:00Z')))).toEqual([]);
    expect(fresh(gaps(span('2026-01-17T00:00Z', '2026-01-18T00:00Z')), '2026-01-18T00:00Z')).toEqual([]);
    expect(fresh(gaps(span('2026-01-16T00:00Z', '2026-01-19T00:00Z')))).toHaveLength(1);
    expect(fresh(gaps(span('2026-01-17T00:00Z', '2026-01-20T00:00Z')))).toHaveLength(1);
  });

  test('goes by the wall of the schedule', () => {
    const nightly: Before = {
      until: Date.parse('2026-03-27T00:00Z'),
      found: gaps(span('2026-03-25T16:00Z', '2026-03-26T08:00Z')),
    };
    const later = gaps(span('2026-04-01T15:00Z', '2026-04-02T07:00Z'));
    const end = Date.parse('2026-04-10T00:00Z');
    expect(newlyFound(later, nightly, 'Europe/Berlin', end)).toEqual([]);
    expect(newlyFound(later, nightly, 'UTC', end)).toHaveLength(1);
  });
});
