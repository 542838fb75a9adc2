import { failField } from '../../lib/errors.ts';
import { knowsZone } from './hours.ts';

/**
 * Intl knows a few old names, such as `PST`, by which nothing can be computed.
 * @throws `invalid` for one of those
 */
export function checkZone(timeZone: string): void {
  if (!knowsZone(timeZone)) failField('timeZone', 'must be a time zone such as Europe/Berlin');
}

/** A platform may say of somebody a zone by which nothing can be computed: then it is UTC. */
export const zoneOr = (timeZone: string): string => (knowsZone(timeZone) ? timeZone : 'UTC');
