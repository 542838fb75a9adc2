import type { z } from 'zod';
import type { InputOf } from '../../../contract/endpoint.ts';
import {
  type CreateExport,
  EXPORT_GROUPS,
  type ExportFilter,
  type ExportGroup,
} from '../../../contract/exports.ts';
import type { tickets } from '../../../contract/tickets.ts';
import { dayStart } from '../queues/filters.ts';

/** What can be chosen, in words. */
export const groupWords: Record<ExportGroup, { name: string; holds: string }> = {
  tickets: {
    name: 'Tickets',
    holds: 'With timelines, tasks, ratings, service levels, approvals and major incidents',
  },
  alerts: { name: 'Alerts', holds: 'With what happened to them, and who was paged' },
  people: { name: 'People and teams', holds: 'With accounts, roles, paging rules and delegations' },
  desk: {
    name: 'How the desk is set up',
    holds: 'Queues, rules, calendars, policies, services, schedules, macros, webhooks without their secrets',
  },
  audit: { name: 'Audit log', holds: 'Who did what' },
};
/** What agents who are no admins may have. */
export const FOR_AGENTS: readonly ExportGroup[] = ['tickets', 'alerts'];

export type ExportValues = {
  groups: ExportGroup[];
  /** Only the tickets themselves, as one table. */
  justTickets: boolean;
  format: 'jsonl' | 'csv';
  bom: boolean;
  files: boolean;
  queue: string | null;
  kind: string | null;
  q: string;
  /** Days, both inclusive. */
  from: string;
  to: string;
};

export const initialValues = (groups: ExportGroup[], justTickets: boolean): ExportValues => ({
  ...{ groups, justTickets, format: justTickets ? 'csv' : 'jsonl', bom: true, files: false },
  ...{ queue: null, kind: null, q: '', from: '', to: '' },
});

/** @param given the filter of the list that is exported; without it the form has its own */
export function inputOf(values: ExportValues, given?: ExportFilter): z.input<typeof CreateExport> {
  const { groups, justTickets, format, bom, files, queue, kind, q, from, to } = values;
  const own = {
    ...(queue ? { queue } : {}),
    ...(kind ? { kind: kind as NonNullable<ExportFilter['kind']> } : {}),
    ...(q.trim() ? { q: q.trim() } : {}),
    ...(from ? { createdAfter: dayStart(from, 0) } : {}),
    ...(to ? { createdBefore: dayStart(to, 1) } : {}),
  };
  return {
    ...{ format, bom: format === 'csv' && bom, zip: !justTickets },
    files: files && !justTickets && groups.includes('tickets'),
    types: justTickets ? ['ticket'] : groups.flatMap((group) => [...EXPORT_GROUPS[group]]),
    filter: given ?? own,
  };
}

/** What a list of tickets asks for, as an export does. */
export function filterOf({
  open,
  project,
  sort,
  cursor,
  limit,
  state,
  priority,
  ...rest
}: InputOf<typeof tickets.list>): ExportFilter {
  const flag = (value: string | undefined) => (value === undefined ? undefined : value === 'true');
  const all = { ...rest, state, priority, open: flag(open), project: flag(project) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as ExportFilter;
}
