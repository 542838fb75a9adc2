import { z } from 'zod';
import { Id, Instant, QueryFlag } from './common.ts';

/** What keeps a schedule from having somebody on call, at every minute, whom a page can reach. */

/**
 * - `gap`: nobody is on call
 * - `gone`: the schedule names somebody who is deactivated, or neither agent nor admin any more
 * - `unreached`: no way leads to somebody but the portal
 * - `away`: somebody is away, by a calendar or because they say so
 * - `outside`: somebody is not in the team of the schedule
 */
export const FindingKind = z.enum(['gap', 'gone', 'unreached', 'away', 'outside']);
export type FindingKind = z.output<typeof FindingKind>;

export const CoverageFinding = z.object({
  kind: FindingKind,
  /** `error`: a gap, `gone` or `unreached` of a schedule by which somebody is paged or tickets are given. */
  severity: z.enum(['error', 'warning']),
  /** Whom it is about; null: it is a gap. */
  person: z.object({ id: Id, name: z.string() }).nullable(),
  /** When it is so, in order; `to` is not in it. */
  spans: z.array(z.object({ from: Instant, to: Instant })),
});
export type CoverageFinding = z.output<typeof CoverageFinding>;

/** What saving has broken that was not so before, within the next thirty days. */
export const Breaks = z.array(CoverageFinding);

export const ScheduleCoverage = z.object({
  schedule: z.object({ id: Id, name: z.string(), teamId: Id, timeZone: z.string() }),
  /** What pages, or gives tickets, by it; none: what is found there is a warning. */
  usedBy: z.array(z.object({ kind: z.enum(['escalation_policy', 'queue']), id: Id, name: z.string() })),
  findings: z.array(CoverageFinding),
});
export type ScheduleCoverage = z.output<typeof ScheduleCoverage>;

export const Coverage = z.object({
  from: Instant,
  to: Instant,
  /** Nothing was found that is an error. */
  ok: z.boolean(),
  /** By name, also those without findings. */
  items: z.array(ScheduleCoverage),
});
export type Coverage = z.output<typeof Coverage>;

/** So far it is looked ahead unless told otherwise. */
export const COVERAGE_DAYS = 30;

export const CoverageQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(100).default(COVERAGE_DAYS),
  /** Of this one alone. */
  schedule: Id.optional(),
  /** Answers 409 where it is not `ok`, with what was found as `data`. */
  fail: QueryFlag.optional(),
});
