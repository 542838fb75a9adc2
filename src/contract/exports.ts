import { z } from 'zod';
import { Id, Instant, PageQuery, page, TicketState } from './common.ts';
import { endpoint } from './endpoint.ts';
import { PersonRef } from './people.ts';
import { ListTickets } from './tickets.ts';

/** A way out: what the desk knows, in a file. docs/exports.md says what is in it. */

/** Counts the changes after which a reader of exports has to be changed, too. */
export const EXPORT_VERSION = 1;

/** What an object of an export can be, as its `type` says. Agents may have the first two groups, of what they may read. */
export const EXPORT_GROUPS = {
  tickets: [
    ...['ticket', 'entry', 'entryEdit', 'attachment', 'task', 'rating', 'ticketAlias', 'ticketLink'],
    ...['ticketWatcher', 'ticketThread', 'slaClock', 'slaEvent', 'approval', 'approvalSeat', 'approvalVote'],
    ...['change', 'changeService', 'changeMeetingItem', 'changeFailure'],
    ...['catalogueRequest', 'catalogueRequestStep'],
    ...['majorIncident', 'majorIncidentService', 'majorIncidentSeat', 'majorIncidentEvent'],
    ...['majorIncidentRoom', 'majorIncidentGuest', 'statusUpdate'],
    ...['incidentReview', 'incidentFollowUp'],
  ],
  alerts: ['alert', 'alertEvent', 'escalation', 'page'],
  people: ['person', 'identity', 'team', 'teamMember', 'paging', 'delegation'],
  desk: [
    ...['queue', 'intakeConversation', 'routingRule', 'routingRuleVersion', 'calendar', 'calendarVersion'],
    ...['slaPolicy', 'slaPolicyVersion', 'approvalPolicy', 'approvalPolicyVersion'],
    ...['changeTemplate', 'changeProposal', 'changeFreeze', 'changeBoard', 'changeMeeting'],
    ...['catalogueItem', 'catalogueItemVersion'],
    ...['service', 'serviceDependency', 'integration', 'maintenanceWindow'],
    ...['escalationPolicy', 'escalationPolicyVersion', 'schedule', 'scheduleVersion', 'scheduleOverride'],
    ...['shiftSwap', 'shiftSwapAsk'],
    ...['calendarSubscription', 'calendarSubscriptionEvent'],
    ...['automationRule', 'automationRuleVersion', 'macro', 'macroTeam', 'recurrence', 'recurrenceRun'],
    ...['webhook', 'setting', 'importedTicket', 'statusSubscriber', 'statusFollower'],
  ],
  audit: ['auditEntry'],
} as const satisfies Record<string, readonly string[]>;
export type ExportGroup = keyof typeof EXPORT_GROUPS;
export const ExportType = z.enum(Object.values(EXPORT_GROUPS).flat());
export type ExportType = z.output<typeof ExportType>;

const { q, queue, kind, assignee, requester, tag, parent, createdAfter, createdBefore } = ListTickets.shape;
/** Of which tickets. The two instants hold for alerts and for the audit log as well. */
export const ExportFilter = z.strictObject({
  ...{ q, queue, kind, assignee, requester, tag, parent, createdAfter, createdBefore },
  state: z.array(TicketState).min(1).max(10).optional(),
  open: z.boolean().optional(),
  priority: z.array(z.number().int().min(1).max(5)).min(1).max(5).optional(),
  project: z.boolean().optional(),
});
export type ExportFilter = z.output<typeof ExportFilter>;

export const CreateExport = z.strictObject({
  /** `jsonl`: one object a line (jsonlines.org); `csv`: a table for each type (RFC 4180). */
  format: z.enum(['jsonl', 'csv']).default('jsonl'),
  /** Of CSV: begins with a byte order mark, by which Excel knows UTF-8. */
  bom: z.boolean().default(false),
  /** An archive with a file for each type; otherwise one plain file, which CSV is for one type only. */
  zip: z.boolean().default(true),
  /** With the files that hang on tickets; only in an archive. */
  files: z.boolean().default(false),
  /** None given: with a filter tickets and what belongs to them; without one, for admins, everything. */
  types: z
    .array(ExportType)
    .min(1, 'must name at least one type')
    .transform((types) => [...new Set(types)])
    .optional(),
  filter: ExportFilter.default({}),
});

export const Export = z.object({
  id: Id,
  by: PersonRef,
  format: z.enum(['jsonl', 'csv']),
  zip: z.boolean(),
  files: z.boolean(),
  types: z.array(ExportType),
  filter: ExportFilter,
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** How many come before it; null: it does not wait. */
  ahead: z.number().int().nullable(),
  /** Rows and files that were written, of so many; null: they are not counted yet. */
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** What is not in it although it was asked for. */
  leftOut: z.object({
    /** The names of private queues whose tickets are for their own team. */
    queues: z.array(z.string()),
    /** How many files were not where they belong. */
    missingFiles: z.number().int(),
  }),
  /** What the file is called. */
  name: z.string(),
  /** Bytes; null: there is no file yet. */
  size: z.number().int().nullable(),
  /** Why it failed, in words. */
  error: z.string().nullable(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  /** When it is removed by itself. */
  expiresAt: Instant.nullable(),
  /** Whether the caller may have the file: it is for whoever started it. */
  mine: z.boolean(),
});
export type Export = z.output<typeof Export>;

const ById = z.strictObject({ id: Id });

export const exports = {
  create: endpoint({
    method: 'POST',
    path: '/exports',
    summary:
      'Have data of the desk written into a file: all of it by admins, tickets and alerts that they may read by agents, who say which',
    scope: 'write',
    input: CreateExport,
    output: Export,
    status: 201,
    idempotent: true,
  }),
  list: endpoint({
    method: 'GET',
    path: '/exports',
    summary: 'Exports of the last seven days, newest first: one’s own, for admins those of everybody',
    scope: 'read',
    input: z.strictObject(PageQuery),
    output: page(Export),
  }),
  get: endpoint({
    method: 'GET',
    path: '/exports/:id',
    summary: 'An export, and how far it has come',
    scope: 'read',
    input: ById,
    output: Export,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/exports/:id',
    summary: 'Remove an export with its file, or stop it while it waits or is written',
    scope: 'write',
    input: ById,
    output: z.void(),
    status: 204,
  }),
};
