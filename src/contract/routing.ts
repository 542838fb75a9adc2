/**
 * A routing rule as an admin writes it: when it holds, and what it then sets on the new ticket. Every
 * condition that is present must hold; a rule with none holds for every ticket.
 */
import { z } from 'zod';
import { Id, Level, Source, Tag, TicketKind } from './common.ts';

/** A list with something in it: an empty list is a condition nobody meant. */
const some = <T extends z.ZodType>(item: T, max: number) => z.array(item).min(1).max(max);
const short = (max: number) => z.string().trim().min(1).max(max);

const hasKey = (value: object) => Object.values(value).some((part) => part !== undefined);

/** Words or phrases, found whole, whatever their case: each of `all`, at least one of `any`, none of `none`. */
export const routingWords = z
  .strictObject({
    all: some(short(100), 50).optional(),
    any: some(short(100), 200).optional(),
    none: some(short(100), 200).optional(),
  })
  .refine(hasKey, 'Give at least one of: all, any, none.');

/** Who asks. A list holds when one of its items does; domains and locales are compared without case. */
export const routingRequester = z
  .strictObject({
    emails: some(short(320), 500).optional(),
    /** The part after the @, exactly: `example.com` does not cover `it.example.com`. */
    emailDomains: some(short(253), 200).optional(),
    /** Ids of teams the requester is in. */
    teams: some(Id, 200).optional(),
    /** BCP 47 tags: `de` covers `de-CH`, `de-CH` only itself. */
    locales: some(short(35), 100).optional(),
    /** IANA names, as `Europe/Zurich`. */
    timeZones: some(short(64), 200).optional(),
    guest: z.boolean().optional(),
    external: z.boolean().optional(),
  })
  .refine(hasKey, 'Give at least one condition on the requester.');

export const routingConditions = z.strictObject({
  channels: some(short(40), 20).optional(),
  /** Platform ids of conversations (a Slack channel, a Teams chat). */
  conversations: some(short(200), 500).optional(),
  kinds: some(TicketKind, 4).optional(),
  sources: some(Source, 8).optional(),
  requester: routingRequester.optional(),
  words: routingWords.optional(),
  /** A JavaScript regular expression, always with the flags `iu`. Its safety is checked when it is saved. */
  pattern: z.string().min(1).max(500).optional(),
});

export const routingActions = z
  .strictObject({
    queueId: Id.optional(),
    kind: TicketKind.optional(),
    impact: Level.optional(),
    urgency: Level.optional(),
    category: short(80).optional(),
    tags: some(Tag, 20).optional(),
  })
  .refine(hasKey, 'A rule must set at least one thing.');

/** How a ticket came in. */
export type TicketSource = z.infer<typeof Source>;
export type RoutingConditions = z.infer<typeof routingConditions>;
export type RoutingActions = z.infer<typeof routingActions>;
