import { z } from 'zod';
import { Id, Instant, Name, TimeZone } from './common.ts';
import { endpoint } from './endpoint.ts';

/** A time of day on the wall: `09:00`. An interval may end at `24:00`. */
const TimeOfDay = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as 09:00');

/** From and to on the same day or, where it ends before it begins, past midnight: `22:00` to `06:00`. */
export const Interval = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay })
  .refine(({ from }) => from !== '24:00', { path: ['from'], message: 'must be before 24:00' })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must differ from the beginning' });
export type Interval = z.output<typeof Interval>;

const Hours = z.array(Interval).max(12);
/** The hours of each day, Monday first. Several intervals a day leave breaks between them. */
export const Week = z
  .tuple([Hours, Hours, Hours, Hours, Hours, Hours, Hours])
  .refine((days) => days.some((hours) => hours.length > 0), 'must have hours on at least one day');
export type Week = z.output<typeof Week>;

const LocalDate = z.iso.date('must be a date such as 2026-12-24');
const Month = z.number().int().min(1).max(12);

/** A holiday closes its day, from midnight to midnight. */
export const Holiday = z.discriminatedUnion('on', [
  z
    .strictObject({
      on: z.literal('date'),
      name: Name,
      date: LocalDate,
      /** The last day, if there are several. */
      until: LocalDate.optional(),
      /** It came from iCalendar, and goes when that no longer has it. */
      imported: z.boolean().default(false),
    })
    .refine(({ date, until }) => until === undefined || until >= date, {
      path: ['until'],
      message: 'must not be before the first day',
    }),
  /** Every year; 29 February only where there is one. */
  z.strictObject({ on: z.literal('day'), name: Name, month: Month, day: z.number().int().min(1).max(31) }),
  /** Every year on a weekday of a month: the first, the fourth, the last but one. */
  z.strictObject({
    on: z.literal('weekday'),
    name: Name,
    month: Month,
    /** 1 Monday .. 7 Sunday, as ISO 8601 has it. */
    weekday: z.number().int().min(1).max(7),
    /** From the beginning of the month; below 0: from its end. */
    nth: z.literal([1, 2, 3, 4, 5, -1, -2, -3, -4, -5]),
  }),
  /** Every year so many days after Easter Sunday of the Gregorian calendar; below 0: before it. */
  z.strictObject({ on: z.literal('easter'), name: Name, days: z.number().int().min(-100).max(100) }),
]);
export type Holiday = z.output<typeof Holiday>;

/** What times are computed by. */
const definition = { timeZone: TimeZone, week: Week, holidays: z.array(Holiday).max(2_000) };
const SourceUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
  .max(2_000);

export const Calendar = z.object({
  id: Id,
  name: z.string(),
  ...definition,
  /** Counts the changes of zone, week and holidays. */
  version: z.number().int(),
  /**
   * An iCalendar address from which holidays are read every day; null for all but admins. `readAt`: when that was tried
   * last.
   */
  source: z.object({ url: z.string(), readAt: Instant.nullable(), error: z.string().nullable() }).nullable(),
  updatedAt: Instant,
});
export type Calendar = z.output<typeof Calendar>;

export const CreateCalendar = z.strictObject({
  name: Name,
  ...definition,
  holidays: definition.holidays.default([]),
  sourceUrl: SourceUrl.nullable().default(null),
});
export const UpdateCalendar = z.strictObject({
  id: Id,
  name: Name.optional(),
  ...z.object(definition).partial().shape,
  sourceUrl: SourceUrl.nullable().optional(),
});
export const ImportHolidays = z.strictObject({
  id: Id,
  /** The text of an iCalendar file (RFC 5545). Its events of whole days replace what was imported before. */
  ical: z.string().min(1, 'must not be empty').max(2_000_000, 'must have at most 2 MB'),
});

const ById = z.strictObject({ id: Id });

export const calendars = {
  list: endpoint({
    method: 'GET',
    path: '/calendars',
    summary: 'Calendars of working hours, by name',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(Calendar) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/calendars',
    summary: 'Add a calendar',
    scope: 'admin',
    input: CreateCalendar,
    output: Calendar,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/calendars/:id',
    summary: 'Change a calendar; what is due by it is computed again',
    scope: 'admin',
    input: UpdateCalendar,
    output: Calendar,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/calendars/:id',
    summary: 'Remove a calendar that nothing uses',
    scope: 'admin',
    input: ById,
    output: z.void(),
    status: 204,
  }),
  importHolidays: endpoint({
    method: 'POST',
    path: '/calendars/:id/import',
    summary: 'Read holidays from the text of an iCalendar file',
    scope: 'admin',
    input: ImportHolidays,
    output: Calendar,
    bodyLimit: 3 * 1024 * 1024,
  }),
  readSource: endpoint({
    method: 'POST',
    path: '/calendars/:id/read-source',
    summary: 'Read holidays from the iCalendar address of the calendar now',
    scope: 'admin',
    input: ById,
    output: Calendar,
  }),
};
