import { describe, expect, test } from 'vitest';
import { type Rota, type RotaLayer, shiftsOf } from '../../../src/domain/oncall/rota.ts';
import { workweek } from '../../support/calendars.ts';

const layer = (turns: string[][], start: string, more: Partial<RotaLayer> = {}): RotaLayer => ({
  ...{ turns, start, every: { count: 1, unit: 'days' }, hours: null, end: null },
  ...more,
});
const lines = (rota: Partial<Rota>, from: string, to: string) =>
  shiftsOf(
    { timeZone: 'Europe/Berlin', layers: [], overrides: [], ...rota },
    Date.parse(from),
    Date.parse(to),
  ).map((shift) => `${new Date(shift.from).toISOString().slice(5, 16)} ${shift.people.join('+')}`);

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
