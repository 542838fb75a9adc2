import { describe, expect, test } from 'vitest';
import type { RotaLayer, TurnsLayer } from '../../../src/domain/oncall/layer-shifts.ts';
import { type Rota, type RotaRules, shiftsOf } from '../../../src/domain/oncall/rota.ts';
import { workweek } from '../../support/calendars.ts';

const layer = (turns: string[][], start: string, more: Partial<TurnsLayer> = {}): TurnsLayer => ({
  ...{ name: 'L', turns, start, every: { count: 1, unit: 'days' }, hours: null, end: null },
  ...more,
});
const rules = (layers: RotaLayer[], from = '2020-01-01T00:00Z', more: Partial<RotaRules> = {}) => ({
  ...{ from: Date.parse(from), timeZone: 'Europe/Berlin', layers, skipAbsent: false, ...more },
});
const lines = (
  { layers, ...rota }: Partial<Rota> & { layers?: RotaLayer[] },
  from: string,
  to: string,
): string[] =>
  shiftsOf(
    { versions: [rules(layers ?? [])], overrides: [], absences: [], ...rota },
    Date.parse(from),
    Date.parse(to),
  ).map((shift) => `${new Date(shift.from).toISOString().slice(5, 16)} ${shift.people.join('+')}`);
const span = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) });

describe('a handover', () => {
  const daily = (time: string) => [layer([['ada'], ['ben', 'eve']], `2026-01-01T${time}`)];

  test('keeps its time on the wall when the clocks are changed', () => {
    expect(lines({ layers: daily('09:00') }, '2026-03-28T08:00Z', '2026-03-30T08:00Z')).toEqual([
      '03-28T08:00 ada',
      '03-29T07:00 ben+eve',
      '03-30T07:00 ada',
    ]);
  });

  test('at a time that is skipped comes at the first minute that is there', () => {
    expect(lines({ layers: daily('02:30') }, '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual([
      '03-28T12:00 ada',
      '03-29T01:00 ben+eve',
    ]);
  });

  test('at a time that is shown twice comes the first time', () => {
    expect(lines({ layers: daily('02:30') }, '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual([
      '10-24T12:00 ada',
      '10-25T00:30 ben+eve',
    ]);
  });
});

test('a later layer goes over the earlier ones in its hours, and an override over all of them', () => {
  const layers = [
    layer([['ada'], ['ben']], '2026-01-05T00:00', { every: { count: 1, unit: 'weeks' } }),
    layer([['eve']], '2026-01-05T00:00', { hours: workweek('09:00-17:00') }),
  ];
  const override = (from: string, to: string, replaces: string | null) => ({
    ...{ id: from, from: Date.parse(from), to: Date.parse(to), people: ['kim'], replaces },
  });
  expect(lines({ layers }, '2026-01-11T22:00Z', '2026-01-12T18:00Z')).toEqual([
    '01-11T22:00 ada',
    '01-11T23:00 ben',
    '01-12T08:00 eve',
    '01-12T16:00 ben',
  ]);
  const overrides = [
    override('2026-01-12T07:00Z', '2026-01-12T17:00Z', 'ben'),
    override('2026-01-12T16:30Z', '2026-01-12T16:45Z', null),
  ];
  expect(lines({ layers, overrides }, '2026-01-12T06:00Z', '2026-01-12T18:00Z')).toEqual([
    '01-12T06:00 ben',
    '01-12T07:00 kim',
    '01-12T08:00 eve',
    '01-12T16:00 kim',
    '01-12T16:30 kim',
    '01-12T16:45 kim',
    '01-12T17:00 ben',
  ]);
});

test('each instant goes by the version that was valid then; what goes on as it was is one shift', () => {
  const versions = [
    rules([layer([['ada'], ['ben']], '2026-01-01T09:00')], '2026-01-05T00:00Z'),
    rules(
      [layer([['ada'], ['ben']], '2026-01-01T09:00'), layer([['eve']], '2026-02-01T09:00')],
      '2026-01-06T00:00Z',
    ),
    rules([layer([['kim']], '2026-01-01T09:00')], '2026-01-06T12:00Z'),
  ];
  expect(lines({ versions }, '2026-01-04T00:00Z', '2026-01-07T00:00Z')).toEqual([
    '01-05T00:00 ben',
    '01-05T08:00 ada',
    '01-06T08:00 ben',
    '01-06T12:00 kim',
  ]);
});

test('a calendar says who is on call: several at once together, in the order in which they came', () => {
  const events = [
    { ...span('2026-01-05T10:00Z', '2026-01-05T12:00Z'), people: ['ben'] },
    { ...span('2026-01-05T08:00Z', '2026-01-05T11:00Z'), people: ['eve'] },
    { ...span('2026-01-05T08:00Z', '2026-01-05T18:00Z'), people: [] },
  ];
  const layers = [layer([['ada']], '2026-01-01T00:00'), { name: 'Outside', events }];
  expect(lines({ layers }, '2026-01-05T06:00Z', '2026-01-05T18:00Z')).toEqual([
    '01-05T06:00 ada',
    '01-05T08:00 eve',
    '01-05T10:00 eve+ben',
    '01-05T11:00 ben',
    '01-05T12:00 ada',
  ]);
});

describe('rules that skip absent people', () => {
  const from = '2026-01-05T00:00Z';
  const skipping = (layers: RotaLayer[]) => [rules(layers, from, { skipAbsent: true })];
  const away = (person: string, to = '2026-01-09T00:00Z') => ({ person, ...span('2026-01-05T06:00Z', to) });
  const day = (rota: Partial<Rota>) => lines(rota, '2026-01-05T00:00Z', '2026-01-06T00:00Z');
  const together = layer([['ada', 'ben'], ['eve'], ['kim']], '2026-01-05T00:00', {
    every: { count: 1, unit: 'weeks' },
  });

  test('leave out of a turn who is away, and bring in the next turn where nobody is left', () => {
    const versions = skipping([together]);
    const both = [away('ada'), away('ben', '2026-01-05T12:00Z')];
    expect(day({ versions, absences: both })).toEqual([
      '01-05T00:00 ada+ben',
      '01-05T06:00 eve',
      '01-05T12:00 ben',
    ]);
    expect(day({ versions, absences: [...both, away('eve')] })[1]).toBe('01-05T06:00 kim');
  });

  test('go on to the layers below, and leave it to those whose turn it is where nobody is there at all', () => {
    const absences = [away('lee')];
    const alone = layer([['lee']], '2026-01-01T00:00');
    expect(day({ versions: skipping([together, alone]), absences })).toEqual([
      '01-05T00:00 lee',
      '01-05T06:00 ada+ben',
    ]);
    expect(day({ versions: skipping([alone]), absences })).toEqual(['01-05T00:00 lee']);
  });

  test('leave it to an override who stands in for somebody, and take it at its word', () => {
    const overrides = [
      { id: '1', people: ['lee'], replaces: 'ada', ...span('2026-01-05T06:00Z', '2026-01-05T12:00Z') },
    ];
    const versions = skipping([layer([['ada'], ['eve']], '2026-01-01T00:00', { every: together.every })]);
    expect(day({ versions, overrides, absences: [away('ada'), away('lee')] })).toEqual([
      '01-05T00:00 ada',
      '01-05T06:00 lee',
      '01-05T12:00 eve',
    ]);
  });

  test('do nothing where they are not asked to', () => {
    const versions = [rules([together], from)];
    expect(day({ versions, absences: [away('ada')] })).toEqual(['01-05T00:00 ada+ben']);
  });
});
