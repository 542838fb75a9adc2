import { z } from 'zod';
import {
  Email,
  HoldReason,
  Instant,
  Level,
  ResolutionCode,
  Tags,
  Text,
  TicketKind,
  TicketState,
  Title,
} from './common.ts';
import { endpoint } from './endpoint.ts';

/** One of these words; what else stands there is told in plain ones. */
const oneOf = <Words extends Readonly<Record<string, string>>>({ enum: words }: { enum: Words }) =>
  z.enum(words, `must be one of ${Object.keys(words).join(', ')}`);

/**
 * A row of another desk's event log: how a ticket stood at an instant. What is left out has not changed; the first row
 * of a ticket opens it.
 */
export const LogRow = z.strictObject({
  /** The ticket's number there. */
  key: z.string().trim().min(1).max(80),
  at: Instant,
  state: oneOf(TicketState),
  holdReason: oneOf(HoldReason).optional(),
  title: Title.optional(),
  description: Text.optional(),
  kind: oneOf(TicketKind).optional(),
  impact: Level.optional(),
  urgency: Level.optional(),
  category: z.string().trim().min(1).max(80).nullable().optional(),
  tags: Tags.optional(),
  /** Addresses of people that the desk knows. */
  requester: Email.optional(),
  assignee: Email.nullable().optional(),
  /** A queue's name. */
  queue: z.string().trim().min(1).max(120).optional(),
  resolution: Text.optional(),
  resolutionCode: oneOf(ResolutionCode).optional(),
});
export type LogRow = z.output<typeof LogRow>;

export const ImportLog = z.strictObject({
  /** Where the log comes from: keys are told apart by it. */
  source: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9_.-]{0,39}$/, 'must be a short name such as jira'),
  /** In the order of time; each is judged for itself. */
  rows: z.array(z.unknown()).max(1_000, 'must be at most 1,000 at a time'),
});

export const ImportReport = z.object({
  /** Rows that changed something, rows that said what stood there already, and tickets that were opened. */
  taken: z.number().int(),
  unchanged: z.number().int(),
  opened: z.number().int(),
  /** Every row that was not taken, and why. */
  refused: z.array(z.object({ row: z.number().int(), key: z.string().nullable(), problem: z.string() })),
});
export type ImportReport = z.output<typeof ImportReport>;

export const imports = {
  log: endpoint({
    method: 'POST',
    path: '/imports/log',
    summary:
      'Take in the event log of another desk: each row goes through the states as it would have then, nobody is told, and what cannot be is reported row by row; the same rows again change nothing',
    scope: 'admin',
    input: ImportLog,
    output: ImportReport,
  }),
};
