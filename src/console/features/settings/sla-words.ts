/** An SLA policy in plain words. */
import type { SlaAudience, SlaConditions, SlaTerms, SlaThreshold } from '../../../contract/sla.ts';
import { durationWords } from '../../ui/duration.ts';
import { holdWords } from '../../ui/state-badge.tsx';
import { aKind, and, isText, type Names, or, quoted, requesterWords, whenWords } from './rule-words.ts';

export const audienceWords: Record<SlaAudience, string> = {
  assignee: 'the assignee',
  queue: 'the queue’s agents (where they talk)',
  lead: 'the leads of the team',
  manager: 'the assignee’s manager',
};

export function slaConditionWords(when: SlaConditions, names: Names): string {
  const parts = [
    when.queues && `it is in ${or.format(when.queues.map(names.queue))}`,
    when.kinds && `it is ${or.format(when.kinds.map(aKind))}`,
    when.priorities && `its priority is ${or.format(when.priorities.map((one) => `P${one}`))}`,
    when.categories && `its category is ${or.format(quoted(when.categories))}`,
    ...requesterWords(when.requester, names),
  ].filter(isText);
  return whenWords(parts);
}

/** “at 75 %”, “when it is due”, “1 h after that”. */
export function thresholdWords(threshold: SlaThreshold): string {
  if ('minutesAfter' in threshold) return `${durationWords(threshold.minutesAfter)} after it was due`;
  return threshold.percent === 100 ? 'when it is due' : `at ${threshold.percent} % of the time`;
}

/** What a policy says besides its times. */
export function termsWords({ pausesOn, thresholds }: SlaTerms, calendar: string): string[] {
  const holds = pausesOn.map((reason) => holdWords[reason].toLowerCase());
  return [
    `Counts ${calendar}, unless the ticket or its queue has another calendar.`,
    holds.length > 0
      ? `Stands still while a ticket is on hold: ${or.format(holds)}.`
      : 'Time on hold counts like any other.',
    ...thresholds.map(
      (threshold) =>
        `Tells ${and.format(threshold.tell.map((one) => audienceWords[one]))} ${thresholdWords(threshold)}.`,
    ),
  ];
}
