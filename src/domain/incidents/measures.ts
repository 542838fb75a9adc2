import type { Measure } from '../../contract/reviews.ts';
import { SECOND } from '../../lib/clock.ts';

/** The instants from which times are counted; null: not known. */
export type Moments = {
  /** When it began, as people say who looked back. */
  began: Date | null;
  /** The first alert of it, or its ticket, whichever came first. */
  detected: Date;
  /** The first time that somebody acknowledged an alert of it, took its ticket or took a role. */
  acknowledged: Date | null;
  /** The first time that somebody commanded or responded. */
  responded: Date | null;
  resolved: Date | null;
};

/**
 * The times of a major incident. R may mean repair, recovery, respond or resolve
 * (https://www.atlassian.com/incident-management/kpis/common-metrics), so each says from what until what it is counted.
 */
export const measuresOf = ({ began, detected, acknowledged, responded, resolved }: Moments): Measure[] => [
  {
    name: 'Duration',
    meaning: `from when it ${began ? 'began' : 'was detected'} until it was resolved`,
    seconds: between(began ?? detected, resolved),
  },
  {
    name: 'Time to detect',
    meaning: 'from when it began until the first alert or ticket',
    seconds: between(began, detected),
  },
  {
    name: 'Time to acknowledge',
    meaning:
      'from the first alert or ticket until somebody acknowledged an alert, took the ticket or took a role',
    seconds: between(detected, acknowledged),
  },
  {
    name: 'Time to respond',
    meaning: 'from the first alert or ticket until somebody commanded or responded',
    seconds: between(detected, responded),
  },
  {
    name: 'Time to resolve',
    meaning: 'from the first alert or ticket until it was resolved',
    seconds: between(detected, resolved),
  },
];

const between = (from: Date | null, until: Date | null): number | null =>
  from && until ? Math.max(0, Math.round((until.getTime() - from.getTime()) / SECOND)) : null;
