import { z } from 'zod';
import { Id, Instant, Name, TimeZone } from './common.ts';
import { endpoint } from './endpoint.ts';

/** Calendars from outside (iCalendar, RFC 5545) that say who is on call, or who is away. */

export const SubscriptionUse = z.enum(['on_call', 'absence']);
/** Whom a text in the title of an event means. */
export const NameInTitle = z.strictObject({
  text: z.string().trim().min(1, 'must not be empty').max(120, 'must have at most 120 characters'),
  personId: Id,
});
const Word = z.string().trim().min(1, 'must not be empty').max(60, 'must have at most 60 characters');

/** Kept encrypted and shown to nobody again: whoever has it can read the calendar. */
const url = z.url({ protocol: /^https?$/, error: 'must be an address that begins with https://' }).max(2_000);
const definition = {
  name: Name,
  /** Where whole days and times without a zone lie, unless the calendar says so itself. */
  timeZone: TimeZone,
  /** Only events of whole days count. */
  wholeDays: z.boolean(),
  /** Only events count whose title has one of these; none: all of them do. */
  words: z.array(Word).max(20, 'must be at most 20'),
  /** Besides names and e-mail addresses, which are known. */
  names: z.array(NameInTitle).max(200, 'must be at most 200'),
};

export const Subscription = z.object({
  id: Id,
  use: SubscriptionUse,
  ...definition,
  /** Scheme and host of its address. */
  origin: z.string(),
  /** Exactly one of the two. */
  teamId: Id.nullable(),
  personId: Id.nullable(),
  /** When it last answered; what is known is of then. Null: it never has. */
  readAt: Instant.nullable(),
  /** Why it was not read when that was tried last. */
  error: z.string().nullable(),
  /** How many of its events are not over and mean somebody. */
  upcoming: z.number().int(),
  /** Events to come that mean nobody, by title: the next one, and how many there are. */
  unmatched: z.array(
    z.object({ title: z.string(), reason: z.string(), from: Instant, count: z.number().int() }),
  ),
});
export type Subscription = z.output<typeof Subscription>;

export const CreateSubscription = z
  .strictObject({
    use: SubscriptionUse,
    /** Null: one's own absence. */
    teamId: Id.nullable().default(null),
    ...{ ...definition, url },
    wholeDays: definition.wholeDays.default(false),
    words: definition.words.default([]),
    names: definition.names.default([]),
  })
  .refine(({ use, teamId }) => use === 'absence' || teamId !== null, {
    path: ['teamId'],
    message: 'must be the team that is on call',
  });
export const UpdateSubscription = z.strictObject({
  ...z.object({ ...definition, url }).partial().shape,
  id: Id,
});

const ById = z.strictObject({ id: Id });

export const subscriptions = {
  list: endpoint({
    method: 'GET',
    path: '/calendar-subscriptions',
    summary: 'Calendars from outside, by name: those of teams, and one’s own',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(Subscription) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/calendar-subscriptions',
    summary: 'Add a calendar from outside and read it: for one’s own absence, or for a team that one leads',
    scope: 'write',
    input: CreateSubscription,
    output: Subscription,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/calendar-subscriptions/:id',
    summary: 'Change a calendar from outside and read it',
    scope: 'write',
    input: UpdateSubscription,
    output: Subscription,
  }),
  read: endpoint({
    method: 'POST',
    path: '/calendar-subscriptions/:id/read',
    summary: 'Read a calendar from outside now',
    scope: 'write',
    input: ById,
    output: Subscription,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/calendar-subscriptions/:id',
    summary: 'End a calendar from outside by which no schedule goes; what is over stays',
    scope: 'write',
    input: ById,
    output: z.void(),
    status: 204,
  }),
};
