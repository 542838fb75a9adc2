import { z } from 'zod';
import { ChangeType } from './changes.ts';
import { Id, Instant, Name, TimeZone } from './common.ts';
import { endpoint } from './endpoint.ts';

/** A time in which nothing is changed: the weeks before Christmas, each month's end. */

/** It comes again in each month, or on certain days of each week, by the clock on the wall of its zone. */
export const FreezeRepeat = z.discriminatedUnion('every', [
  z.strictObject({
    every: z.literal('week'),
    /** 1 is Monday. */
    days: z
      .array(z.number().int().min(1).max(7))
      .min(1, 'must name a day')
      .max(7)
      .transform((days) => [...new Set(days)].sort((a, b) => a - b)),
    from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00'),
    /** On the next day where it is not later than `from`. */
    to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 17:00'),
  }),
  z.strictObject({
    every: z.literal('month'),
    /** Of the month; negative: from its end, -1 is its last day. */
    fromDay: z
      .number()
      .int()
      .min(-28)
      .max(28)
      .refine((day) => day !== 0, 'must be a day'),
    /** How many days. */
    days: z.number().int().min(1).max(28),
  }),
]);
export type FreezeRepeat = z.output<typeof FreezeRepeat>;

const CONTENT = {
  name: Name,
  timeZone: TimeZone,
  /** When it begins and ends; one that repeats does so only in between. */
  startsAt: Instant,
  endsAt: Instant,
  /** Null: it comes once. */
  repeat: FreezeRepeat.nullable(),
  /** Empty: all of them. */
  serviceIds: z
    .array(Id)
    .max(100)
    .transform((ids) => [...new Set(ids)]),
  /** Whose changes it stops. An emergency that it stops passes with one more approval, by the policy of the settings. */
  types: z
    .array(ChangeType)
    .min(1, 'must name a type')
    .transform((types) => [...new Set(types)]),
};
export const Freeze = z.object({ id: Id, ...CONTENT });
export type Freeze = z.output<typeof Freeze>;

const isSpan = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) =>
  new Date(startsAt) < new Date(endsAt);
const AFTER = { path: ['endsAt'], message: 'must come after it starts' };
export const CreateFreeze = z
  .strictObject({
    ...CONTENT,
    repeat: CONTENT.repeat.default(null),
    serviceIds: CONTENT.serviceIds.default([]),
    types: CONTENT.types.default(['normal', 'standard', 'emergency']),
  })
  .refine(isSpan, AFTER);
export const UpdateFreeze = z.strictObject({ id: Id, ...CONTENT }).refine(isSpan, AFTER);

export const freezes = {
  list: endpoint({
    method: 'GET',
    path: '/freezes',
    summary: 'Times in which nothing is changed, by when they begin',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(Freeze) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/freezes',
    summary: 'Add a time in which nothing is changed',
    scope: 'admin',
    input: CreateFreeze,
    output: Freeze,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PUT',
    path: '/freezes/:id',
    summary: 'Change a freeze',
    scope: 'admin',
    input: UpdateFreeze,
    output: Freeze,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/freezes/:id',
    summary: 'Remove a freeze',
    scope: 'admin',
    input: z.strictObject({ id: Id }),
    output: z.void(),
    status: 204,
  }),
};
