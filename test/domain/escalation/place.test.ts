import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EscalationStep } from '../../../src/contract/escalation.ts';
import { type EscalationPlace, nextPlace } from '../../../src/domain/escalation/place.ts';

const stepsOf = (count: number) => Array.from({ length: count }, () => ({}) as EscalationStep);

test.each([
  [{ steps: 1, repeat: 0 }, ['0.0']],
  [{ steps: 3, repeat: 0 }, ['0.0', '0.1', '0.2']],
  [{ steps: 2, repeat: 2 }, ['0.0', '0.1', '1.0', '1.1', '2.0', '2.1']],
])('%j is gone through as %j', ({ steps, repeat }, expected) => {
  const places: string[] = [];
  let at: EscalationPlace | null = { round: 0, step: 0 };
  while (at) {
    places.push(`${at.round}.${at.step}`);
    at = nextPlace({ steps: stepsOf(steps), repeat }, at);
  }
  expect(places).toEqual(expected);
});

test('every step of every round is taken once, and then it ends', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 9 }), (steps, repeat) => {
      const seen = new Set<string>();
      let at: EscalationPlace | null = { round: 0, step: 0 };
      while (at) {
        const key = `${at.round}.${at.step}`;
        if (seen.has(key)) return false;
        seen.add(key);
        at = nextPlace({ steps: stepsOf(steps), repeat }, at);
      }
      return seen.size === steps * (repeat + 1);
    }),
  );
});
