import { z } from 'zod';
import { Id, Instant, PageQuery, page, several } from './common.ts';
import { endpoint } from './endpoint.ts';

export const AlertState = z.enum(['triggered', 'acknowledged', 'resolved']);
export type AlertState = z.output<typeof AlertState>;
/** As in PagerDuty’s Events v2. */
export const AlertSeverity = z.enum(['critical', 'error', 'warning', 'info']);
export type AlertSeverity = z.output<typeof AlertSeverity>;

const Ref = z.object({ id: Id, name: z.string() });

export const Alert = z.object({
  id: Id,
  /** Null: somebody has paged a person or a team. */
  service: Ref.nullable(),
  /** Who has paged; null: nobody, it came by an integration or from a ticket. */
  askedBy: Ref.nullable(),
  /** The same while the same thing is wrong. */
  dedupKey: z.string(),
  state: AlertState,
  severity: AlertSeverity,
  summary: z.string(),
  /** What is affected: a host, a pod, a page. */
  source: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  links: z.array(z.object({ text: z.string(), url: z.string() })),
  /** How often it was triggered while it was open. */
  count: z.number().int(),
  firstAt: Instant,
  lastAt: Instant,
  acknowledgedAt: Instant.nullable(),
  /** Null: its source, or nobody. */
  acknowledgedBy: Ref.nullable(),
  resolvedAt: Instant.nullable(),
  resolvedBy: Ref.nullable(),
  /** The alert that pages for this one as well. */
  groupId: Id.nullable(),
  /** Nobody is paged before: it may go away. */
  heldUntil: Instant.nullable(),
  /** Somebody has asked that it pages nobody before; it may still count up. */
  silencedUntil: Instant.nullable(),
  /** The maintenance during which it came. */
  maintenance: Ref.nullable(),
  /** The number of its ticket. */
  ticket: z.string().nullable(),
});
export type Alert = z.output<typeof Alert>;

/** Something that has happened to an alert. */
export const AlertEvent = z.object({
  id: z.string(),
  /** `asked`: whether whoever has it is still on it; `lapsed`: they did not say so; `exhausted`: nobody was left to be paged. */
  kind: z.enum([
    ...['triggered', 'acknowledged', 'resolved', 'escalated', 'asked', 'lapsed', 'exhausted'],
    // Why nobody is paged: it may go away, another one pages for it, or its service is under maintenance.
    ...['held', 'grouped', 'maintained'],
    // That somebody is, after all.
    'released',
    // It did not come again.
    'expired',
    // It has a ticket, or should have one and has not.
    ...['ticketed', 'unticketed'],
    // It pages nobody for some time, and that this is over.
    ...['silenced', 'unsilenced'],
  ] as const),
  /** Null: its source, or the desk. */
  by: Ref.nullable(),
  at: Instant,
});

/** A way in which somebody was, or is to be, told of an alert: kept as proof. */
export const AlertPage = z.object({
  id: Id,
  round: z.number().int(),
  step: z.number().int(),
  person: Ref.nullable(),
  /** The channel; `chat` until it is known which that is. */
  via: z.string(),
  state: z.enum(['waiting', 'sent', 'failed', 'cancelled']),
  dueAt: Instant,
  sentAt: Instant.nullable(),
  /** When its platform said that it had arrived; null: it has not, or does not say. */
  deliveredAt: Instant.nullable(),
  error: z.string().nullable(),
});
export type AlertPage = z.output<typeof AlertPage>;

export const WholeAlert = z.object({
  ...Alert.shape,
  events: z.array(AlertEvent),
  pages: z.array(AlertPage),
  /** When the next step of its escalation is due; null: none is. */
  nextStepAt: Instant.nullable(),
  /** Changes that were under way on its service when it began, as far as the caller sees them. */
  during: z.array(z.object({ number: z.string(), title: z.string() })),
});
export type WholeAlert = z.output<typeof WholeAlert>;

export const ListAlerts = z.strictObject({
  ...PageQuery,
  /** Unset: those that are open. */
  state: several(AlertState),
  service: several(Id),
  severity: several(AlertSeverity),
  /** Those for which this one pages. */
  group: Id.optional(),
  /** Those that have the ticket of this number. */
  ticket: z.string().trim().min(1).max(40).optional(),
  /** In the summary; of the newest 5,000 alerts. */
  text: z.string().trim().min(1).max(200).optional(),
});

/** For how many minutes an alert pages nobody: a week at most. */
export const SilenceAlert = z.strictObject({
  id: Id,
  minutes: z.number().int().min(1).max(10_080).default(60),
});

const ById = z.strictObject({ id: Id });
const verb = (name: string, summary: string) =>
  endpoint({
    method: 'POST',
    path: `/alerts/:id/${name}`,
    summary,
    scope: 'write',
    input: ById,
    output: WholeAlert,
  });

export const alerts = {
  list: endpoint({
    method: 'GET',
    path: '/alerts',
    summary: 'Alerts, newest first',
    scope: 'read',
    input: ListAlerts,
    output: page(Alert),
  }),
  get: endpoint({
    method: 'GET',
    path: '/alerts/:id',
    summary: 'An alert with what happened to it and who was paged',
    scope: 'read',
    input: ById,
    output: WholeAlert,
  }),
  acknowledge: verb('acknowledge', 'Say that somebody is on it: nobody else is paged'),
  resolve: verb('resolve', 'Say that it is over'),
  escalate: verb('escalate', 'Page the next ones now'),
  silence: endpoint({
    method: 'POST',
    path: '/alerts/:id/silence',
    summary: 'Page nobody for some minutes, an hour unless told; what is still open then pages again',
    scope: 'write',
    input: SilenceAlert,
    output: WholeAlert,
  }),
  unsilence: verb('unsilence', 'End its silence: it pages again'),
  makeTicket: verb('ticket', 'Open a ticket for it, unless it has an open one'),
};
