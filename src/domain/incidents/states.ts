import { type IncidentState, UnderWay } from '../../contract/incidents.ts';

/** Those that are shown unless others are asked for. */
export const OPEN: readonly IncidentState[] = ['proposed', ...UnderWay.options];

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
