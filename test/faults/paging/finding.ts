import { type Result, result } from '../../bench/measure.ts';
import type { Times } from './time.ts';

/** A figure with its limit, and whatever is beyond it in words. */
export type Finding = Result & { invariant: string; faults: string[] };

/** Something was late; excused in part, where something was done to the desk. */
export type Late = {
  kind: 'healthy' | 'recovered' | 'in doubt' | 'elsewhere';
  seconds: number;
  words: string;
};

/** Of what there must be none. */
export const count = (invariant: string, what: string, faults: string[]): Finding => ({
  ...result(`${invariant}: ${what}`, '', [], faults.length, { atMost: 0 }),
  ...{ invariant, faults },
});

/** How late something was that was due and done then. Of what was down meanwhile, only the time after counts. */
export function latenessOf(times: Times, due: number, done: number, words: string): Late {
  const seconds = times.between(due, done) / 1_000;
  const kind = times.isDisturbed(due, done) ? 'recovered' : 'healthy';
  return { kind, seconds, words: `${words}: ${seconds.toFixed(1)} s late` };
}
