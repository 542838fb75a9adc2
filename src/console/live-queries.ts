import type { Query } from '@tanstack/react-query';
import type { LiveEvent } from '../contract/events.ts';

/** Paths whose answers hold people, teams, queues, rules, policies, calendars, webhooks or settings. */
const DIRECTORY = [
  '/session',
  '/queues',
  '/settings',
  '/people',
  '/teams',
  '/availability',
  '/routing-rules',
  '/sla-policies',
  '/calendars',
  '/webhooks',
  '/automations',
  '/macros',
  '/services',
  '/heartbeats',
  '/freezes',
  '/change-templates',
  '/change-boards',
  '/change-meetings',
  '/change-templates/proposals',
  '/maintenances',
  '/escalation-policies',
  '/approval-policies',
  '/catalogue',
  '/delegations',
  '/schedules',
  '/shift-swaps',
  '/calendar-subscriptions',
  '/on-call',
];
/** Lists in which any ticket may stand, and the counts by queue and by agent. */
const LISTS = [
  ...['/tickets', '/portal/tickets', '/queues', '/availability', '/undelivered'],
  '/automations/runs',
  '/approvals',
];

/** The queries whose answers the events may have changed. */
export function touchedBy(events: readonly LiveEvent[], queries: readonly Query[]): Set<Query> {
  const numbers = numbersById(queries);
  const touched = new Set<Query>();
  for (const query of queries) {
    if (events.some((event) => touches(event, query, numbers))) touched.add(query);
  }
  return touched;
}

function touches(event: LiveEvent, query: Query, numbers: Map<string, Set<string>>): boolean {
  const [path, input] = query.queryKey as [unknown, Record<string, unknown> | undefined];
  if (typeof path !== 'string') return false;
  switch (event.topic) {
    case 'ticket':
      if (LISTS.includes(path) || /^\/(incidents|changes|change-meetings)(\/|$)/.test(path)) return true;
      if (path.startsWith('/entries/') || path.startsWith('/approvals/')) return true;
      if (!path.startsWith('/tickets/:number') && !path.startsWith('/portal/tickets/:number')) return false;
      // One that is not here yet may be this one.
      return numbers.get(event.id)?.has(numberIn(input)) ?? true;
    case 'alert':
      return (
        path === '/alerts' ||
        path === '/heartbeats' ||
        path === '/incidents/:number' ||
        (path === '/alerts/:id' && input?.id === event.id)
      );
    case 'web': {
      // The desk's first card may just have begun a ticket's thread.
      if (path === '/portal/tickets/:number/thread') return true;
      if (path === '/portal/news' || path.startsWith('/approvals')) return true;
      if (path !== '/portal/messages') return false;
      const shown = input?.conversation ?? 'me';
      return shown === 'me' || shown === event.conversation;
    }
    case 'directory':
      return DIRECTORY.some((start) => path === start || path.startsWith(`${start}/`));
    case 'presence':
      return false;
  }
}

/** Every number under which a fetched ticket was asked for: events name tickets by id, pages by number. */
function numbersById(queries: readonly Query[]): Map<string, Set<string>> {
  const numbers = new Map<string, Set<string>>();
  for (const query of queries) {
    if (query.queryKey[0] !== '/tickets/:number') continue;
    const ticket = query.state.data as { id: string; number: string; aliases: string[] } | undefined;
    if (!ticket) continue;
    const known = numbers.get(ticket.id) ?? new Set();
    const asked = numberIn(query.queryKey[1] as Record<string, unknown>);
    for (const number of [asked, ticket.number, ...ticket.aliases]) known.add(number);
    numbers.set(ticket.id, known);
  }
  return numbers;
}

const numberIn = (input: Record<string, unknown> | undefined): string =>
  String(input?.number ?? '')
    .trim()
    .toUpperCase();
