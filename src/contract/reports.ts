import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { endpoint } from './endpoint.ts';

/** Figures about times past. What each one means stands in docs/alerts.md. */

/** In seconds; both null where there is nothing to measure. */
const Durations = z.object({
  mean: z.number().nullable(),
  median: z.number().nullable(),
  /** How many were measured. */
  count: z.number().int(),
});

const AlertFigures = z.object({
  alerts: z.number().int(),
  /** For which somebody was paged. */
  paged: z.number().int(),
  /** Of those, the ones that nobody has acknowledged. */
  neverAcknowledged: z.number().int(),
  /** From the first page to the first acknowledgement. */
  timeToAcknowledge: Durations,
  /** From the first trigger to when it was resolved. */
  timeToResolve: Durations,
});
export type AlertFigures = z.output<typeof AlertFigures>;

const ResponderFigures = z.object({
  person: z.object({ id: Id, name: z.string() }),
  timeZone: z.string(),
  /** One a step of an alert, by however many ways. */
  pages: z.number().int(),
  /** Of those, the ones between 22:00 and 06:00 of their own time. */
  nightPages: z.number().int(),
  /** In how many nights they were paged. */
  nights: z.number().int(),
  /** In how many hours of their own clock they were paged. */
  interruptedHours: z.number().int(),
});
export type ResponderFigures = z.output<typeof ResponderFigures>;

export const ResponderReport = z.object({
  from: Instant,
  to: Instant,
  total: AlertFigures,
  /** Services that had alerts, by name. */
  services: z.array(z.object({ service: z.object({ id: Id, name: z.string() }), ...AlertFigures.shape })),
  /** Who was paged, by name. */
  people: z.array(ResponderFigures),
});
export type ResponderReport = z.output<typeof ResponderReport>;

const MOST_DAYS = 366;
export const AskResponderReport = z
  .strictObject({
    from: Instant,
    /** Exclusive. */
    to: Instant,
    /** Of the services of this team alone. */
    team: Id.optional(),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    ...{ path: ['to'], message: 'must come after the beginning' },
  })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= MOST_DAYS * 86_400_000, {
    ...{ path: ['to'], message: `must be at most ${MOST_DAYS} days later` },
  });

export const reports = {
  responders: endpoint({
    method: 'GET',
    path: '/reports/responders',
    summary: 'How alerts of a time were answered, and how often people were paged',
    scope: 'read',
    input: AskResponderReport,
    output: ResponderReport,
  }),
};
