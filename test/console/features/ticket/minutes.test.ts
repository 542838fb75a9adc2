import { expect, test } from 'vitest';
import { instantOf, minuteOf } from '../../../../src/console/features/ticket/minutes.ts';

test.each(['2026-03-01T09:05:00.000Z', '2026-07-31T23:59:00.000Z', '0999-12-31T12:00:00.000Z'])(
  '%s comes back from an input of the browser',
  (at) => {
    expect(minuteOf(at)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
    expect(Date.parse(instantOf(minuteOf(at)) ?? '')).toBe(Date.parse(at));
  },
);

test('none is an empty text', () => {
  expect(minuteOf(null)).toBe('');
  expect(instantOf('')).toBeNull();
});
