import type { Fact } from '../contract/card.ts';
import type { UnassignedBecause } from '../contract/common.ts';
import type { SlaMetric } from '../contract/sla.ts';
import type { Entry } from '../contract/tickets.ts';
import type { TicketState } from '../domain/tickets/states.ts';

/** How records are spoken of in conversations. */

export const STATE_WORDS: Record<TicketState, string> = {
  new: 'New',
  in_progress: 'In progress',
  on_hold: 'On hold',
  resolved: 'Resolved',
  closed: 'Closed',
  cancelled: 'Cancelled',
};

export const HOLD_WORDS = {
  awaiting_requester: 'waiting for the requester',
  awaiting_change: 'waiting for a change',
  awaiting_problem: 'waiting for a problem to be solved',
  awaiting_vendor: 'waiting for a vendor',
} as const;

/** Why nobody has got a ticket yet; after “Nobody yet”. */
export const BECAUSE_WORDS: Record<UnassignedBecause, string> = {
  nobody_in_team: 'no agent is in the team',
  nobody_on_call: 'nobody of the team is on call',
  nobody_available: 'nobody is available',
  all_at_capacity: 'everybody who is available is at capacity',
  nobody_skilled: 'nobody who has room knows about its tags',
};

export const KIND_WORDS = {
  incident: 'Incident',
  request: 'Request',
  change: 'Change',
  problem: 'Problem',
} as const;

export const CODE_WORDS = {
  fixed: 'Fixed',
  workaround: 'Workaround given',
  answered: 'Answered',
  fulfilled: 'Fulfilled',
  not_reproducible: 'Not reproducible',
  declined: 'Declined',
  duplicate: 'Duplicate',
} as const;

export const METRIC_WORDS: Record<SlaMetric, string> = {
  first_response: 'First response',
  next_response: 'Next response',
  resolution: 'Resolution',
};

/** A threshold that a clock has passed: “First response: 75 % of the time is gone”. */
export function thresholdInWords(metric: SlaMetric, threshold: string): string {
  const minutes = threshold.startsWith('+') ? Number(threshold.slice(1)) : undefined;
  if (minutes !== undefined)
    return `${METRIC_WORDS[metric]}: overdue for ${duration(minutes)} of working time`;
  if (threshold === '100') return `${METRIC_WORDS[metric]}: the time is over`;
  return `${METRIC_WORDS[metric]}: ${threshold} % of the time is gone`;
}

/** What agents are told of an event where they talk. */
export const eventInWords = ({ changes }: NonNullable<Entry['event']>): string =>
  changes
    .flatMap(({ field, to }) => {
      if ((field === 'approval' || field === 'change') && to)
        return [`${to.slice(0, 1).toUpperCase()}${to.slice(1)}`];
      return isMetric(field) && to ? [thresholdInWords(field, to)] : [];
    })
    .join('\n');

const isMetric = (field: string): field is SlaMetric => Object.hasOwn(METRIC_WORDS, field);

/** “1 hour, 30 minutes”. */
export const duration = (minutes: number): string => {
  const of = (count: number, unit: string) =>
    count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`];
  return [...of(Math.floor(minutes / 60), 'hour'), ...of(minutes % 60, 'minute')].join(', ');
};

/** By which a requester opens a ticket again that was resolved. */
export const REOPEN = /^\s*re-?open\b/i;

export const HELP = [
  'Write what you need help with, and it becomes a ticket. Answers come back here.',
  'Commands: “new” opens a form, “request” shows what you can ask for, “list” shows your open tickets, a number such as INC-12 shows that ticket, “console” gives you a link that signs you in to Deskbell, “here” makes this the chat where you are written to first, “help” shows this.',
].join('\n');

const UTC = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** A fact where nothing can show times in the zone of who reads them. */
export const factInWords = ({ label, value, at }: Fact): string =>
  `${label}: ${at ? `${value} ${UTC.format(new Date(at))} UTC`.trim() : value}`;
/** What agents are told in addition. */
export const AGENT_HELP =
  'For agents: “away” when no tickets shall be given to you, “away hand back” to give back your open ones as well, “available” when you are back, “tasks INC-12” to tick tasks of a ticket and to add some, “oncall” shows who is on call for your teams (“oncall all” for everybody’s), “oncall override” puts somebody else there, “oncall swap” offers a shift of yours to others, “page” with a team, a service or a person and why pages them, “whopages” with a service shows who would be paged, “incident” declares a major incident, “incident list” shows those that are open, “change” plans a change, “change upcoming” shows what is planned, “change meeting” the agenda of the next meeting about changes.';

/** The chats in which people talk, as they are called. */
export const CHAT_WORDS: Readonly<Record<string, string>> = { slack: 'Slack', teams: 'Teams' };

/** “Ada (Teams)”. */
export const authorInWords = (author: { name: string } | null, via: string | undefined): string =>
  `${author?.name ?? 'The desk'}${via ? ` (${via})` : ''}`;

/** “On hold: waiting for a vendor”. */
export function stateInWords(
  state: keyof typeof STATE_WORDS,
  holdReason: keyof typeof HOLD_WORDS | null,
): string {
  return holdReason ? `${STATE_WORDS[state]}: ${HOLD_WORDS[holdReason]}` : STATE_WORDS[state];
}

export const SEVERITY_WORDS = {
  critical: 'Critical',
  error: 'Error',
  warning: 'Warning',
  info: 'Info',
} as const;
