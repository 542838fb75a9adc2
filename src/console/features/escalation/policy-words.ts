/** An escalation policy in plain words. */
import type { EscalationPolicy, EscalationStep, PageTarget } from '../../../contract/escalation.ts';
import { chatNames } from '../../ui/channels.ts';
import { durationWords } from '../../ui/duration.ts';
import { and } from '../settings/rule-words.ts';

/** The names behind the ids that a policy holds. */
export type PolicyNames = {
  person: (id: string) => string;
  team: (id: string) => string;
  schedule: (id: string) => string;
  calendar: (id: string) => string;
  webhook: (id: string) => string;
  queue: (id: string) => string;
};

export const targetKinds: Record<PageTarget['who'], string> = {
  person: 'A person',
  team: 'All of a team',
  round_robin: 'One of a team in turn',
  schedule: 'Whoever is on call',
  conversation: 'A conversation',
  webhook: 'A webhook',
  ticket: 'Open a ticket',
  incident: 'Declare a major incident',
};

type TicketTarget = Extract<PageTarget, { who: 'ticket' }>;
const isTicket = (target: PageTarget): target is TicketTarget => target.who === 'ticket';
type IncidentTarget = Extract<PageTarget, { who: 'incident' }>;
const isIncident = (target: PageTarget): target is IncidentTarget => target.who === 'incident';

function targetWords(target: Exclude<PageTarget, TicketTarget | IncidentTarget>, names: PolicyNames): string {
  switch (target.who) {
    case 'person':
      return names.person(target.personId);
    case 'team':
      return `all of ${names.team(target.teamId)}`;
    case 'round_robin':
      return `one of ${names.team(target.teamId)} in turn`;
    case 'schedule':
      return `whoever is on call by ${names.schedule(target.scheduleId)}`;
    case 'webhook':
      return `the webhook ${names.webhook(target.webhookId)}`;
    case 'conversation':
      return `${target.conversation} on ${chatNames[target.channel] ?? target.channel}`;
  }
}

function onlyIfWords({ hours, busy }: EscalationStep['onlyIf'], names: PolicyNames): string {
  const parts = [
    ...(hours
      ? [`${hours.within ? 'within' : 'outside'} the hours of ${names.calendar(hours.calendarId)}`]
      : []),
    ...(busy ? [`after ${busy.alerts} alerts within ${durationWords(busy.minutes)}`] : []),
  ];
  return parts.length > 0 ? ` (only ${and.format(parts)})` : '';
}

/** What a step does: `page Ada and Ben, and open a ticket of P2 in IT`. */
function stepWords(page: readonly PageTarget[], names: PolicyNames): string {
  const paged = page.flatMap((target) =>
    isTicket(target) || isIncident(target) ? [] : [targetWords(target, names)],
  );
  const ticket = page.find(isTicket);
  const incident = page.find(isIncident);
  const priority = ticket?.priority ? ` of P${ticket.priority}` : '';
  return [
    ...(paged.length > 0 ? [`page ${and.format(paged)}`] : []),
    ...(ticket ? [`open a ticket${priority} in ${names.queue(ticket.queueId)}`] : []),
    ...(incident
      ? [`declare a major incident of P${incident.severity} in ${names.queue(incident.queueId)}`]
      : []),
  ].join(', and ');
}

/** `page Ada; after 5 min page Ben; all of it repeated twice`. */
export function policyWords(
  policy: Pick<EscalationPolicy, 'steps' | 'repeat' | 'acknowledgedMinutes'>,
  names: PolicyNames,
): string {
  const { steps, repeat, acknowledgedMinutes } = policy;
  const parts = steps.map((step, index) => {
    const before = steps[index - 1];
    const wait = before ? `after ${durationWords(before.waitMinutes)} ` : '';
    return `${wait}${stepWords(step.page, names)}${onlyIfWords(step.onlyIf, names)}`;
  });
  const times = repeat === 1 ? 'once' : repeat === 2 ? 'twice' : `${repeat} times`;
  if (repeat > 0) parts.push(`all of it repeated ${times}`);
  if (acknowledgedMinutes !== null) {
    parts.push(`an acknowledgement holds for ${durationWords(acknowledgedMinutes)}`);
  }
  return parts.join('; ');
}
