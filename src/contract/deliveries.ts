import { z } from 'zod';
import { Instant, PageQuery, page, TicketNumber } from './common.ts';
import { endpoint } from './endpoint.ts';

/** Something that could not be told where it was meant to be. */
export const Undelivered = z.object({
  id: z.number().int(),
  /** The ticket's number; null: it is about none. */
  ticket: z.string().nullable(),
  what: z.enum(['card', 'reply', 'note', 'sign_in', 'notifications', 'announcement']),
  channel: z.string(),
  /** Whose own conversation it is; null: one of several people. */
  person: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** The conversation's name, if it is known, else its id. */
  place: z.string(),
  /** Why, in words. */
  error: z.string(),
  at: Instant,
  /** The channel on which they were told instead; null: they were not. */
  instead: z.string().nullable(),
});
export type Undelivered = z.output<typeof Undelivered>;

export const deliveries = {
  undelivered: endpoint({
    method: 'GET',
    path: '/undelivered',
    summary: 'What could not be told, newest first: of a ticket, for its agents; of all, for admins',
    scope: 'read',
    input: z.strictObject({ ticket: TicketNumber.optional(), ...PageQuery }),
    output: page(Undelivered),
  }),
  retry: endpoint({
    method: 'POST',
    path: '/undelivered/:id/retry',
    summary: 'Try once more to tell it, after what was in the way was mended',
    scope: 'write',
    input: z.strictObject({ id: z.coerce.number().int().positive() }),
    output: z.void(),
    status: 204,
  }),
};
