import { z } from 'zod';
import { ServiceIds } from './changes.ts';
import {
  Id,
  Instant,
  Level,
  Name,
  PageQuery,
  page,
  Tags,
  Text,
  TicketKind,
  TimeZone,
  Title,
} from './common.ts';
import { endpoint } from './endpoint.ts';

/** Work that comes again and again: when it does, and what the desk does then. */

/** What texts may name, as `{{date}}`: each is that of the run, in the zone of the recurrence. */
export const RUN_VARIABLES = {
  date: 'its day, such as 2026-11-26',
  week: 'its week by ISO 8601, such as 2026-W48',
  month: 'its month, such as November 2026',
} as const;

/**
 * Minute, hour, day of the month, month and day of the week, as cron has them, with `L` for the last day, `5#L` for the
 * last Friday and `2#2` for the second Tuesday. Where both days are given, one of them is enough.
 */
export const Cron = z
  .string()
  .trim()
  .max(200, 'must have at most 200 characters')
  .regex(/^[\dA-Za-z*,/#-]+(?: +[\dA-Za-z*,/#-]+){4}$/, 'must be five fields such as 0 9 * * 1-5')
  .transform((fields) => fields.replaceAll(/ +/g, ' '));

const tasks = z.array(Title).max(50);

/** What the tickets are like. */
const template = {
  title: Title,
  description: Text.max(20_000, 'must have at most 20,000 characters'),
  impact: Level.nullable(),
  urgency: Level.nullable(),
  category: z.string().trim().min(1).max(80).nullable(),
  tags: Tags,
  /** Null: as the routing rules say. */
  queueId: Id.nullable(),
  /** In whose name they are opened. */
  requesterId: Id,
  assigneeId: Id.nullable(),
  tasks,
};
const templateDefaults = {
  ...template,
  impact: template.impact.default(null),
  urgency: template.urgency.default(null),
  category: template.category.default(null),
  tags: template.tags.default([]),
  queueId: template.queueId.default(null),
  assigneeId: template.assigneeId.default(null),
  tasks: template.tasks.default([]),
};

/** Begins at this time on the wall, so many days after that of the run. */
const Window = z.strictObject({
  daysAfter: z.number().int().min(0).max(90),
  at: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00'),
  minutes: z.number().int().min(5, 'must be at least 5 minutes').max(10_080, 'must be at most a week'),
});

export const RecurrenceAction = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('ticket'), kind: TicketKind.nullable().default(null), ...templateDefaults }),
  /** A summary of queues, posted in a conversation. Of a week: with what was done in it. */
  z.strictObject({
    do: z.literal('digest'),
    channel: z.string().regex(/^[a-z][a-z0-9_]{0,29}$/, 'must be a channel such as web or slack'),
    conversation: z.string().trim().min(1, 'must not be empty').max(200),
    queueIds: z.array(Id).min(1, 'must name a queue').max(50),
    period: z.enum(['day', 'week']).default('day'),
  }),
  /** A change in which software is patched. */
  z.strictObject({
    do: z.literal('patch_window'),
    ...templateDefaults,
    window: Window,
    /** Names of what is patched. */
    systems: z.array(Name).max(200).default([]),
    /** Of which each is a standard change, submitted at once; null: it is a ticket alone. */
    templateId: Id.nullable().default(null),
    /** Which of the services of the template it touches, or, where that names none, which at all; empty: as it says. */
    services: ServiceIds.default([]),
    /** By which approval policy it is asked for before it is scheduled; null: by none. */
    policyId: Id.nullable().default(null),
    /** In a freeze: a draft, that says why it is one, or nothing until the next run. */
    frozen: z.enum(['draft', 'next']).default('draft'),
  }),
]);
export type RecurrenceAction = z.output<typeof RecurrenceAction>;

const definition = {
  name: Name,
  cron: Cron,
  timeZone: TimeZone,
  /** What becomes of runs whose time passed while the desk was down. */
  missed: z.enum(['catch_up_once', 'skip']),
  action: RecurrenceAction,
};

export const RunState = z.enum(['waiting', 'done', 'failed', 'skipped']);
export type RunState = z.output<typeof RunState>;

export const RecurrenceRun = z.object({
  plannedAt: Instant,
  /** The first of the missed runs that this one stands for; null: it was on time. */
  missedSince: Instant.nullable(),
  /** Somebody asked for it. */
  manual: z.boolean(),
  /** `waiting`: it is about to run or, after a failure, tried again. */
  state: RunState,
  attempts: z.number().int(),
  ticket: z.object({ number: z.string() }).nullable(),
  /** What it did, or why it did not. */
  words: z.string().nullable(),
  finishedAt: Instant.nullable(),
});
export type RecurrenceRun = z.output<typeof RecurrenceRun>;

export const Recurrence = z.object({
  id: Id,
  ...definition,
  enabled: z.boolean(),
  /** Null: it is off, or never comes again. */
  nextAt: Instant.nullable(),
  lastRun: RecurrenceRun.nullable(),
  updatedAt: Instant,
});
export type Recurrence = z.output<typeof Recurrence>;

export const CreateRecurrence = z.strictObject({
  ...definition,
  missed: definition.missed.default('catch_up_once'),
  enabled: z.boolean().default(true),
});
export const UpdateRecurrence = z.strictObject({
  ...z.object(definition).partial().shape,
  id: Id,
  enabled: z.boolean().optional(),
});

export const PreviewTimes = z.strictObject({ cron: Cron, timeZone: TimeZone });
export const RunTime = z.object({
  at: Instant,
  /** On the wall there: `2026-03-29T03:00`. */
  local: z.string(),
  /** From UTC: `+02:00`. */
  offset: z.string(),
  /**
   * What daylight saving does to it.
   * - `skipped`: its time is not there that day, and it runs at the first minute that is
   * - `repeated`: its time comes twice that day, and it runs the first time
   * - `changed`: the clocks were changed since the run before
   */
  note: z.enum(['skipped', 'repeated', 'changed']).nullable(),
});
export type RunTime = z.output<typeof RunTime>;

const ById = z.strictObject({ id: Id });

export const recurrences = {
  list: endpoint({
    method: 'GET',
    path: '/recurrences',
    summary: 'Recurring work, by name',
    scope: 'admin',
    input: z.strictObject({}),
    output: z.object({ items: z.array(Recurrence) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/recurrences',
    summary: 'Add a recurrence',
    scope: 'admin',
    input: CreateRecurrence,
    output: Recurrence,
    status: 201,
    idempotent: true,
  }),
  preview: endpoint({
    method: 'POST',
    path: '/recurrences/preview',
    summary: 'The next ten times of cron fields that need not be saved yet; none: they never come',
    scope: 'admin',
    input: PreviewTimes,
    output: z.object({ items: z.array(RunTime) }),
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/recurrences/:id',
    summary: 'Change a recurrence, or switch it on or off',
    scope: 'admin',
    input: UpdateRecurrence,
    output: Recurrence,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/recurrences/:id',
    summary: 'Remove a recurrence and the log of its runs; what it made stays',
    scope: 'admin',
    input: ById,
    output: z.void(),
    status: 204,
  }),
  runs: endpoint({
    method: 'GET',
    path: '/recurrences/:id/runs',
    summary: 'What a recurrence did, newest first',
    scope: 'admin',
    input: z.strictObject({ ...PageQuery, id: Id }),
    output: page(RecurrenceRun),
  }),
  runNow: endpoint({
    method: 'POST',
    path: '/recurrences/:id/run',
    summary: 'Do it now, whether it is on or off; the times at which it runs stay as they are',
    scope: 'admin',
    input: ById,
    output: RecurrenceRun,
    status: 201,
  }),
};
