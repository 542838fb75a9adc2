import type { ServiceSettings } from '../../contract/services.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';

/** An alert that pages by itself, or would. */
export type Head = { id: string; open: boolean; groupKey: string | null; firstAt: Date };

/** What becomes of an alert that was just opened. */
export type Placing =
  | { as: 'triggered' }
  /** Nobody is paged before, and nobody at all if it is over by then. */
  | { as: 'held'; until: Date }
  /** The other one pages for it as well. */
  | { as: 'grouped'; under: string }
  | { as: 'maintained'; maintenanceId: string };

/**
 * Whether an alert pages by itself.
 * @param heads of its service, the newest first: those of the last minute, and of the time within which it groups
 */
export function placeAlert(
  now: Date,
  settings: ServiceSettings,
  alert: { groupKey: string | null; maintenanceId: string | null },
  heads: readonly Head[],
): Placing {
  if (alert.maintenanceId) return { as: 'maintained', maintenanceId: alert.maintenanceId };
  const since =
    (milliseconds: number) =>
    ({ firstAt }: Head) =>
      now.getTime() - firstAt.getTime() < milliseconds;
  const open = heads.filter((head) => head.open);
  const { group, holdSeconds, stormPerMinute } = settings;
  const alike =
    group && open.filter(since(group.minutes * MINUTE)).find((head) => head.groupKey === alert.groupKey);
  if (alike) return { as: 'grouped', under: alike.id };
  if (heads.filter(since(MINUTE)).length >= stormPerMinute) {
    const [newest] = open.filter(since(MINUTE));
    // All of them are over already: perhaps this one is soon.
    if (!newest) return { as: 'held', until: new Date(now.getTime() + MINUTE) };
    return { as: 'grouped', under: newest.id };
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
