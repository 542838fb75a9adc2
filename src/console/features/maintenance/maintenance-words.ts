import type { Maintenance } from '../../../contract/maintenance.ts';

/** How far a maintenance has come. @param now epoch milliseconds */
export function phaseOf(
  { startsAt, endsAt }: Pick<Maintenance, 'startsAt' | 'endsAt'>,
  now: number,
): 'planned' | 'now' | 'over' {
  if (Date.parse(endsAt) <= now) return 'over';
  return Date.parse(startsAt) <= now ? 'now' : 'planned';
}

export const phaseWords = { planned: 'planned', now: 'under way', over: 'over' };
