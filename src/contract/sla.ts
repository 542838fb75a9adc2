import { z } from 'zod';
import { HoldReason, Id, Instant, Name, TicketKind } from './common.ts';
import { endpoint } from './endpoint.ts';
import { routingRequester } from './routing.ts';

/**
 * What is promised: how soon a human agent answers a new ticket, how soon the next message of its requester, and
 * how soon it is resolved.
 */
export const SlaMetric = z.enum(['first_response', 'next_response', 'resolution']);
export type SlaMetric = z.output<typeof SlaMetric>;
export const SlaState = z.enum(['running', 'paused', 'met', 'breached', 'cancelled']);
export type SlaState = z.output<typeof SlaState>;

const some = <T extends z.ZodType>(item: T, max: number) => z.array(item).min(1).max(max);
const YEAR = 366 * 24 * 60;
/** In minutes of the calendar. */
const Minutes = z.number().int().min(1, 'must be at least a minute').max(YEAR, 'must be at most a year');
const Target = Minutes.nullable();
/** For P1 to P5; null: nothing is promised. */
const Targets = z.tuple([Target, Target, Target, Target, Target]);

/** Each condition that is present must hold; a list holds when one of its items does. */
export const SlaConditions = z.strictObject({
  queues: some(Id, 200).optional(),
  kinds: some(TicketKind, 4).optional(),
  priorities: some(z.number().int().min(1).max(5), 5).optional(),
  categories: some(z.string().trim().min(1).max(80), 200).optional(),
  requester: routingRequester.optional(),
});
export type SlaConditions = z.output<typeof SlaConditions>;

/** `queue`: in the conversations where its agents talk. Where nobody has the ticket, `assignee` means `queue`. */
export const SlaAudience = z.enum(['assignee', 'queue', 'lead', 'manager']);
export type SlaAudience = z.output<typeof SlaAudience>;
const tell = some(SlaAudience, 4);
export const SlaThreshold = z.union([
  /** Of the time that was promised; 100: it is due. */
  z.strictObject({ percent: z.number().int().min(1).max(100), tell }),
  /** Minutes of the calendar after it was due. */
  z.strictObject({ minutesAfter: Minutes, tell }),
]);
export type SlaThreshold = z.output<typeof SlaThreshold>;

export const SlaTerms = z.strictObject({
  /** Null: every hour of every day. A calendar of the ticket or of its queue goes first. */
  calendarId: Id.nullable(),
  targets: z.strictObject({
    first_response: Targets.nullable(),
    next_response: Targets.nullable(),
    resolution: Targets.nullable(),
  }),
  /** While a ticket is on hold for one of these reasons its clocks stand still. */
  pausesOn: z.array(HoldReason).max(4),
  thresholds: z.array(SlaThreshold).max(12),
});
export type SlaTerms = z.output<typeof SlaTerms>;

export const SlaPolicy = z.object({
  id: Id,
  name: z.string(),
  enabled: z.boolean(),
  /** Counts the changes of name, conditions and terms. */
  version: z.number().int(),
  conditions: SlaConditions,
  terms: SlaTerms,
  updatedAt: Instant,
});
export type SlaPolicy = z.output<typeof SlaPolicy>;

export const CreateSlaPolicy = z.strictObject({
  name: Name,
  enabled: z.boolean().default(true),
  conditions: SlaConditions.default({}),
  terms: SlaTerms,
});
export const UpdateSlaPolicy = z.strictObject({
  ...CreateSlaPolicy.partial().shape,
  id: Id,
  enabled: z.boolean().optional(),
  conditions: SlaConditions.optional(),
});
export const OrderSlaPolicies = z.strictObject({ ids: z.array(Id).max(1_000) });

/** A clock of a ticket, as agents see it. */
export const SlaClock = z.object({
  metric: SlaMetric,
  /** `breached` also while it still runs, past its time. */
  state: SlaState,
  targetMinutes: z.number().int(),
  startedAt: Instant,
  /** When three quarters of the time are gone; null while it is paused. */
  warnAt: Instant.nullable(),
  /** Null while it is paused. */
  dueAt: Instant.nullable(),
  /** While it is paused: minutes of the calendar that are left; below 0: it is late by so many. */
  leftMinutes: z.number().int().nullable(),
  stoppedAt: Instant.nullable(),
});
export type SlaClock = z.output<typeof SlaClock>;

const Policies = z.object({ items: z.array(SlaPolicy) });

export const slaPolicies = {
  list: endpoint({
    method: 'GET',
    path: '/sla-policies',
    summary: 'SLA policies in the order in which they are asked; the first that holds is the one',
    scope: 'read',
    input: z.strictObject({}),
    output: Policies,
  }),
  create: endpoint({
    method: 'POST',
    path: '/sla-policies',
    summary: 'Add a policy behind the others',
    scope: 'admin',
    input: CreateSlaPolicy,
    output: SlaPolicy,
    status: 201,
    idempotent: true,
  }),
  order: endpoint({
    method: 'PUT',
    path: '/sla-policies/order',
    summary: 'Put all policies into this order',
    scope: 'admin',
    input: OrderSlaPolicies,
    output: Policies,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/sla-policies/:id',
    summary: 'Change a policy; open tickets follow, closed ones keep the version that held for them',
    scope: 'admin',
    input: UpdateSlaPolicy,
    output: SlaPolicy,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/sla-policies/:id',
    summary: 'Remove a policy; open tickets come under the next one that holds',
    scope: 'admin',
    input: z.strictObject({ id: Id }),
    output: z.void(),
    status: 204,
  }),
};
