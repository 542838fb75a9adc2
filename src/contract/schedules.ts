import { z } from 'zod';
import { Week } from './calendars.ts';
import { Id, Name } from './common.ts';

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

export const Layer = z
  .strictObject({
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
export type Layer = z.output<typeof Layer>;
