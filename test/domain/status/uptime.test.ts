import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uptime, uptimeInPercent } from '../../../src/domain/status/uptime.ts';

type Span = { from: number; to: number };
const SECOND = 1_000;

/** Second by second, each looked at alone. */
function naive(window: Span, since: number, down: Span[], maintenance: Span[]): number | null {
  const isIn = (second: number) => (span: Span) => span.from <= second && second < span.to;
  let [counted, up] = [0, 0];
  for (let second = window.from; second < window.to; second += SECOND) {
    if (second < since || maintenance.some(isIn(second))) continue;
    counted += 1;
    if (!down.some(isIn(second))) up += 1;
  }
  return counted === 0 ? null : up / counted;
}

const second = fc.integer({ min: -50, max: 450 }).map((count) => count * SECOND);
const span = fc.tuple(second, second).map(([one, other]) => ({
  ...{ from: Math.min(one, other), to: Math.max(one, other) },
}));
const spans = fc.array(span, { maxLength: 8 });

test('it is what counting each second says, however incidents and maintenance overlap', () => {
  fc.assert(
    fc.property(span, second, spans, spans, (window, since, down, maintenance) => {
      const found = uptime(window, { since, down, maintenance });
      const counted = naive(window, since, down, maintenance);
      if (counted === null || found === null) expect(found).toBe(counted);
      else expect(found).toBeCloseTo(counted, 12);
    }),
    { numRuns: 1_000 },
  );
});

test('what goes on has no end, and takes the rest of the window', () => {
  const down = [{ from: 75, to: Number.POSITIVE_INFINITY }];
  expect(uptime({ from: 0, to: 100 }, { since: 0, down, maintenance: [] })).toBe(0.75);
});

test('spans are half-open, and a service counts from its beginning', () => {
  const window = { from: 0, to: 100 };
  const around = [
    { from: -10, to: 0 },
    { from: 100, to: 110 },
  ];
  expect(uptime(window, { since: 0, down: around, maintenance: [] })).toBe(1);
  expect(uptime(window, { since: 50, down: [{ from: 25, to: 75 }], maintenance: [] })).toBe(0.5);
  expect(uptime(window, { since: 100, down: [], maintenance: [] })).toBeNull();
  expect(uptime(window, { since: 0, down: [], maintenance: [window] })).toBeNull();
});

test('in percent it is cut, so that a moment of trouble never reads as none', () => {
  expect(uptimeInPercent(1)).toBe('100 %');
  expect(uptimeInPercent(0.999999)).toBe('99.999 %');
  expect(uptimeInPercent(0.5)).toBe('50.000 %');
  expect(uptimeInPercent(0)).toBe('0.000 %');
});
