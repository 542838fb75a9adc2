import type {
  Migration,
  MigrationAction,
  MigrationItem,
  MigrationKind,
} from '../../../contract/migrations.ts';

export const kindWords: Record<MigrationKind, string> = {
  person: 'Person',
  team: 'Team',
  member: 'Member of a team',
  schedule: 'Schedule',
  escalation_policy: 'Escalation policy',
  service: 'Service',
  integration: 'Integration',
  other: 'Something else',
};

export const actionWords: Record<MigrationAction, string> = {
  make: 'Make',
  change: 'Change',
  match: 'Here already',
  leave: 'Left out',
};

const outcomeWords: Record<NonNullable<MigrationItem['outcome']>, string> = {
  done: 'Done',
  failed: 'Failed',
  removed: 'Removed',
  kept: 'Kept',
};

/** What will become of an item, or became of it. */
export function standingOf({ action, outcome }: MigrationItem): string {
  return outcome === null || action === 'match' ? actionWords[action] : outcomeWords[outcome];
}

export const needsALook = ({ action, outcome }: MigrationItem): boolean =>
  action === 'leave' || outcome === 'failed' || outcome === 'kept';

export const stateWords: Record<Migration['state'], string> = {
  planned: 'Planned',
  applying: 'Being applied',
  applied: 'Applied',
  undoing: 'Being undone',
  undone: 'Undone',
};

/** How many of what: `12 to make, 3 here already, 2 left out`. */
export function countWords(items: readonly MigrationItem[]): string {
  const count = (action: MigrationAction) => items.filter((item) => item.action === action).length;
  const parts: [number, string][] = [
    [count('make'), 'to make'],
    [count('change'), 'to change'],
    [count('match'), 'here already'],
    [count('leave'), 'left out'],
  ];
  return parts
    .filter(([many]) => many > 0)
    .map(([many, words]) => `${many} ${words}`)
    .join(', ');
}
