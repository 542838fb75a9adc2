import type { ServiceSettings } from '../../contract/services.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';

/** What there is beside an alert that was just opened. */
export type Beside = {
  /** The maintenance that its service is under. */
  maintenanceId: string | null;
  /** How many that page by themselves, or would, its service had in the last minute; counted up to what makes a storm. */
  recent: number;
  /** The newest of these that is open. */
  newest: string | null;
  /** Of those with which it has the labels of groups in common, within the time for them, the newest that is open. */
  alike: string | null;
};

/** What becomes of an alert that was just opened. */
export type Placing =
  | { as: 'triggered' }
  /** Nobody is paged before, and nobody at all if it is over by then. */
  | { as: 'held'; until: Date }
  /** The other one pages for it as well. */
  | { as: 'grouped'; under: string }
  | { as: 'maintained'; maintenanceId: string };

/** Whether an alert pages by itself. */
export function placeAlert(
  now: Date,
  { holdSeconds, stormPerMinute }: ServiceSettings,
  { maintenanceId, recent, newest, alike }: Beside,
): Placing {
  if (maintenanceId) return { as: 'maintained', maintenanceId };
  if (alike) return { as: 'grouped', under: alike };
  if (recent >= stormPerMinute) {
    // All of them are over already: perhaps this one is soon.
    if (!newest) return { as: 'held', until: new Date(now.getTime() + MINUTE) };
    return { as: 'grouped', under: newest };
  }
  if (holdSeconds > 0) return { as: 'held', until: new Date(now.getTime() + holdSeconds * SECOND) };
  return { as: 'triggered' };
}

/** What alerts of a group have in common; null: the service makes no groups. */
export function groupKeyOf({ group }: ServiceSettings, labels: Record<string, string>): string | null {
  if (!group) return null;
  const value = (name: string) => (Object.hasOwn(labels, name) ? labels[name] : null);
  return JSON.stringify(group.labels.map(value));
}
