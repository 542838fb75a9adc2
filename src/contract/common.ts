import { z } from 'zod';

/** The words and limits that every endpoint shares. Lengths are in code points, as zod counts. */
export const Id = z.uuid({
  error: ({ input }) => (input === '' ? 'must not be empty' : 'must be an id'),
});
export const Name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(120, 'must have at most 120 characters')
  // With them a name would turn around the sentence that it stands in, or break it into lines.
  .refine(
    (value) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(value),
    'must not contain control characters or characters that change the direction of writing',
  );
export const Email = z
  .email('must be an e-mail address')
  .max(254)
  .transform((value) => value.toLowerCase());
/** What one message or entry may hold. */
export const TEXT_LIMIT = 200_000;
export const Text = z
  .string()
  .max(TEXT_LIMIT, `must have at most ${TEXT_LIMIT.toLocaleString('en')} characters`)
  .refine((value) => value.trim() !== '', 'must not be empty');
export const Title = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(300, 'must have at most 300 characters');
export const Tag = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, 'must not be empty')
  .max(40, 'must have at most 40 characters')
  .regex(/^[^\s,]+$/, 'must have no spaces or commas');
export const Tags = z
  .array(Tag)
  .max(20, 'must be at most 20')
  .transform((tags) => [...new Set(tags)]);
export const Instant = z.iso.datetime({ offset: true });
export const Level = z.union([z.literal(1), z.literal(2), z.literal(3)], 'must be 1 (high), 2 or 3 (low)');
export const TimeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'must be a time zone such as Europe/Berlin');
/** As addresses have it: in lower case, IPv6 without brackets, other scripts in Punycode; undefined: it is none. */
function hostOf(text: string): string | undefined {
  try {
    const { href, hostname } = new URL(`http://${text.includes(':') ? `[${text}]` : text}/`);
    // A port, a path or somebody's name would make more of the address; a star would promise what it does not do.
    return href === `http://${hostname}/` && !hostname.includes('*')
      ? hostname.replace(/^\[|\]$|\.$/g, '')
      : undefined;
  } catch {
    return undefined;
  }
}
/** The exact name of a host, or an IP address. */
export const Host = z
  .string()
  .trim()
  .max(253)
  .refine((text) => hostOf(text) !== undefined, 'must be a host such as calendar.example.com or 10.0.0.5')
  .overwrite((text) => hostOf(text) ?? text);
export const Locale = z.string().refine((locale) => {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}, 'must be a language tag such as en or pt-BR');

export const TicketKind = z.enum(['incident', 'request', 'change', 'problem']);
export const TicketState = z.enum(['new', 'in_progress', 'on_hold', 'resolved', 'closed', 'cancelled']);
export const ApprovalState = z.enum(['pending', 'approved', 'rejected', 'expired', 'cancelled']);
export type ApprovalState = z.output<typeof ApprovalState>;
export const HoldReason = z.enum([
  'awaiting_requester',
  'awaiting_change',
  'awaiting_problem',
  'awaiting_vendor',
]);
export const ResolutionCode = z.enum([
  'fixed',
  'workaround',
  'answered',
  'fulfilled',
  'not_reproducible',
  'declined',
  'duplicate',
]);
export const LinkKind = z.enum(['duplicate_of', 'child_of', 'related', 'caused_by']);
export const Role = z.enum(['requester', 'agent', 'admin']);
/** Whether tickets are given to somebody. `handing_back`: they are away, and what they have is going back to its queues. */
export const Availability = z.enum(['available', 'away', 'handing_back']);
export type Availability = z.output<typeof Availability>;
/** How many open tickets somebody is given at most. */
export const Capacity = z
  .number()
  .int('must be a whole number')
  .min(0, 'must be 0 or more')
  .max(1_000, 'must be at most 1,000');
/**
 * How a queue gives its tickets to agents: not at all, to who has waited longest for one of them, to who has least to
 * do, or to who has least to do of those who are on call.
 */
export const AssignmentPolicy = z.enum(['manual', 'round_robin', 'fewest_open', 'on_call']);
export type AssignmentPolicy = z.output<typeof AssignmentPolicy>;
/** Why nobody has got a ticket that its queue gives: the first of these that leaves nobody. */
export const UnassignedBecause = z.enum([
  'nobody_in_team',
  'nobody_on_call',
  'nobody_available',
  'all_at_capacity',
  'nobody_skilled',
]);
export type UnassignedBecause = z.output<typeof UnassignedBecause>;
/** Where Deskbell can write to somebody first: in a chat, or in the portal (`web`). */
export const PreferredChannel = z.enum(['slack', 'teams', 'web']);
export const Source = z.enum(['message', 'mention', 'shortcut', 'emoji', 'form', 'command', 'api', 'email']);
/** A ticket's number as people write it: `INC-12`, any case. */
export const TicketNumber = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^(INC|REQ|CHG|PRB)-[1-9]\d{0,11}$/, 'must be a ticket number such as INC-12');

/** A mark in a list: where the next page starts. Made by the server; not to be read by others. */
export const Cursor = z.string().max(200);
export const PageQuery = {
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: Cursor.nullable() });

/** Query parameters are text: `true` and `false` only. */
export const QueryFlag = z.enum(['true', 'false']).transform((value) => value === 'true');
/** A query parameter that may be given several times. */
export const several = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(50).optional(),
  );

/** RFC 9457 problem details; `code` and `requestId` are ours. */
export const ProblemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});
export type ProblemDetails = z.infer<typeof ProblemDetails>;
