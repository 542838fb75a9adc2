import type { EscalationPolicy } from '../../contract/escalation.ts';

/** Where an escalation is: which step of which round, both from 0. */
export type EscalationPlace = { round: number; step: number };

/** Where it goes on when nobody answers; null: nobody is left to be paged. Pure. */
export function nextPlace(
  { steps, repeat }: Pick<EscalationPolicy, 'steps' | 'repeat'>,
  { round, step }: EscalationPlace,
): EscalationPlace | null {
  if (step + 1 < steps.length) return { round, step: step + 1 };
  return round < repeat ? { round: round + 1, step: 0 } : null;
}
