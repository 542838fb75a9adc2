import { z } from 'zod';
import { Id, Instant, Text, TicketKind, TicketNumber, TicketState, Title } from './common.ts';
import { endpoint } from './endpoint.ts';
import { IncidentRole, Severity } from './incidents.ts';
import { PersonRef } from './people.ts';

/**
 * The review of a major incident: what is learned from it once it is over. Its facts come from what was recorded; its
 * sections are written by people, in Markdown.
 */

export const ReviewState = z.enum(['draft', 'in_review', 'done']);
export type ReviewState = z.output<typeof ReviewState>;

export const reviewStateWords: Record<ReviewState, string> = {
  draft: 'Draft',
  in_review: 'In review',
  done: 'Done',
};

export const ReviewSection = z.enum([
  ...(['summary', 'impact', 'happened', 'causes', 'well', 'badly', 'followUps'] as const),
]);
export type ReviewSection = z.output<typeof ReviewSection>;

/** In the order in which they stand. */
export const reviewSectionWords: Record<ReviewSection, string> = {
  summary: 'Summary',
  impact: 'Impact',
  happened: 'What happened',
  causes: 'Causes and contributing factors',
  well: 'What went well',
  badly: 'What went badly',
  followUps: 'Follow-ups',
};

/** What must say something before a review is done. */
export const NEEDED_SECTIONS = ['summary', 'impact', 'happened', 'causes'] as const;

/** Of a section, in code points. */
export const SECTION_LIMIT = 200_000;
const Section = z
  .string()
  .max(SECTION_LIMIT, `must have at most ${SECTION_LIMIT.toLocaleString('en')} characters`);
export const ReviewSections = z.object({
  summary: Section,
  impact: Section,
  happened: Section,
  causes: Section,
  well: Section,
  badly: Section,
  followUps: Section,
});
export type ReviewSections = z.output<typeof ReviewSections>;

/** A time that is measured of a major incident. */
export const Measure = z.object({
  name: z.string(),
  /** From what until what it is counted. */
  meaning: z.string(),
  /** Null: one of its ends is not known. */
  seconds: z.number().int().nullable(),
});
export type Measure = z.output<typeof Measure>;

/** What the time of people has cost. */
export const IncidentCost = z.object({
  people: z.number().int(),
  /** Of all of them together. */
  minutes: z.number().int(),
  amount: z.number(),
  currency: z.string(),
  /** For an hour of one person. */
  rate: z.number(),
  /** Who is counted, and from when until when. */
  assumptions: z.string(),
});
export type IncidentCost = z.output<typeof IncidentCost>;

const Stay = z.object({ role: IncidentRole, from: Instant, until: Instant.nullable() });
const Other = z.object({ number: z.string(), title: z.string(), state: TicketState });

export const IncidentReview = z.object({
  /** Of the incident. */
  number: z.string(),
  title: z.string(),
  severity: Severity,
  state: ReviewState,
  /** Counts the changes. */
  version: z.number().int(),
  sections: ReviewSections,
  /** When it began; null: nobody has said. */
  beganAt: Instant.nullable(),
  detectedAt: Instant,
  resolvedAt: Instant.nullable(),
  measures: z.array(Measure),
  /** Who had a part in it, in the order in which they came. */
  people: z.array(z.object({ person: PersonRef, stays: z.array(Stay) })),
  services: z.array(z.object({ id: Id, name: z.string() })),
  children: z.array(Other),
  followUps: z.array(
    z.object({
      ...Other.shape,
      owner: PersonRef.nullable(),
      dueAt: Instant.nullable(),
      overdue: z.boolean(),
    }),
  ),
  /** Null: no admin has set a rate. */
  cost: IncidentCost.nullable(),
  createdAt: Instant,
  editedAt: Instant.nullable(),
  /** Null: it is as it was drafted. */
  editedBy: PersonRef.nullable(),
  doneAt: Instant.nullable(),
  doneBy: PersonRef.nullable(),
  /** Whether the ticket stays open until it is done. */
  holds: z.boolean(),
  /** Whether the caller may work on it. */
  workable: z.boolean(),
});
export type IncidentReview = z.output<typeof IncidentReview>;

const number = { number: TicketNumber };
/** The one that the caller has seen: what somebody else has written meanwhile is not overwritten. */
const Seen = z.number().int().min(1);

export const EditReview = z.strictObject({
  ...number,
  version: Seen,
  sections: z.strictObject(ReviewSections.partial().shape).default({}),
  beganAt: Instant.nullable().optional(),
});
export const OpenFollowUp = z.strictObject({
  ...number,
  title: Title,
  description: Text.optional(),
  kind: TicketKind.default('request'),
  /** Unset: the queue of the incident. */
  queueId: Id.optional(),
  /** Who does it. */
  ownerId: Id,
  dueAt: Instant,
});

const path = '/incidents/:number/review';
export const reviews = {
  get: endpoint({
    method: 'GET',
    path,
    summary: 'The review of a major incident',
    scope: 'read',
    input: z.strictObject(number),
    output: IncidentReview,
  }),
  begin: endpoint({
    method: 'POST',
    path,
    summary: 'Draft a review of a major incident that is over and has none',
    scope: 'write',
    input: z.strictObject(number),
    output: IncidentReview,
    status: 201,
    idempotent: true,
  }),
  edit: endpoint({
    method: 'PATCH',
    path,
    summary: 'Write sections of a review; 409 when somebody else has written meanwhile',
    scope: 'write',
    input: EditReview,
    output: IncidentReview,
    bodyLimit: 8 * 1024 * 1024,
  }),
  move: endpoint({
    method: 'POST',
    path: `${path}/state`,
    summary: 'Have a review read, say that it is done, or take it up again',
    scope: 'write',
    input: z.strictObject({ ...number, version: Seen, state: ReviewState }),
    output: IncidentReview,
  }),
  followUp: endpoint({
    method: 'POST',
    path: `${path}/follow-ups`,
    summary: 'Open a ticket for what follows, with an owner and a day by which it is done',
    scope: 'write',
    input: OpenFollowUp,
    output: IncidentReview,
    status: 201,
    idempotent: true,
  }),
  due: endpoint({
    method: 'PATCH',
    path: `${path}/follow-ups/:ticket`,
    summary: 'Change the day by which a follow-up is done',
    scope: 'write',
    input: z.strictObject({ ...number, ticket: TicketNumber, dueAt: Instant }),
    output: IncidentReview,
  }),
};
