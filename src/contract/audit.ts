import { z } from 'zod';
import { Instant, PageQuery, page } from './common.ts';
import { endpoint } from './endpoint.ts';

export const AuditEntry = z.object({
  id: z.number().int(),
  at: Instant,
  actor: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  action: z.string(),
  subject: z.object({ type: z.string(), id: z.string() }),
  channel: z.string(),
  requestId: z.string(),
  /** Before and after by field; null: erased. */
  detail: z.record(z.string(), z.unknown()).nullable(),
  /** Place in the hash chain; null: sealed within a second. */
  seq: z.number().int().nullable(),
});
export type AuditEntry = z.output<typeof AuditEntry>;

export const AuditReport = z.object({
  sealed: z.number().int(),
  /** Entries that are not in the chain yet. */
  unsealed: z.number().int(),
  /** When the oldest of them was written. */
  unsealedSince: Instant.nullable(),
  erased: z.number().int(),
  faults: z.array(z.object({ seq: z.number().int(), fault: z.string() })),
});
export type AuditReport = z.output<typeof AuditReport>;

export const audit = {
  list: endpoint({
    method: 'GET',
    path: '/audit',
    summary: 'Who did what, newest first',
    scope: 'admin',
    input: z.strictObject({
      ...PageQuery,
      subjectType: z.string().max(40).optional(),
      subjectId: z.string().max(100).optional(),
      actorId: z.string().max(100).optional(),
      action: z.string().max(60).optional(),
      after: Instant.optional(),
      before: Instant.optional(),
    }),
    output: page(AuditEntry),
  }),
  verify: endpoint({
    method: 'GET',
    path: '/audit/verification',
    summary: 'Check the hash chain from its first entry to its last',
    scope: 'admin',
    input: z.strictObject({}),
    output: AuditReport,
  }),
};
