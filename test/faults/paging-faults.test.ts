import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/lib/clock.ts';
import { isMet } from '../bench/measure.ts';
import { RUNS } from './runs/all.ts';

/** Many processes, one after the other. */
const LONG = 5 * MINUTE;

/** How late something may be is judged where nothing else is done: `npm run faults`. */
const isCount = ({ unit }: { unit: string }) => unit === '';

describe('paging keeps what it promises', () => {
  test.each(Object.keys(RUNS))('%s', { timeout: LONG }, async (name) => {
    const findings = (await RUNS[name]?.({ seed: 1, quick: true, say: () => {} })) ?? [];
    const broken = findings.filter((one) => isCount(one) && !isMet(one));
    expect(broken.map((one) => [one.name, one.faults])).toEqual([]);
  });
});
