import type { IncidentState } from '../../contract/incidents.ts';

/** Those in which people work on it. */
export const UNDER_WAY = ['investigating', 'identified', 'monitoring'] as const;
export type UnderWay = (typeof UNDER_WAY)[number];

export const isUnderWay = (state: IncidentState): state is UnderWay =>
  (UNDER_WAY as readonly string[]).includes(state);

/** Those that are shown unless others are asked for. */
export const OPEN: readonly IncidentState[] = ['proposed', ...UNDER_WAY];

export const STATE_WORDS: Record<IncidentState, string> = {
  proposed: 'Proposed',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
};

export const ROLE_WORDS = {
  commander: 'commander',
  communications: 'communications lead',
  scribe: 'scribe',
  responder: 'responder',
} as const;

/** What whoever takes a role is to do. */
export const ROLE_TASKS = {
  commander:
    'You command: you decide, you give out the work, and you see to it that updates go out in time. You need not mend anything yourself.',
  communications:
    'You speak: you write the updates for those who wait, answer their questions, and keep them out of the way of those who mend.',
  scribe:
    'You write down: what was seen, tried and decided, and when. Pin messages to put them on the timeline.',
  responder: 'You mend: say what you look at and what you find, and do what the commander asks for.',
} as const;
