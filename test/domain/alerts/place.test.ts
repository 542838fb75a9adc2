import { describe, expect, test } from 'vitest';
import { ServiceSettings } from '../../../src/contract/services.ts';
import { groupKeyOf, type Head, placeAlert } from '../../../src/domain/alerts/place.ts';

const STORM = ServiceSettings.parse({}).stormPerMinute;
const now = new Date('2026-01-05T09:00:00Z');
const head = (id: string, secondsAgo: number, more: Partial<Head> = {}): Head => ({
  ...{ id, open: true, groupKey: null, firstAt: new Date(now.getTime() - secondsAgo * 1_000), ...more },
});
const many = (count: number, more: Partial<Head> = {}) =>
  Array.from({ length: count }, (_, n) => head(`h${n}`, n, more));

/** In short: how it is placed, and under what or until when. */
function placed(
  settings: Parameters<typeof ServiceSettings.parse>[0],
  heads: Head[],
  alert: Partial<Parameters<typeof placeAlert>[2]> = {},
): string {
  const known = { groupKey: null, maintenanceId: null, ...alert };
  const placing = placeAlert(now, ServiceSettings.parse(settings), known, heads);
  if (placing.as === 'held') return `held ${(placing.until.getTime() - now.getTime()) / 1_000}`;
  return placing.as === 'grouped' ? `grouped ${placing.under}` : placing.as;
}
const group = { group: { minutes: 10, labels: ['job'] } };

describe('an alert that was just opened', () => {
  test.each([
    ['pages', {}, [], {}, 'triggered'],
    ['pages beside others', {}, many(STORM - 1), {}, 'triggered'],
    ['is held where its service says so', { holdSeconds: 30 }, [], {}, 'held 30'],
    [
      'joins what it has in common',
      group,
      [head('a', 500, { groupKey: 'x' })],
      { groupKey: 'x' },
      'grouped a',
    ],
    ['not what is other', group, [head('a', 5, { groupKey: 'y' })], { groupKey: 'x' }, 'triggered'],
    [
      'not what is over',
      group,
      [head('a', 5, { groupKey: 'x', open: false })],
      { groupKey: 'x' },
      'triggered',
    ],
    [
      'not what began too long ago',
      group,
      [head('a', 601, { groupKey: 'x' })],
      { groupKey: 'x' },
      'triggered',
    ],
    ['joins the newest of a storm', {}, many(STORM), {}, 'grouped h0'],
    ['a storm ends', {}, many(STORM).map((one) => head(one.id, 60)), {}, 'triggered'],
    ['is held in a storm that is over at once', {}, many(STORM, { open: false }), {}, 'held 60'],
    ['pages nobody under maintenance', group, many(STORM), { maintenanceId: 'm' }, 'maintained'],
  ])('%s', (_, settings, heads, alert, expected) => {
    expect(placed(settings, heads, alert)).toBe(expected);
  });
});

test('what a group has in common are the values of its labels', () => {
  const key = (labels: Record<string, string>, names = ['job', 'zone']) =>
    groupKeyOf(ServiceSettings.parse({ group: { minutes: 1, labels: names } }), labels);
  expect(key({ job: 'a', zone: 'b' })).toBe(key({ zone: 'b', job: 'a', host: 'c' }));
  expect(key({ job: 'a,b' })).not.toBe(key({ job: 'a', zone: 'b' }));
  // What is not there is not the same as what is empty, nor what every object has.
  expect(key({ job: '' }, ['job'])).not.toBe(key({}, ['job']));
  expect(key({}, ['toString'])).toBe('[null]');
  expect(key({ job: 'a' }, [])).toBe(key({}, []));
  expect(groupKeyOf(ServiceSettings.parse({}), { job: 'a' })).toBeNull();
});
