import { z } from 'zod';
import { Week } from './calendars.ts';
import { Id, Instant, Name, PageQuery, page, TimeZone } from './common.ts';
import { Breaks, Coverage, CoverageQuery } from './coverage.ts';
import { endpoint } from './endpoint.ts';
import { Triage } from './queues.ts';

/** Who is on call when: layers of people who take turns, one over the other, and overrides on top. */

/** A date and a time on the wall: `2026-11-30T09:00`. */
const WallTime = z
  .string()
  .regex(/^20\d\d-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 2026-11-30T09:00')
  .refine((text) => z.iso.date().safeParse(text.slice(0, 10)).success, 'must be a day that there is');

/** Those who are on call together. */
const Turn = z
  .array(Id)
  .min(1, 'must name somebody')
  .max(10)
  .refine((people) => new Set(people).size === people.length, 'must name each person once');

const TurnsLayer = z
  .strictObject({
    kind: z.literal('turns').optional(),
    name: Name,
    /** One after the other, and from the beginning again. */
    turns: z.array(Turn).min(1, 'must have a turn').max(50),
    /** When the first turn begins. Every later one begins at the time on the wall that follows from it. */
    start: WallTime,
    /** How long a turn is on the wall. */
    every: z.strictObject({
      count: z.number().int().min(1, 'must be at least 1').max(365),
      unit: z.enum(['hours', 'days', 'weeks']),
    }),
    /** Nobody of this layer is on call outside of these hours; null: it has all hours. */
    hours: Week.nullable().default(null),
    /** When it ends; null: it goes on. */
    end: WallTime.nullable().default(null),
  })
  .refine(({ start, end }) => end === null || end > start, {
    path: ['end'],
    message: 'must be after the start',
  });
export type TurnsLayer = z.output<typeof TurnsLayer>;

export const Layer = z.discriminatedUnion('kind', [
  TurnsLayer,
  /** Whoever an outside calendar names: several at once are on call together. */
  z.strictObject({ kind: z.literal('calendar'), name: Name, calendarId: Id }),
]);
export type Layer = z.output<typeof Layer>;

const definition = {
  name: Name,
  teamId: Id,
  timeZone: TimeZone,
  /** From the lowest: a later one takes the place of the earlier ones where it has somebody. */
  layers: z.array(Layer).max(10),
  /** Whether the next in turn stands in for whoever is away by their calendar. */
  skipAbsent: z.boolean(),
  /** Whether the team, and whoever comes on, are told when somebody does. */
  tellsHandover: z.boolean(),
  /** Where the team is told; null: where its queues have their cards. */
  conversation: Triage.nullable(),
};

export const Schedule = z.object({ id: Id, ...definition, updatedAt: Instant });
export type Schedule = z.output<typeof Schedule>;

export const CreateSchedule = z.strictObject({
  ...definition,
  layers: definition.layers.default([]),
  skipAbsent: definition.skipAbsent.default(false),
  tellsHandover: definition.tellsHandover.default(true),
  conversation: definition.conversation.default(null),
});
export const UpdateSchedule = z.strictObject({ ...z.object(definition).partial().shape, id: Id });

export const ScheduleOverride = z.object({
  id: Id,
  scheduleId: Id,
  from: Instant,
  to: Instant,
  /** Who is on call instead. */
  personIds: Turn,
  /** Whom they stand in for, while that one would be on call; null: for all. */
  replacesId: Id.nullable(),
});
export type ScheduleOverride = z.output<typeof ScheduleOverride>;

const { from, to, personIds, replacesId } = ScheduleOverride.shape;
const isForward = (span: { from: string; to: string }) => Date.parse(span.from) < Date.parse(span.to);
const AFTER_FROM = { path: ['to'], message: 'must be after from' };
export const CreateOverride = z
  .strictObject({
    ...{ id: Id, from, to, personIds, replacesId: replacesId.default(null) },
    /** One of the schedule's overrides that is taken back with it, so that it is changed in one step. */
    insteadOf: Id.nullable().default(null),
  })
  .refine(isForward, AFTER_FROM);

/** So long a view may be. */
const LONGEST_DAYS = 100;
const isShort = (span: { from: string; to: string }) =>
  Date.parse(span.to) - Date.parse(span.from) <= LONGEST_DAYS * 86_400_000;
const TOO_LONG = { path: ['to'], message: `must be at most ${LONGEST_DAYS} days after from` };
const ShiftsBetween = z
  .strictObject({ id: Id, from, to })
  .refine(isForward, AFTER_FROM)
  .refine(isShort, TOO_LONG);
const { timeZone, layers, skipAbsent } = definition;
const PreviewSchedule = z
  .strictObject({
    ...{ timeZone, layers, skipAbsent: skipAbsent.default(false), from, to },
    /** The schedule that is changed; null: it is a new one. */
    id: Id.nullable().default(null),
    teamId: definition.teamId.nullable().default(null),
  })
  .refine(isForward, AFTER_FROM)
  .refine(isShort, TOO_LONG);

const Who = z.object({ id: Id, name: z.string() });
export const Shift = z.object({
  from: Instant,
  to: Instant,
  people: z.array(Who),
  /** What puts them there; the other one is null. */
  layer: z.string().nullable(),
  overrideId: Id.nullable(),
});
export type Shift = z.output<typeof Shift>;

/** What each layer would say alone, from the lowest, and what is so in the end. */
export const SchedulePreview = z.object({
  layers: z.array(z.object({ name: z.string(), shifts: z.array(Shift) })),
  shifts: z.array(Shift),
});
export type SchedulePreview = z.output<typeof SchedulePreview>;

/** A preview with what the next thirty days would be like, overrides included. */
const WholePreview = z.object({
  ...SchedulePreview.shape,
  findings: Breaks,
  /** Those of them that are not so now. */
  breaks: Breaks,
});

/** The same with the overrides on top, from the one that was made first. */
export const Timeline = z.object({
  ...SchedulePreview.shape,
  overrides: z.array(
    z.object({ id: Id, from: Instant, to: Instant, people: z.array(Who), replaces: Who.nullable() }),
  ),
  /** When those whom it names are away by their calendars. */
  absences: z.array(z.object({ from: Instant, to: Instant, person: Who })),
});
export type Timeline = z.output<typeof Timeline>;

/** Rules that a schedule has, or had. */
export const ScheduleVersion = z.object({
  id: Id,
  version: z.number().int(),
  /** From when until when they are valid; `to` is null for those that are. */
  from: Instant,
  to: Instant.nullable(),
  /** Who made them so; null: the desk itself, or that is not known. */
  by: Who.nullable(),
  timeZone: z.string(),
  layers: z.array(Layer),
  skipAbsent: z.boolean(),
  /** What became another than in the version before, each in words. */
  changes: z.array(z.string()),
});
export type ScheduleVersion = z.output<typeof ScheduleVersion>;

export const OnCall = z.object({
  schedule: z.object({ id: Id, name: z.string(), teamId: Id, timeZone: z.string() }),
  /** Nobody, where it is empty. */
  now: z.array(Who),
  /** Until when it stays so, and who comes then; null: it stays so for a month at least. */
  next: z.object({ at: Instant, people: z.array(Who) }).nullable(),
  /** Where nobody comes next, who comes after that; null: nobody within a month. */
  afterGap: z.object({ at: Instant, people: z.array(Who) }).nullable(),
});
export type OnCall = z.output<typeof OnCall>;

const ById = z.strictObject({ id: Id });
const SavedSchedule = z.object({ ...Schedule.shape, breaks: Breaks });
const SavedOverride = z.object({ ...ScheduleOverride.shape, breaks: Breaks });

export const schedules = {
  list: endpoint({
    method: 'GET',
    path: '/schedules',
    summary: 'On-call schedules, by name',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(Schedule) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/schedules',
    summary: 'Add a schedule: an admin, or who leads its team',
    scope: 'write',
    input: CreateSchedule,
    output: SavedSchedule,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/schedules/:id',
    summary: 'Change a schedule',
    scope: 'write',
    input: UpdateSchedule,
    output: SavedSchedule,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/schedules/:id',
    summary: 'Remove a schedule by which nobody is paged',
    scope: 'write',
    input: ById,
    output: z.void(),
    status: 204,
  }),
  shifts: endpoint({
    method: 'GET',
    path: '/schedules/:id/shifts',
    summary: `Who is on call from one instant until another, at most ${LONGEST_DAYS} days; what is missing are gaps`,
    scope: 'read',
    input: ShiftsBetween,
    output: z.object({ items: z.array(Shift) }),
  }),
  timeline: endpoint({
    method: 'GET',
    path: '/schedules/:id/timeline',
    summary: `What each layer and override says from one instant until another, at most ${LONGEST_DAYS} days, and the outcome`,
    scope: 'read',
    input: ShiftsBetween,
    output: Timeline,
  }),
  preview: endpoint({
    method: 'POST',
    path: '/schedules/preview',
    summary: 'Who would be on call by these layers, and what that would break; nothing is kept',
    scope: 'read',
    input: PreviewSchedule,
    output: WholePreview,
  }),
  versions: endpoint({
    method: 'GET',
    path: '/schedules/:id/versions',
    summary: 'The rules that a schedule has and had, the newest first: who changed what when',
    scope: 'read',
    input: z.strictObject({ id: Id, ...PageQuery }),
    output: page(ScheduleVersion),
  }),
  overrides: endpoint({
    method: 'GET',
    path: '/schedules/:id/overrides',
    summary: 'Overrides that have not ended, by their beginning',
    scope: 'read',
    input: ById,
    output: z.object({ items: z.array(ScheduleOverride) }),
  }),
  override: endpoint({
    method: 'POST',
    path: '/schedules/:id/overrides',
    summary:
      'Let others be on call: for oneself or by oneself, within the team; leads and admins for everybody',
    scope: 'write',
    input: CreateOverride,
    output: SavedOverride,
    status: 201,
    idempotent: true,
  }),
  removeOverride: endpoint({
    method: 'DELETE',
    path: '/schedule-overrides/:id',
    summary: 'Take an override back',
    scope: 'write',
    input: ById,
    output: z.void(),
    status: 204,
  }),
  onCall: endpoint({
    method: 'GET',
    path: '/on-call',
    summary: 'Who is on call now and next, by the name of the schedule',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(OnCall) }),
  }),
  coverage: endpoint({
    method: 'GET',
    path: '/on-call/coverage',
    summary: 'Whether somebody who can be reached is on call at every minute of the days to come',
    scope: 'read',
    input: CoverageQuery,
    output: Coverage,
  }),
};
