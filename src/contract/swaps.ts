import { z } from 'zod';
import { Id, Instant, PageQuery, page, QueryFlag } from './common.ts';
import { endpoint } from './endpoint.ts';
import { PersonRef } from './people.ts';

/** Shifts that somebody offers to others: whoever takes one first has it. */

/** `void`: it was to be taken, but the shift was not the offerer's any more. */
export const SwapState = z.enum(['open', 'taken', 'declined', 'withdrawn', 'expired', 'void']);
export type SwapState = z.output<typeof SwapState>;

/** What the caller may do with it now; `settle`: take and decline it for those who were asked. */
export const SwapVerb = z.enum(['take', 'decline', 'withdraw', 'settle']);
export type SwapVerb = z.output<typeof SwapVerb>;

const Span = z.object({ from: Instant, to: Instant });

export const Swap = z.object({
  id: Id,
  schedule: z.object({ id: Id, name: z.string(), teamId: Id, timeZone: z.string() }),
  /** Whose shift it is. */
  offerer: PersonRef,
  /** Who offered it for them; null: they themselves, or the desk. */
  madeBy: PersonRef.nullable(),
  ...Span.shape,
  /** The shift that the offerer takes in return, of the only one who is asked. */
  inReturn: Span.nullable(),
  note: z.string(),
  state: SwapState,
  /** Whether all of the team were asked. */
  everybody: z.boolean(),
  /** By name. */
  asked: z.array(z.object({ person: PersonRef, declinedAt: Instant.nullable(), word: z.string() })),
  takenBy: PersonRef.nullable(),
  /** Why it is void, in words. */
  reason: z.string().nullable(),
  expiresAt: Instant,
  createdAt: Instant,
  endedAt: Instant.nullable(),
  may: z.array(SwapVerb),
});
export type Swap = z.output<typeof Swap>;

const DAY = 86_400_000;
const LONGEST_DAYS = 100;
const length = (span: { from: string; to: string }) => Date.parse(span.to) - Date.parse(span.from);
const FORWARD = { path: ['to'], message: 'must be after from' };
const TOO_LONG = { path: ['to'], message: `must be at most ${LONGEST_DAYS} days after from` };
const isForward = (span: { from: string; to: string }) => length(span) > 0;
const isShort = (span: { from: string; to: string }) => length(span) <= LONGEST_DAYS * DAY;

export const NOTE_LIMIT = 1_000;
export const WORD_LIMIT = 300;
/** How many people can be asked by their names. */
export const MOST_NAMED = 50;

export const OfferShift = z
  .strictObject({
    scheduleId: Id,
    ...Span.shape,
    /** Whose shift it is; null: the caller's. */
    offererId: Id.nullable().default(null),
    /** Who is asked; nobody: all of the team, and whom the schedule names, who are not on call then. */
    personIds: z
      .array(Id)
      .max(MOST_NAMED, `must be at most ${MOST_NAMED}`)
      .transform((ids) => [...new Set(ids)])
      .default([]),
    note: z.string().trim().max(NOTE_LIMIT, `must have at most ${NOTE_LIMIT} characters`).default(''),
    /** A shift, or a part of one, of the only one who is asked. */
    inReturn: z
      .strictObject(Span.shape)
      .refine(isForward, FORWARD)
      .refine(isShort, TOO_LONG)
      .nullable()
      .default(null),
    /** Null: when the shift begins or, once it has, when it is over. */
    expiresAt: Instant.nullable().default(null),
  })
  .refine(isForward, FORWARD)
  .refine(isShort, TOO_LONG)
  .refine(({ inReturn, personIds }) => inReturn === null || personIds.length === 1, {
    path: ['inReturn'],
    message: 'can be asked of one person only',
  });

/** For whom: null: the caller. Leads and admins answer for those who were asked. */
const personId = Id.nullable().default(null);
export const TakeSwap = z.strictObject({ id: Id, personId });
export const DeclineSwap = z.strictObject({
  ...{ id: Id, personId },
  word: z.string().trim().max(WORD_LIMIT, `must have at most ${WORD_LIMIT} characters`).default(''),
});
export const ListSwaps = z.strictObject({
  ...PageQuery,
  /** Those that can still be taken, or those that have ended. */
  open: QueryFlag.optional(),
  schedule: Id.optional(),
});

export const TakenSwap = z.object({
  ...Swap.shape,
  /** Other schedules by which the taker is on call then, too. */
  alsoOnCall: z.array(z.string()),
});
export type TakenSwap = z.output<typeof TakenSwap>;

const ById = z.strictObject({ id: Id });

export const swaps = {
  list: endpoint({
    method: 'GET',
    path: '/shift-swaps',
    summary: 'Offers of shifts by the caller, to the caller, and of teams that they run, the newest first',
    scope: 'read',
    input: ListSwaps,
    output: page(Swap),
  }),
  get: endpoint({
    method: 'GET',
    path: '/shift-swaps/:id',
    summary: 'One of these',
    scope: 'read',
    input: ById,
    output: Swap,
  }),
  offer: endpoint({
    method: 'POST',
    path: '/shift-swaps',
    summary:
      'Offer a shift, or a part of one, to some people or to all of the team: one’s own; leads and admins everybody’s',
    scope: 'write',
    input: OfferShift,
    output: Swap,
    status: 201,
    idempotent: true,
  }),
  take: endpoint({
    method: 'POST',
    path: '/shift-swaps/:id/take',
    summary: 'Take a shift that was offered; `state` says whether it was taken, or what kept it from that',
    scope: 'write',
    input: TakeSwap,
    output: TakenSwap,
  }),
  decline: endpoint({
    method: 'POST',
    path: '/shift-swaps/:id/decline',
    summary: 'Decline a shift that was offered',
    scope: 'write',
    input: DeclineSwap,
    output: Swap,
  }),
  withdraw: endpoint({
    method: 'POST',
    path: '/shift-swaps/:id/withdraw',
    summary: 'Take an offer back',
    scope: 'write',
    input: ById,
    output: Swap,
  }),
};
