import { z } from 'zod';
import { Id, Instant, Name } from './common.ts';
import { endpoint } from './endpoint.ts';

/** Who is paged because of an alert, one after the other, until somebody answers. */

/** How many minutes after the step before; a day at most. */
const Minutes = z.number().int().min(1, 'must be at least a minute').max(1_440, 'must be at most a day');

export const PageTarget = z.discriminatedUnion('who', [
  z.strictObject({ who: z.literal('person'), personId: Id }),
  /** All who work in it. */
  z.strictObject({ who: z.literal('team'), teamId: Id }),
  /** One of the team: who was paged longest ago. */
  z.strictObject({ who: z.literal('round_robin'), teamId: Id }),
  /** All who are on call by it at that moment. */
  z.strictObject({ who: z.literal('schedule'), scheduleId: Id }),
  z.strictObject({
    who: z.literal('conversation'),
    channel: z.string().regex(/^[a-z][a-z0-9_]{0,29}$/, 'must be a channel such as slack'),
    conversation: z.string().trim().min(1, 'must not be empty').max(200),
  }),
  /** A program, by a webhook of the desk. */
  z.strictObject({ who: z.literal('webhook'), webhookId: Id }),
  /** Nobody by name: a ticket in somebody’s name, once for each alert. Priority null: as bad as the alert is. */
  z.strictObject({
    ...{ who: z.literal('ticket'), queueId: Id, requesterId: Id },
    priority: z.number().int().min(1).max(5).nullable().default(null),
  }),
  /** Nobody by name: a major incident, once for each alert; where one is open for its service, the alert belongs to that. */
  z.strictObject({
    ...{ who: z.literal('incident'), queueId: Id, requesterId: Id },
    severity: z.number().int().min(1).max(5).default(1),
  }),
]);
export type PageTarget = z.output<typeof PageTarget>;

/** Without them a step is always taken. All that are given must hold; a step that is not taken is passed at once. */
const OnlyIf = z.strictObject({
  /** The moment lies within the hours of this calendar, or outside of them. */
  hours: z.strictObject({ calendarId: Id, within: z.boolean() }).optional(),
  /** The service had at least so many alerts in so many minutes. */
  busy: z
    .strictObject({
      alerts: z.number().int().min(2, 'must be at least 2').max(10_000),
      minutes: Minutes,
    })
    .optional(),
});

export const EscalationStep = z.strictObject({
  page: z.array(PageTarget).min(1, 'must page somebody').max(10),
  onlyIf: OnlyIf.default({}),
  /** So long it is waited for an answer before the next step. */
  waitMinutes: Minutes,
});
export type EscalationStep = z.output<typeof EscalationStep>;

const definition = {
  name: Name,
  steps: z.array(EscalationStep).min(1, 'must have a step').max(20),
  /** How often all of it begins again when nobody has answered. */
  repeat: z.number().int().min(0).max(9),
  /** So long an acknowledgement holds; then it begins again. Null: until it is resolved. */
  acknowledgedMinutes: Minutes.nullable(),
};

export const EscalationPolicy = z.object({
  id: Id,
  ...definition,
  /** Counts the changes. An escalation goes on by the version by which it began. */
  version: z.number().int(),
  updatedAt: Instant,
});
export type EscalationPolicy = z.output<typeof EscalationPolicy>;

export const CreateEscalationPolicy = z.strictObject({
  ...definition,
  repeat: definition.repeat.default(0),
  acknowledgedMinutes: definition.acknowledgedMinutes.default(null),
});
export const UpdateEscalationPolicy = z.strictObject({
  ...z.object(definition).partial().shape,
  id: Id,
});

/**
 * By which way somebody is paged: `chat` is where the desk writes to them first; `sms` and `voice` need a phone number
 * of theirs that is verified, `push` a browser of theirs that takes pushes.
 */
export const PageVia = z.enum(['chat', 'slack', 'teams', 'web', 'push', 'email', 'sms', 'voice']);
export type PageVia = z.output<typeof PageVia>;

const Ways = z
  .array(
    z.strictObject({
      via: PageVia,
      /** After the page has begun, as long as nobody has answered. */
      afterMinutes: z.number().int().min(0).max(120),
    }),
  )
  .min(1, 'must name a way')
  .max(10)
  .refine(
    (ways) => ways.every(({ afterMinutes }, index) => afterMinutes >= (ways[index - 1]?.afterMinutes ?? 0)),
    'must be in the order of time',
  );

/** How somebody wants to be paged: `urgent` for what is critical or an error, `normal` for the rest. */
export const PagingRules = z.object({ normal: Ways, urgent: Ways });
export type PagingRules = z.output<typeof PagingRules>;

export const DEFAULT_PAGING: PagingRules = {
  normal: [{ via: 'chat', afterMinutes: 0 }],
  urgent: [
    { via: 'chat', afterMinutes: 0 },
    { via: 'email', afterMinutes: 2 },
  ],
};

/** A page about nothing, by which somebody tries a way of theirs out, and what became of it. */
export const PagingTest = z.object({
  id: Id,
  /** The channel; `chat` until it is known which that is. */
  via: z.string(),
  state: z.enum(['waiting', 'sent', 'failed', 'cancelled']),
  createdAt: Instant,
  sentAt: Instant.nullable(),
  /** When the platform said that it had arrived; null: it has not, or does not say. */
  deliveredAt: Instant.nullable(),
  error: z.string().nullable(),
});
export type PagingTest = z.output<typeof PagingTest>;

/** As E.164 has it. What is typed between the digits to read it is left out. */
export const PhoneNumber = z
  .string()
  .trim()
  .max(40)
  .overwrite((text) => text.replace(/[\s()./-]/g, ''))
  .regex(/^\+[1-9]\d{6,14}$/, 'must begin with + and the country, such as +49 30 1234567');

export const Phone = z.object({
  /** Whether this desk can send SMS and call at all. */
  offered: z.boolean(),
  /** Null: none is known. */
  number: z.string().nullable(),
  verified: z.boolean(),
  /** They have answered STOP: no SMS is sent until they write START. */
  stopped: z.boolean(),
});
export type Phone = z.output<typeof Phone>;

const ById = z.strictObject({ id: Id });

export const escalationPolicies = {
  list: endpoint({
    method: 'GET',
    path: '/escalation-policies',
    summary: 'Escalation policies, by name',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(EscalationPolicy) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/escalation-policies',
    summary: 'Add a policy',
    scope: 'admin',
    input: CreateEscalationPolicy,
    output: EscalationPolicy,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/escalation-policies/:id',
    summary: 'Change a policy; what is under way goes on by the version by which it began',
    scope: 'admin',
    input: UpdateEscalationPolicy,
    output: EscalationPolicy,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/escalation-policies/:id',
    summary: 'Remove a policy that no service uses',
    scope: 'admin',
    input: ById,
    output: z.void(),
    status: 204,
  }),
};

export const paging = {
  get: endpoint({
    method: 'GET',
    path: '/people/:id/paging',
    summary: 'How somebody wants to be paged',
    scope: 'read',
    input: ById,
    output: PagingRules,
  }),
  put: endpoint({
    method: 'PUT',
    path: '/people/:id/paging',
    summary: 'Say how somebody is paged: they themselves, who leads a team of theirs, or an admin',
    scope: 'write',
    input: z.strictObject({ ...ById.shape, ...PagingRules.shape }),
    output: PagingRules,
  }),
  tests: endpoint({
    method: 'GET',
    path: '/paging/tests',
    summary: 'How the last tests of one’s own ways went, newest first',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(PagingTest) }),
  }),
  test: endpoint({
    method: 'POST',
    path: '/paging/tests',
    summary: 'Page oneself by a way, to see whether it arrives',
    scope: 'write',
    input: z.strictObject({ via: PageVia }),
    output: PagingTest,
    status: 202,
    idempotent: true,
  }),
};

export const phone = {
  get: endpoint({
    method: 'GET',
    path: '/phone',
    summary: 'The phone number by which one is paged',
    scope: 'read',
    input: z.strictObject({}),
    output: Phone,
  }),
  put: endpoint({
    method: 'PUT',
    path: '/phone',
    summary: 'Say the phone number by which one is paged; a code is sent there',
    scope: 'write',
    input: z.strictObject({ number: PhoneNumber }),
    output: Phone,
  }),
  verify: endpoint({
    method: 'POST',
    path: '/phone/verify',
    summary: 'Verify the number with the code that was sent there',
    scope: 'write',
    input: z.strictObject({ code: z.string().trim().max(20) }),
    output: Phone,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/phone',
    summary: 'Take the number away: neither SMS nor calls come there any more',
    scope: 'write',
    input: z.strictObject({}),
    output: z.void(),
    status: 204,
  }),
};
