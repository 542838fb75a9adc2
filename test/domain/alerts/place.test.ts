import { describe, expect, test } from 'vitest';
import { ServiceSettings } from '../../../src/contract/services.ts';
import { type Beside, groupKeyOf, placeAlert } from '../../../src/domain/alerts/place.ts';

const STORM = ServiceSettings.parse({}).stormPerMinute;
const now = new Date('2026-01-05T09:00:00Z');
const alone: Beside = { maintenanceId: null, recent: 0, newest: null, alike: null };

/** In short: how it is placed, and under what or until when. */
function placed(settings: Parameters<typeof ServiceSettings.parse>[0], beside: Partial<Beside>): string {
  const placing = placeAlert(now, ServiceSettings.parse(settings), { ...alone, ...beside });
  if (placing.as === 'held') return `held ${(placing.until.getTime() - now.getTime()) / 1_000}`;
  return placing.as === 'grouped' ? `grouped ${placing.under}` : placing.as;
}

describe('an alert that was just opened', () => {
  test.each([
    ['pages', {}, {}, 'triggered'],
    ['pages beside others', {}, { recent: STORM - 1, newest: 'h' }, 'triggered'],
    ['is held where its service says so', { holdSeconds: 30 }, {}, 'held 30'],
    ['joins what it has in common', { holdSeconds: 30 }, { alike: 'a', recent: 1, newest: 'h' }, 'grouped a'],
    ['joins the newest of a storm', { holdSeconds: 30 }, { recent: STORM, newest: 'h' }, 'grouped h'],
    ['is held in a storm that is over at once', {}, { recent: STORM }, 'held 60'],
    ['pages nobody under maintenance', {}, { maintenanceId: 'm', alike: 'a', recent: STORM }, 'maintained'],
  ])('%s', (_, settings, beside, expected) => {
    expect(placed(settings, beside)).toBe(expected);
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
